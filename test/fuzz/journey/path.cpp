// Arbitrary bytes as the state of path_agg, and a stream of rows. A state that check_path() accepts
// can be sorted, cut, folded and appended to, and gives the same path as a std::vector of its rows.

#include "fuzz/fuzz.hpp"
#include "unit/journey/path_box.hpp"

namespace heatmap::journey {
using namespace test;
namespace {

Rows rows_of(const PathBox &box) {
    std::vector<PathRow> rows(box.get().rows);
    load_rows(box.get(), no_poll, rows.data());
    Rows copies;
    for (const PathRow &row : rows)
        copies.emplace_back(row.at, std::string(row.label, row.length));
    return copies;
}

// Whether the rows that are marked are those that the reference takes for anchors.
bool has_usual_anchors(const PathBox &box) {
    for (const PathRow &row : box.sorted_rows())
        if (row.anchor != is_anchor({row.label, row.length}))
            return false;
    return true;
}

int64_t take_time(Input *in) {
    const auto kind = in->take<uint8_t>();
    if (kind < 4)
        return kind % 2 == 0 ? INT64_MIN : INT64_MAX;
    return kind < 200 ? kind % 16 : in->take<int64_t>();
}

// A short label, mostly of a few letters. One of them is NUL, another is negative as a char.
std::string take_label(Input *in) {
    constexpr char letters[] = {'a', 'b', '\0', '\xff'};
    const auto kind = in->take<uint8_t>();
    std::string label(kind % 4, 'a');
    if (kind > 250)
        label.resize(in->take<uint8_t>(), 'a');
    for (size_t i = 0; i < label.size() && kind > 127; i++)
        label[i] = letters[in->take<uint8_t>() % std::size(letters)];
    return label;
}

void check_path_of(const PathBox &box, const Rows &rows) {
    REQUIRE(box.valid());
    const Path path = box.path();
    if (box.get().side == Side::whole || has_usual_anchors(box))
        REQUIRE(path == model_path(rows, box.get().max_length, box.get().side));
    const std::vector<PathRow> sorted = box.sorted_rows();
    const auto n = static_cast<uint32_t>(sorted.size());
    const uint32_t matter = rows_that_matter(sorted.data(), n, box.get(), no_poll);
    REQUIRE(matter <= n);
    REQUIRE(matter == n || path.longer || box.get().side == Side::before);
}

void check_state(PathBox box, Input *in) {
    Rows rows = rows_of(box);
    check_path_of(box, rows);
    for (int left = 60; left > 0 && !in->empty(); left--) {
        const auto kind = in->take<uint8_t>() % 8;
        if (kind == 0) {
            // Rows of another state.
            PathBox other(box.get().max_length, 0, box.get().side);
            for (uint32_t n = in->pick(0, 6); n > 0; n--) {
                rows.emplace_back(take_time(in), take_label(in));
                other.append(rows.back().first, rows.back().second);
            }
            box.append(other);
        } else if (kind == 2 && rows.size() < 300) {
            const PathBox copy = box;
            box.append(copy);
            const Rows again = rows;
            rows.insert(rows.end(), again.begin(), again.end());
        } else {
            rows.emplace_back(take_time(in), take_label(in));
            box.append(rows.back().first, rows.back().second);
        }
        REQUIRE(box.valid());
    }
    check_path_of(box, rows);
}

} // namespace
} // namespace heatmap::journey

void heatmap::test::run(Input in) {
    using namespace heatmap::journey;
    const auto kind = in.take<uint8_t>() % 4;
    if (kind == 0) {
        // The choices for what follows come first, so that the state may have any length.
        uint8_t choices[48];
        for (uint8_t &byte : choices)
            byte = in.take<uint8_t>();
        Input operations(choices, sizeof(choices));
        const PathBox box(in.rest());
        if (box.valid())
            check_state(box, &operations);
        return;
    }
    const auto length = in.take<uint8_t>();
    const size_t bytes = in.take<uint8_t>();
    PathBox box(length == 255 ? UINT32_MAX : 1 + length % 16u, bytes,
                static_cast<Side>(in.take<uint8_t>() % 3));
    for (uint32_t left = in.pick(0, 20); left > 0; left--) {
        const int64_t at = take_time(&in);
        box.append(at, take_label(&in));
    }
    REQUIRE(box.valid());
    if (kind == 1)
        box[in.pick(4, static_cast<uint32_t>(box.size()) - 1)] = in.take<uint8_t>();
    if (box.valid())
        check_state(box, &in);
}
