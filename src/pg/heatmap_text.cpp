// heatmap_text(h, width, color): a picture for psql.

#include "core/terminal.hpp"
#include "pg/value.hpp"

namespace heatmap {

HEATMAP_FUNCTION(heatmap_text) {
    const Value value = GetValue(fcinfo, 0);
    const int32 width = PG_GETARG_INT32(1);
    const bool color = PG_GETARG_BOOL(2);
    if (width < 1 || width > max_terminal_width)
        ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
                        errmsg("width must be between 1 and %d", max_terminal_width)));
    const CellList list = LoadCells(value);
    const Raster raster = terminal_raster(value.head->canvas, width);
    auto *pixels =
        static_cast<double *>(palloc(sizeof(double) * size_t{raster.width} * raster.height));
    rasterize(list.cells, list.count, value.head->canvas, raster, CheckForInterrupts, pixels);
    auto *text = static_cast<char *>(palloc(terminal_bytes(raster)));
    const char *end = color ? draw_color(pixels, raster, CheckForInterrupts, text)
                            : draw_ascii(pixels, raster, CheckForInterrupts, text);
    const int length = static_cast<int>(end - text);
    // Block characters exist in few encodings beside UTF-8; elsewhere this raises an error.
    const char *converted = pg_any_to_server(text, length, PG_UTF8);
    PG_RETURN_TEXT_P(cstring_to_text_with_len(
        converted, converted == text ? length : static_cast<int>(std::strlen(converted))));
}

} // namespace heatmap
