// What the unit tests and the fuzzer of paths share. Nothing here depends on GoogleTest.
#pragma once

#include <string>
#include <string_view>

#include "core/journey/path.hpp"
#include "unit/box.hpp"
#include "unit/helpers.hpp"

namespace heatmap::journey {

using namespace test;

// What path_agg returns.
struct Path {
    std::vector<std::string> labels;
    bool longer; // there were more

    bool operator==(const Path &) const = default;
};

using Rows = std::vector<std::pair<int64_t, std::string>>; // times and labels

// The reference for path_agg. (std::string compares bytes as unsigned, too.)
inline Path model_path(Rows rows, uint32_t max_length) {
    std::sort(rows.begin(), rows.end());
    Path path{{}, false};
    for (const auto &[at, label] : rows) {
        if (!path.labels.empty() && path.labels.back() == label)
            continue;
        if (path.labels.size() == max_length)
            return Path{path.labels, true};
        path.labels.push_back(label);
    }
    return path;
}

// The state of path_agg. It grows to the byte, not to a power of two.
class PathBox : public Box<PathState> {
public:
    explicit PathBox(const Bytes &bytes) : Box(bytes) {
    }

    explicit PathBox(uint32_t max_length, size_t room = 0) : Box(sizeof(PathState) + room) {
        init_path(&get(), max_length);
    }

    bool valid() const {
        return check_path(get(), size(), no_poll);
    }

    std::vector<PathRow> sorted_rows() const {
        std::vector<PathRow> rows(get().rows);
        load_rows(get(), no_poll, rows.data());
        sort_rows(rows.data(), get().rows, no_poll);
        return rows;
    }

    // A copy of what matters, with room for so many bytes more.
    void grow(size_t more) {
        std::vector<PathRow> rows = sorted_rows();
        rows.resize(rows_that_matter(rows.data(), get().rows, get().max_length, no_poll));
        size_t used = 0;
        for (const PathRow &row : rows)
            used += path_row_size(row.length);
        PathBox grown(get().max_length, used + more);
        for (const PathRow &row : rows)
            append_row(grown.get(), row);
        *this = std::move(grown);
    }

    void append(int64_t at, std::string_view label) {
        const size_t more = path_row_size(label.size());
        if (size() - get().used < more)
            grow(more);
        append_row(get(), PathRow{at, label.data(), static_cast<uint32_t>(label.size())});
    }

    // What path_combine does.
    void append(const PathBox &other) {
        if (size() - get().used < other.get().used)
            grow(other.get().used);
        for (const PathRow &row : other.sorted_rows())
            append_row(get(), row);
    }

    Path path() const {
        std::vector<PathRow> rows = sorted_rows();
        rows.resize(fold_repeats(rows.data(), get().rows, no_poll));
        Path path{{}, rows.size() > get().max_length};
        rows.resize(std::min<size_t>(rows.size(), get().max_length));
        for (const PathRow &row : rows)
            path.labels.emplace_back(row.label, row.length);
        return path;
    }
};

} // namespace heatmap::journey
