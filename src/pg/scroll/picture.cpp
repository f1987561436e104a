// Scroll histograms as pictures: scroll_svg and scroll_text.

#include "core/scroll/picture.hpp"

#include "pg/base/text.hpp"
#include "pg/picture/arguments.hpp"
#include "pg/scroll/bands.hpp"

namespace heatmap::scroll {

// scroll_svg(h, palette, opacity, width, height, fold, background, title, description, labels,
// theme, unit). NULL if h is NULL.
HEATMAP_FUNCTION(scroll_svg) {
    if (PG_ARGISNULL(0))
        PG_RETURN_NULL();
    Picture p;
    p.palette = picture::GetPalette(fcinfo, 1, &picture::turbo);
    if (p.palette->diverging)
        ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
                        errmsg("palette of a scroll map must not be diverging")));
    const bool over = !PG_ARGISNULL(6);
    p.opacity = picture::GetNumber(fcinfo, 2, "opacity", over ? 0.5 : 1, 0, 1);
    p.width = PG_ARGISNULL(3) ? 480 : picture::CheckSide(PG_GETARG_INT32(3), "width");
    p.height = PG_ARGISNULL(4) ? 640 : picture::CheckSide(PG_GETARG_INT32(4), "height");
    p.fold = picture::GetNumber(fcinfo, 5, "fold", 0, 0, INFINITY);
    p.background = picture::GetAddress(fcinfo, 6);
    p.title = GetUtf8(fcinfo, 7);
    p.description = GetUtf8(fcinfo, 8);
    p.labels = PG_ARGISNULL(9) || PG_GETARG_BOOL(9);
    p.theme = picture::GetTheme(fcinfo, 10);
    p.unit = GetUtf8(fcinfo, 11);
    p.bands = GetBands(fcinfo, 0);
    Buffer out(server_memory);
    out.extend(VARHDRSZ);
    picture::Svg svg(&out);
    draw_svg(p, &svg, CheckForInterrupts);
    PG_RETURN_TEXT_P(picture::TextOf(&out));
}

// scroll_text(h, width, blocks)
HEATMAP_FUNCTION(scroll_text) {
    const uint32_t width = picture::GetTerminalWidth(fcinfo, 1);
    Buffer out(server_memory);
    out.extend(VARHDRSZ);
    draw_text(GetBands(fcinfo, 0), width, PG_GETARG_BOOL(2), &out, CheckForInterrupts);
    PG_RETURN_TEXT_P(FromUtf8(picture::TextOf(&out)));
}

} // namespace heatmap::scroll
