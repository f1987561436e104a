// heatmap_text(h, width, color): a picture for psql.

#include "core/grid/raster.hpp"
#include "core/picture/terminal.hpp"
#include "pg/base/text.hpp"
#include "pg/grid/value.hpp"
#include "pg/picture/arguments.hpp"

namespace heatmap::grid {

HEATMAP_FUNCTION(heatmap_text) {
    const Value value = GetValue(fcinfo, 0);
    const uint32_t width = picture::GetTerminalWidth(fcinfo, 1);
    const bool color = PG_GETARG_BOOL(2);
    const CellList list = LoadCells(value);
    const Canvas &c = value.head->canvas;
    const double ratio = (c.ymax - c.ymin) / (c.xmax - c.xmin);
    const picture::Raster raster =
        picture::raster_of(c.cols, c.rows, ratio, static_cast<int>(width));
    auto *pixels =
        static_cast<double *>(palloc(sizeof(double) * size_t{raster.width} * raster.height));
    rasterize(list.cells, list.count, c, raster.width, raster.height, CheckForInterrupts, pixels);
    auto *result = static_cast<text *>(palloc(VARHDRSZ + picture::terminal_bytes(raster)));
    char *begin = VARDATA(result);
    const char *end = color ? picture::draw_color(pixels, raster, CheckForInterrupts, begin)
                            : picture::draw_ascii(pixels, raster, CheckForInterrupts, begin);
    pfree(pixels); // freeing a large picture takes a while: not at the same time as its text
    CHECK_FOR_INTERRUPTS();
    SET_VARSIZE(result, end - reinterpret_cast<char *>(result));
    PG_RETURN_TEXT_P(FromUtf8(result));
}

} // namespace heatmap::grid
