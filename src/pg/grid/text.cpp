// heatmap_text(h, width, color): a picture for psql.

#include "core/grid/raster.hpp"
#include "core/picture/terminal.hpp"
#include "pg/grid/value.hpp"

namespace heatmap::grid {

HEATMAP_FUNCTION(heatmap_text) {
    const Value value = GetValue(fcinfo, 0);
    const int32 width = PG_GETARG_INT32(1);
    const bool color = PG_GETARG_BOOL(2);
    if (width < 1 || width > picture::max_terminal_width)
        ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
                        errmsg("width must be between 1 and %d", picture::max_terminal_width)));
    const CellList list = LoadCells(value);
    const Canvas &c = value.head->canvas;
    const double ratio = (c.ymax - c.ymin) / (c.xmax - c.xmin);
    const picture::Raster raster = picture::raster_of(c.cols, c.rows, ratio, width);
    auto *pixels =
        static_cast<double *>(palloc(sizeof(double) * size_t{raster.width} * raster.height));
    rasterize(list.cells, list.count, c, raster.width, raster.height, CheckForInterrupts, pixels);
    auto *result = static_cast<text *>(palloc(VARHDRSZ + picture::terminal_bytes(raster)));
    char *begin = VARDATA(result);
    const char *end = color ? picture::draw_color(pixels, raster, CheckForInterrupts, begin)
                            : picture::draw_ascii(pixels, raster, CheckForInterrupts, begin);
    pfree(pixels); // freeing a large picture takes a while: not at the same time as its text
    CHECK_FOR_INTERRUPTS();
    // Few encodings other than UTF-8 have block characters; in the others this raises an error.
    auto *bytes = reinterpret_cast<unsigned char *>(begin);
    const unsigned char *converted = pg_do_encoding_conversion(bytes, static_cast<int>(end - begin),
                                                               PG_UTF8, GetDatabaseEncoding());
    if (converted != bytes)
        PG_RETURN_TEXT_P(cstring_to_text(reinterpret_cast<const char *>(converted)));
    SET_VARSIZE(result, end - reinterpret_cast<char *>(result));
    PG_RETURN_TEXT_P(result);
}

} // namespace heatmap::grid
