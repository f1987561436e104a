// heatmap_svg: a heatmap with its legend, labels and background as SVG.

#include "core/grid/drawing.hpp"
#include "core/picture/chart.hpp"
#include "core/picture/words.hpp"
#include "pg/base/text.hpp"
#include "pg/grid/drawing.hpp"
#include "pg/picture/arguments.hpp"

namespace heatmap::grid {

namespace {

using picture::Axis;
using picture::Chart;

// Labels of n columns or rows; null if the argument is NULL.
const std::string_view *GetLabels(FunctionCallInfo fcinfo, int arg, const char *name, uint32_t n) {
    if (PG_ARGISNULL(arg))
        return nullptr;
    int labels;
    const std::string_view *texts = Utf8Elements(PG_GETARG_ARRAYTYPE_P(arg), &labels);
    if (labels != static_cast<int>(n))
        ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
                        errmsg("number of labels must be the number of %s", name),
                        errdetail("Labels: %d, %s: %u.", labels, name, n)));
    return texts;
}

char *ValueText(double v) {
    const picture::Words words = picture::value_words(v);
    return pnstrdup(words.bytes, words.size);
}

std::string_view ViewOf(const char *text) {
    return {text, strlen(text)};
}

// "per cell of 10 x 10, smoothed (sigma 15)"
std::string_view UnitOf(const Drawing &drawing) {
    const Canvas &c = drawing.head->canvas;
    const char *smoothed =
        drawing.sigma > 0 ? psprintf(", smoothed (sigma %s)", ValueText(drawing.sigma)) : "";
    return ViewOf(psprintf("per cell of %s \xc3\x97 %s%s", ValueText((c.xmax - c.xmin) / c.cols),
                           ValueText((c.ymax - c.ymin) / c.rows), smoothed));
}

// "total 20,648, outside 83"
std::string_view CountsOf(double total, double outside) {
    return ViewOf(psprintf("total %s, outside %s", ValueText(total), ValueText(outside)));
}

// The width and height of the cells together, in pixels.
void SetSize(FunctionCallInfo fcinfo, int n, const Canvas &canvas, Chart *chart) {
    const bool has_width = !PG_ARGISNULL(n), has_height = !PG_ARGISNULL(n + 1);
    if (!is_layer(canvas)) {
        chart->width = has_width ? picture::CheckSide(PG_GETARG_INT32(n), "width")
                                 : picture::chart_width(canvas.cols);
        chart->height = has_height ? picture::CheckSide(PG_GETARG_INT32(n + 1), "height")
                                   : picture::chart_height(canvas.rows);
    } else if (has_width || has_height) {
        const ImageSize size = GetImageSize(fcinfo, n, canvas);
        chart->width = size.width;
        chart->height = size.height;
    } else {
        chart->width = picture_width(canvas);
        chart->height = chart->width * picture_ratio(canvas);
    }
}

} // namespace

// heatmap_svg(h, palette, scale, smooth, clip, opacity, width, height, legend, background, title,
// description, col_labels, row_labels, axes, theme). NULL if h is NULL.
HEATMAP_FUNCTION(heatmap_svg) {
    if (PG_ARGISNULL(0))
        PG_RETURN_NULL();
    Chart chart;
    const Canvas canvas = GetCheckedHeader(fcinfo, 0)->canvas;
    const bool cells = !is_layer(canvas) && cell_count(canvas) <= picture::max_drawn_cells;
    SetSize(fcinfo, 6, canvas, &chart);
    chart.legend = PG_ARGISNULL(8) || PG_GETARG_BOOL(8);
    chart.background = picture::GetAddress(fcinfo, 9);
    chart.title = GetUtf8(fcinfo, 10);
    chart.description = GetUtf8(fcinfo, 11);
    chart.x = Axis{canvas.xmin, canvas.xmax, GetLabels(fcinfo, 12, "columns", canvas.cols)};
    chart.y = Axis{canvas.ymin, canvas.ymax, GetLabels(fcinfo, 13, "rows", canvas.rows)};
    chart.axes = PG_ARGISNULL(14) ? !is_layer(canvas) : PG_GETARG_BOOL(14);
    chart.theme = picture::GetTheme(fcinfo, 15);

    // Blue, which the ramp for pages begins with, cannot be seen on dark paper.
    const bool on_dark = chart.theme == &picture::dark && chart.background.empty();
    const Drawing drawing =
        GetDrawing(fcinfo, picture_arguments, on_dark ? picture::inferno : picture::heat);
    chart.matrix = drawing.matrix;
    chart.shading = drawing.shading;
    const double outside = drawing.head->outside;
    if (chart.legend && drawing.layer)
        chart.unit = UnitOf(drawing);
    // A sum of changes would be read as a number of clicks.
    const bool changes = drawing.shading.palette->diverging;
    if (chart.legend && !changes && (drawing.layer || outside != 0))
        chart.counts = CountsOf(Total(GetValue(fcinfo, 0)), outside);

    Buffer out(server_memory);
    out.extend(VARHDRSZ);
    picture::Svg svg(&out);
    if (cells) {
        draw_cells(chart, &svg, CheckForInterrupts);
    } else {
        Buffer png = DrawImage(drawing, CellsAsPixels(canvas));
        size_t n;
        const char *uri = DataUri(&png, &n);
        draw_layer(chart, {uri + VARHDRSZ, n}, &svg);
    }
    PG_RETURN_TEXT_P(picture::TextOf(&out));
}

} // namespace heatmap::grid
