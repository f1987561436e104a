// Arbitrary text as the text form of a heatmap, in the two passes of heatmap_in.

#include "core/grid/json.hpp"
#include "fuzz/grid/input.hpp"

void heatmap::test::run(Input in) {
    using namespace heatmap::grid;
    const Bytes bytes = in.rest();
    std::vector<char> text(bytes.begin(), bytes.end());
    text.push_back('\0');
    text.shrink_to_fit();
    const size_t length = std::strlen(text.data());
    const ParsedHeatmap counted = parse_json(text.data(), no_poll, nullptr);
    if (counted.error != nullptr) {
        REQUIRE(counted.error_at <= length);
        return;
    }
    if (counted.canvas_error != CanvasError::none)
        return;
    REQUIRE(check_canvas(counted.canvas) == CanvasError::none);
    Cells cells(counted.cells);
    const ParsedHeatmap parsed = parse_json(text.data(), no_poll, cells.data());
    REQUIRE(parsed.error == nullptr && parsed.cells == counted.cells);
    REQUIRE(std::isfinite(parsed.outside));
    for (const Cell &cell : cells)
        REQUIRE(cell.index < cell_count(parsed.canvas) && std::isfinite(cell.value));
    sort_and_merge(&cells);
    const Stored stored = store(cells, parsed.canvas, parsed.outside);
    // Adding up the values of a cell that occurs twice may overflow.
    REQUIRE(stored.size() > 0 || cells.size() < counted.cells);
    REQUIRE(stored.size() == 0 || stored.check() == Status::ok);
}
