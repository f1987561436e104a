#include <algorithm>
#include <cstring>

#include "core/journey/path.hpp"

namespace heatmap::journey {

namespace {

bool same_label(const PathRow &a, const PathRow &b) noexcept {
    return a.length == b.length && std::memcmp(a.label, b.label, a.length) == 0;
}

bool row_before(const PathRow &a, const PathRow &b) noexcept {
    if (a.at != b.at)
        return a.at < b.at;
    const int order = std::memcmp(a.label, b.label, std::min(a.length, b.length));
    return order != 0 ? order < 0 : a.length < b.length;
}

} // namespace

void init_path(PathState *state, uint32_t max_length) noexcept {
    state->max_length = max_length;
    state->rows = 0;
    state->used = sizeof(PathState);
}

void append_row(PathState &state, const PathRow &row) noexcept {
    char *p = reinterpret_cast<char *>(&state) + state.used;
    std::memcpy(p, &row.at, sizeof(row.at));
    std::memcpy(p + sizeof(row.at), &row.length, sizeof(row.length));
    std::memcpy(p + path_row_size(0), row.label, row.length);
    state.used += static_cast<uint32_t>(path_row_size(row.length));
    state.rows++;
}

void append_rows(PathState &state, const PathState &other) noexcept {
    const auto bytes = static_cast<uint32_t>(other.used - sizeof(PathState));
    std::memcpy(reinterpret_cast<char *>(&state) + state.used, &other + 1, bytes);
    state.used += bytes;
    state.rows += other.rows;
}

bool check_path_header(const PathState &state, size_t size) noexcept {
    return size >= sizeof(PathState) && state.used >= sizeof(PathState) && state.used <= size &&
           state.max_length != 0;
}

bool check_path(const PathState &state, size_t size, Poll poll) noexcept {
    if (!check_path_header(state, size))
        return false;
    const char *begin = reinterpret_cast<const char *>(&state);
    size_t at = sizeof(PathState);
    for (uint32_t i = 0; i < state.rows; i++) {
        if (i % poll_interval == poll_interval - 1)
            poll();
        uint32_t length;
        if (at > state.used || state.used - at < path_row_size(0))
            return false;
        std::memcpy(&length, begin + at + sizeof(int64_t), sizeof(length));
        at += path_row_size(length);
    }
    return at == state.used;
}

void load_rows(const PathState &state, Poll poll, PathRow *rows) noexcept {
    const char *p = reinterpret_cast<const char *>(&state + 1);
    for (uint32_t i = 0; i < state.rows; i++) {
        if (i % poll_interval == poll_interval - 1)
            poll();
        std::memcpy(&rows[i].at, p, sizeof(int64_t));
        std::memcpy(&rows[i].length, p + sizeof(int64_t), sizeof(uint32_t));
        rows[i].label = p + path_row_size(0);
        p += path_row_size(rows[i].length);
    }
}

void sort_rows(PathRow *rows, uint32_t n, Poll poll) noexcept {
    uint32_t compared = 0;
    std::sort(rows, rows + n, [poll, &compared](const PathRow &a, const PathRow &b) {
        if (++compared % poll_interval == 0)
            poll();
        return row_before(a, b);
    });
}

uint32_t rows_that_matter(const PathRow *rows, uint32_t n, uint32_t max_length,
                          Poll poll) noexcept {
    uint32_t labels = 0;
    for (uint32_t i = 0; i < n; i++) {
        if (i % poll_interval == poll_interval - 1)
            poll();
        if ((i == 0 || !same_label(rows[i], rows[i - 1])) && labels++ == max_length)
            return i + 1;
    }
    return n;
}

uint32_t fold_repeats(PathRow *rows, uint32_t n, Poll poll) noexcept {
    uint32_t kept = 0;
    for (uint32_t i = 0; i < n; i++) {
        if (i % poll_interval == poll_interval - 1)
            poll();
        if (kept == 0 || !same_label(rows[i], rows[kept - 1]))
            rows[kept++] = rows[i];
    }
    return kept;
}

} // namespace heatmap::journey
