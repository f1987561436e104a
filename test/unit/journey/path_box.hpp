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

// Which rows the tests mark as anchors.
inline bool is_anchor(std::string_view label) {
    return label == "a";
}

// The reference for path_agg. (std::string compares bytes as unsigned, too.)
inline Path model_path(Rows rows, uint32_t max_length, Side side = Side::whole) {
    std::sort(rows.begin(), rows.end());
    if (side != Side::whole) {
        const auto anchor = std::find_if(rows.begin(), rows.end(),
                                         [](const auto &row) { return is_anchor(row.second); });
        if (anchor == rows.end())
            rows.clear();
        else if (side == Side::after)
            rows.erase(rows.begin(), anchor);
        else
            rows.erase(anchor + 1, rows.end());
    }
    std::vector<std::string> labels;
    for (const auto &[at, label] : rows)
        if (labels.empty() || labels.back() != label)
            labels.push_back(label);
    const bool longer = labels.size() > max_length;
    if (longer && side == Side::before)
        labels.erase(labels.begin(), labels.end() - max_length);
    else if (longer)
        labels.resize(max_length);
    return Path{labels, longer};
}

// A state of path_agg.
class PathBox : public Box<PathState> {
public:
    explicit PathBox(const Bytes &bytes) : Box(bytes) {
    }

    explicit PathBox(uint32_t max_length, size_t bytes = 0, Side side = Side::whole)
        : Box(new_path(max_length, side, bytes, test_memory)) {
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
        const PathRow row{at, label.data(), static_cast<uint32_t>(label.size()), is_anchor(label)};
        change([&](PathState **state) { return append_row(state, row, test_memory); });
    }

    void append(const PathBox &other) {
        change([&](PathState **state) { return append_rows(state, other.get(), test_memory); });
    }

    Path path() const {
        std::vector<PathRow> rows = sorted_rows();
        const PathView view = path_of(rows.data(), get(), no_poll);
        Path path{{}, view.cut_before != nullptr || view.cut_behind != nullptr};
        for (const PathRow *row = view.rows; row < view.rows + view.n; row++)
            path.labels.emplace_back(row->label, row->length);
        return path;
    }
};

} // namespace heatmap::journey
