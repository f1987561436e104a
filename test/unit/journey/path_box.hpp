// What the unit tests and the fuzzer of paths share. Nothing here depends on GoogleTest.
#pragma once

#include <string>
#include <string_view>

#include "core/journey/path.hpp"
#include "unit/box.hpp"
#include "unit/helpers.hpp"

namespace heatmap::journey {

using namespace test;

// The result of path_agg.
struct Path {
    std::vector<std::string> labels;
    bool longer; // there were more labels

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

// A state of path_agg.
class PathBox : public Box<PathState> {
public:
    explicit PathBox(const Bytes &bytes) : Box(bytes) {
    }

    explicit PathBox(uint32_t max_length, size_t bytes = 0)
        : Box(new_path(max_length, bytes, test_memory)) {
    }

    bool valid() const {
        return check_path(get(), no_poll);
    }

    std::vector<PathRow> sorted_rows() const {
        PathRow *rows = journey::sorted_rows(get(), test_memory);
        const std::vector<PathRow> copy(rows, rows + get().rows);
        test_memory.release(rows);
        return copy;
    }

    void append(int64_t at, std::string_view label) {
        const PathRow row{at, label.data(), static_cast<uint32_t>(label.size())};
        change([&](PathState **state) { return append_row(state, row, test_memory); });
    }

    void append(const PathBox &other) {
        change([&](PathState **state) { return append_rows(state, other.get(), test_memory); });
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
