// Arbitrary bytes as a stored heatmap: what validate() accepts must encode to itself, and every
// operation on it must give a value that validate() accepts.

#include <limits>
#include <memory>

#include "core/grid/hotspots.hpp"
#include "core/grid/raster.hpp"
#include "core/grid/regrid.hpp"
#include "core/picture/terminal.hpp"
#include "fuzz/grid/input.hpp"

namespace heatmap::grid {
using namespace test;
namespace {

// Sums of large values may overflow; everything else must be a valid value.
Stored store_checked(const Cells &cells, const Canvas &canvas, double outside) {
    Stored stored = store(cells, canvas, outside);
    REQUIRE(stored.size() == 0 || stored.check() == Status::ok);
    return stored;
}

void check_round_trip(const Stored &value, const Cells &cells) {
    Stored again = store_checked(cells, value.head().canvas, value.head().outside);
    REQUIRE(again.size() == value.size());
    again.head().vl_len = value.head().vl_len;
    REQUIRE(again.bytes() == value.bytes());
    REQUIRE(cells.size() == value.head().occupied);
    for (size_t i = 0; i < cells.size(); i++) {
        REQUIRE(cells[i].index < cell_count(value.head().canvas));
        REQUIRE(std::isfinite(cells[i].value) && cells[i].value != 0);
        REQUIRE(i == 0 || cells[i - 1].index < cells[i].index);
    }
}

void check_coarsen(const Header &head, Cells cells, Input *in) {
    const uint32_t fx = 1 + in->pick(0, 2 * head.canvas.cols),
                   fy = 1 + in->pick(0, 2 * head.canvas.rows);
    Canvas coarse;
    if (coarsen_canvas(head.canvas, fx, fy, &coarse) != CanvasError::none)
        return;
    Model blocks;
    for (const Cell &cell : cells) {
        const uint32_t col = cell.index % head.canvas.cols / fx;
        const uint32_t row = cell.index / head.canvas.cols / fy;
        blocks[row * coarse.cols + col] += cell.value;
    }
    coarsen_cells(cells.data(), static_cast<uint32_t>(cells.size()), head.canvas, fx, fy, no_poll);
    sort_and_merge(&cells);
    REQUIRE(cells.size() == blocks.size());
    if (head.form == Form::counts)
        for (const Cell &cell : cells)
            REQUIRE(cell.value >= max_exact || cell.value == blocks[cell.index]);
    store_checked(cells, coarse, head.outside);
}

void check_crop(const Header &head, Cells cells, Input *in) {
    double corners[4];
    for (double &v : corners)
        if (std::isnan(v = in->number()))
            return;
    const Area area{std::min(corners[0], corners[1]), std::min(corners[2], corners[3]),
                    std::max(corners[0], corners[1]), std::max(corners[2], corners[3])};
    area_sum(cells.data(), static_cast<uint32_t>(cells.size()), head.canvas, area, no_poll);
    Canvas cropped;
    uint32_t col, row;
    if (crop_canvas(head.canvas, area, &cropped, &col, &row) != CanvasError::none)
        return;
    REQUIRE(col + cropped.cols <= head.canvas.cols && row + cropped.rows <= head.canvas.rows);
    double outside = head.outside;
    cells.resize(crop_cells(cells.data(), static_cast<uint32_t>(cells.size()), head.canvas, cropped,
                            col, row, no_poll, &outside));
    store_checked(cells, cropped, outside);
}

void check_regrid(const Header &head, const Cells &cells, Input *in) {
    double corners[4];
    for (double &v : corners)
        v = in->number();
    Canvas to;
    if (make_canvas(corners[0], corners[1], corners[2], corners[3], in->pick(1, 20),
                    in->pick(1, 20), &to) != CanvasError::none)
        return;
    std::vector<double> values(cell_count(to));
    double outside = 0, before = 0, after = 0, largest = 0;
    regrid(cells.data(), static_cast<uint32_t>(cells.size()), head.canvas, to, no_poll,
           values.data(), &outside);
    for (const Cell &cell : cells) {
        before += cell.value;
        largest += std::fabs(cell.value);
    }
    for (const double value : values)
        after += value;
    // The share of a cell in a cell of the other canvas may be below the smallest number.
    const double lost = static_cast<double>(cells.size() * values.size()) *
                        std::numeric_limits<double>::denorm_min();
    REQUIRE(!(std::fabs(before - after - outside) > 1e-6 * largest + lost));
}

void check_picture(const Header &head, const Cells &cells, Input *in) {
    const picture::Raster raster = raster_for(head.canvas, static_cast<int>(in->pick(1, 40)));
    std::vector<double> pixels(size_t{raster.width} * raster.height);
    rasterize(cells.data(), static_cast<uint32_t>(cells.size()), head.canvas, raster.width,
              raster.height, no_poll, pixels.data());
    std::vector<char> text(picture::terminal_bytes(raster));
    REQUIRE(picture::draw_color(pixels.data(), raster, no_poll, text.data()) <=
            text.data() + text.size());
    REQUIRE(picture::draw_ascii(pixels.data(), raster, no_poll, text.data()) <=
            text.data() + text.size());
}

void check_hotspots(const Header &head, const Cells &cells) {
    const uint32_t n = cell_count(head.canvas);
    if (n > 4096)
        return;
    std::vector<double> grid(n);
    for (const Cell &cell : cells)
        grid[cell.index] = cell.value;
    std::vector<uint32_t> queue(n);
    const auto seen = std::make_unique<bool[]>(n);
    Cells found(max_hotspots(head.canvas.cols, head.canvas.rows));
    REQUIRE(find_hotspots(grid.data(), head.canvas.cols, head.canvas.rows, no_poll, queue.data(),
                          seen.get(), found.data()) <= found.size());
}

void check_operations(const Stored &value, Input *in) {
    const Cells cells = value.cells();
    const auto n = static_cast<uint32_t>(cells.size());
    check_round_trip(value, cells);
    Cells difference(cells.size() * 2);
    difference.resize(
        combine_cells(cells.data(), n, cells.data(), n, -1, no_poll, difference.data()));
    REQUIRE(store_checked(difference, value.head().canvas, 0).size() == sizeof(Header));
    check_coarsen(value.head(), cells, in);
    check_crop(value.head(), cells, in);
    check_regrid(value.head(), cells, in);
    check_hotspots(value.head(), cells);
    check_picture(value.head(), cells, in);
}

} // namespace
} // namespace heatmap::grid

void heatmap::test::run(Input in) {
    using namespace heatmap::grid;
    const bool raw = in.take<uint8_t>() % 4 == 0;
    // The choices for the operations come first, so that the payload may have any length.
    uint8_t choices[24];
    for (uint8_t &byte : choices)
        byte = in.take<uint8_t>();
    Input operations(choices, sizeof(choices));
    Stored value(size_t{0});
    if (raw) {
        value = Stored(in.rest());
        if (value.size() < sizeof(Header))
            return;
    } else {
        const Canvas canvas = take_canvas(&in, in.take<uint8_t>() % 4 == 0 ? 4096 : 12);
        value = take_value(&in, canvas);
    }
    if (check_header(value.head(), value.size()) == Status::ok) {
        uint32_t visits = 0;
        decode(value.head(), value.size(), no_poll, [&](uint32_t index, double v) {
            REQUIRE(index < cell_count(value.head().canvas) && ++visits <= value.head().occupied);
            return std::isfinite(v);
        });
    }
    if (value.check() == Status::ok)
        check_operations(value, &operations);
}
