#include <algorithm>
#include <bit>

#include "core/journey/path.hpp"
#include "core/journey/repeats.hpp"

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

size_t room(const PathState &state) noexcept {
    return size_of(&state) - state.used;
}

// In the length of a label.
constexpr uint32_t anchor_bit = 1u << 31;

// Appends a row, for which there is room.
void put_row(PathState &state, const PathRow &row) noexcept {
    char *p = reinterpret_cast<char *>(&state) + state.used;
    const uint32_t length = row.length | (row.anchor ? anchor_bit : 0);
    std::memcpy(p, &row.at, sizeof(row.at));
    std::memcpy(p + sizeof(row.at), &length, sizeof(length));
    std::memcpy(p + path_row_size(0), row.label, row.length);
    state.used += static_cast<uint32_t>(path_row_size(row.length));
    state.rows++;
}

// Replaces *state by one with those of its rows and of `more` that matter, and with room for as
// many bytes again.
Status merge_rows(PathState **state, const PathRow *more, uint32_t n,
                  const Memory &memory) noexcept {
    const PathState &from = **state;
    if (!check_path(from, memory.poll))
        return Status::corrupt;
    auto *rows = allocate<PathRow>(size_t{from.rows} + n, memory);
    load_rows(from, memory.poll, rows);
    std::copy(more, more + n, rows + from.rows);
    sort_rows(rows, from.rows + n, memory.poll);
    const uint32_t kept = rows_that_matter(rows, from.rows + n, from, memory.poll);
    size_t bytes = 0;
    Work work{memory.poll};
    for (uint32_t i = 0; i < kept; i++) {
        work.add(1);
        bytes += path_row_size(rows[i].length);
    }
    if (sizeof(PathState) + bytes > max_path_size) {
        memory.release(rows);
        return Status::full;
    }
    PathState *to = new_path(from.max_length, from.side, 2 * bytes, memory);
    for (uint32_t i = 0; i < kept; i++) {
        work.add(1);
        put_row(*to, rows[i]);
    }
    memory.release(rows);
    *state = to;
    return Status::ok;
}

} // namespace

PathState *new_path(uint32_t max_length, Side side, size_t bytes, const Memory &memory) noexcept {
    constexpr size_t smallest = 128;
    const size_t wanted = std::bit_ceil(std::max(sizeof(PathState) + bytes, smallest));
    const size_t size = std::min(wanted, max_path_size);
    auto *state = new_value<PathState>(size, memory);
    clear_memory(state + 1, size - sizeof(PathState), memory.poll);
    state->max_length = max_length;
    state->rows = 0;
    state->used = sizeof(PathState);
    state->side = side;
    return state;
}

bool check_path_header(const PathState &state) noexcept {
    const size_t size = size_of(&state);
    return size >= sizeof(PathState) && state.used >= sizeof(PathState) && state.used <= size &&
           state.max_length != 0 && state.side <= Side::before;
}

bool check_path(const PathState &state, Poll poll) noexcept {
    if (!check_path_header(state))
        return false;
    const char *begin = reinterpret_cast<const char *>(&state);
    size_t at = sizeof(PathState);
    Work work{poll};
    for (uint32_t i = 0; i < state.rows; i++) {
        work.add(1);
        uint32_t length;
        if (at > state.used || state.used - at < path_row_size(0))
            return false;
        std::memcpy(&length, begin + at + sizeof(int64_t), sizeof(length));
        at += path_row_size(length & ~anchor_bit);
    }
    return at == state.used;
}

Status append_row(PathState **state, const PathRow &row, const Memory &memory) noexcept {
    if (room(**state) < path_row_size(row.length))
        return merge_rows(state, &row, 1, memory);
    put_row(**state, row);
    return Status::ok;
}

Status append_rows(PathState **state, const PathState &other, const Memory &memory) noexcept {
    const auto bytes = static_cast<uint32_t>(other.used - sizeof(PathState));
    if (room(**state) < bytes) {
        auto *rows = allocate<PathRow>(other.rows, memory);
        load_rows(other, memory.poll, rows);
        const Status status = merge_rows(state, rows, other.rows, memory);
        memory.release(rows);
        return status;
    }
    std::memcpy(reinterpret_cast<char *>(*state) + (*state)->used, &other + 1, bytes);
    (*state)->used += bytes;
    (*state)->rows += other.rows;
    return Status::ok;
}

void load_rows(const PathState &state, Poll poll, PathRow *rows) noexcept {
    const char *p = reinterpret_cast<const char *>(&state + 1);
    Work work{poll};
    for (uint32_t i = 0; i < state.rows; i++) {
        work.add(1);
        std::memcpy(&rows[i].at, p, sizeof(int64_t));
        uint32_t length;
        std::memcpy(&length, p + sizeof(int64_t), sizeof(length));
        rows[i].length = length & ~anchor_bit;
        rows[i].anchor = (length & anchor_bit) != 0;
        rows[i].label = p + path_row_size(0);
        p += path_row_size(rows[i].length);
    }
}

PathRow *sorted_rows(const PathState &state, const Memory &memory) noexcept {
    auto *rows = allocate<PathRow>(state.rows, memory);
    load_rows(state, memory.poll, rows);
    sort_rows(rows, state.rows, memory.poll);
    return rows;
}

void sort_rows(PathRow *rows, uint32_t n, Poll poll) noexcept {
    Work work{poll};
    std::sort(rows, rows + n, [&work](const PathRow &a, const PathRow &b) {
        work.add(1);
        return row_before(a, b);
    });
}

namespace {

// The number of sorted rows that can be part of a path of max_length labels that begins with the
// first of them.
uint32_t first_labels(const PathRow *rows, uint32_t n, uint32_t max_length, Poll poll) noexcept {
    uint32_t labels = 0;
    Work work{poll};
    for (uint32_t i = 0; i < n; i++) {
        work.add(1);
        if ((i == 0 || !same_label(rows[i], rows[i - 1])) && labels++ == max_length)
            return i + 1;
    }
    return n;
}

uint32_t find_anchor(const PathRow *rows, uint32_t n) noexcept {
    return static_cast<uint32_t>(
        std::find_if(rows, rows + n, [](const PathRow &row) { return row.anchor; }) - rows);
}

} // namespace

uint32_t rows_that_matter(const PathRow *rows, uint32_t n, const PathState &state,
                          Poll poll) noexcept {
    // Of the rows before the first anchor all matter: an earlier one may come.
    const uint32_t anchor = state.side == Side::whole ? 0 : find_anchor(rows, n);
    if (state.side == Side::before)
        return std::min(anchor + 1, n);
    return anchor + first_labels(rows + anchor, n - anchor, state.max_length, poll);
}

PathView path_of(PathRow *rows, const PathState &state, Poll poll) noexcept {
    uint32_t n = state.rows;
    if (state.side != Side::whole) {
        const uint32_t anchor = find_anchor(rows, n);
        if (anchor == n)
            return PathView{rows, 0, nullptr, nullptr};
        if (state.side == Side::before) {
            n = anchor + 1;
        } else {
            rows += anchor;
            n -= anchor;
        }
    }
    n = drop_repeats(rows, n, poll, same_label);
    if (n <= state.max_length)
        return PathView{rows, n, nullptr, nullptr};
    if (state.side != Side::before)
        return PathView{rows, state.max_length, nullptr, rows + state.max_length};
    const PathRow *first = rows + n - state.max_length;
    return PathView{first, state.max_length, first - 1, nullptr};
}

} // namespace heatmap::journey
