#include "pg/grid/drawing.hpp"

#include "core/grid/blur.hpp"
#include "core/grid/drawing.hpp"
#include "pg/base/text.hpp"
#include "pg/picture/arguments.hpp"

namespace heatmap::grid {

namespace {

using picture::Palette;
using picture::ScaleKind;

constexpr struct {
    std::string_view name;
    ScaleKind kind;
} scale_names[] = {{"linear", ScaleKind::linear},
                   {"sqrt", ScaleKind::sqrt},
                   {"log", ScaleKind::log},
                   {"rank", ScaleKind::rank}};

ScaleKind GetScale(FunctionCallInfo fcinfo, int n) {
    if (PG_ARGISNULL(n))
        return ScaleKind::sqrt;
    const std::string_view name = GetUtf8(fcinfo, n);
    for (const auto &scale : scale_names)
        if (name == scale.name)
            return scale.kind;
    ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
                    errmsg("scale \"%s\" does not exist", text_to_cstring(PG_GETARG_TEXT_PP(n))),
                    errhint("There are linear, sqrt, log and rank.")));
}

const Palette *ChoosePalette(FunctionCallInfo fcinfo, int n, const Palette &usual, bool negative) {
    const Palette *palette = picture::GetPalette(fcinfo, n, negative ? &picture::coolwarm : &usual);
    if (negative && !palette->diverging)
        ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
                        errmsg("palette \"%s\" has no colors for negative values", palette->name),
                        errhint("Use coolwarm or icefire.")));
    return palette;
}

double LargestOf(const double *values, uint32_t n) {
    double largest = 0;
    Work work{CheckForInterrupts};
    for (uint32_t i = 0; i < n; i++) {
        largest = std::max(largest, std::fabs(values[i]));
        work.add(1);
    }
    return largest;
}

} // namespace

void Smooth(double *values, const Canvas &canvas, double sigma) {
    if (sigma == 0)
        return;
    auto *scratch = allocate<double>(blur_scratch(canvas.cols, canvas.rows), server_memory);
    blur(values, canvas.cols, canvas.rows, sigma / (canvas.xmax - canvas.xmin) * canvas.cols,
         sigma / (canvas.ymax - canvas.ymin) * canvas.rows, CheckForInterrupts, scratch);
    pfree(scratch);
}

Drawing GetDrawing(FunctionCallInfo fcinfo, const DrawingArguments &arguments,
                   const Palette &usual) {
    const Value value = GetValue(fcinfo, 0);
    const Canvas &c = value.head->canvas;
    Drawing d;
    d.head = value.head;
    d.layer = is_layer(c);
    const ScaleKind kind = GetScale(fcinfo, arguments.scale);
    d.sigma = picture::GetNumber(fcinfo, arguments.smooth, "smooth", d.layer ? layer_sigma(c) : 0,
                                 0, INFINITY);
    const double clip = picture::GetNumber(fcinfo, arguments.clip, "clip", 1, 0, 1);
    d.shading.opacity = d.layer ? layer_opacity : 1;
    if (arguments.opacity != 0)
        d.shading.opacity =
            picture::GetNumber(fcinfo, arguments.opacity, "opacity", d.shading.opacity, 0, 1);
    // Without smoothing, every cell with a value is to be seen.
    const bool fading = d.layer && d.sigma > 0;
    d.shading.rise = fading ? layer_rise : 0;

    const CellList list = LoadCells(value);
    bool negative = false;
    for (uint32_t i = 0; i < list.count; i++)
        negative |= list.cells[i].value < 0;
    d.shading.palette =
        ChoosePalette(fcinfo, arguments.palette, d.layer ? usual : picture::viridis, negative);

    double *values = LoadDense(value);
    Smooth(values, c, d.sigma);
    const double largest = LargestOf(values, cell_count(c));
    CheckFinite(largest);
    // The scale knows the values that are drawn where there are any in the heatmap itself.
    auto *sizes = allocate<double>(size_t{list.count} * 2 + 1, server_memory);
    uint32_t n = 0;
    for (uint32_t i = 0; i < list.count; i++) {
        const double v = std::fabs(values[list.cells[i].index]);
        if (v != 0)
            sizes[n++] = v;
    }
    pfree(list.cells);
    d.shading.scale = picture::make_scale(kind, fading ? layer_cut : 0, clip, largest, sizes, n,
                                          CheckForInterrupts, sizes + list.count);
    d.matrix = picture::Matrix{values, c.cols, c.rows};
    return d;
}

ImageSize CellsAsPixels(const Canvas &canvas) {
    return ImageSize{std::min(canvas.cols, picture::max_png_side),
                     std::min(canvas.rows, picture::max_png_side)};
}

ImageSize GetImageSize(FunctionCallInfo fcinfo, int n, const Canvas &canvas) {
    const bool has_width = !PG_ARGISNULL(n), has_height = !PG_ARGISNULL(n + 1);
    if (!has_width && !has_height)
        return CellsAsPixels(canvas);
    const double ratio = picture_ratio(canvas);
    const double given_width = has_width ? PG_GETARG_INT32(n) : 0;
    const double given_height = has_height ? PG_GETARG_INT32(n + 1) : 0;
    const double width = has_width ? given_width : std::max(std::rint(given_height / ratio), 1.0);
    const double height = has_height ? given_height : std::max(std::rint(given_width * ratio), 1.0);
    const ImageSize size{picture::CheckSide(width, "width"), picture::CheckSide(height, "height")};
    if (size.width * size.height > picture::max_png_pixels)
        ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
                        errmsg("picture must have at most %u pixels", picture::max_png_pixels),
                        errdetail("%u x %u pixels are %u.", size.width, size.height,
                                  size.width * size.height)));
    return size;
}

Buffer DrawImage(const Drawing &drawing, ImageSize size) {
    Buffer out(server_memory);
    out.extend(VARHDRSZ);
    const auto enlarge =
        drawing.sigma > 0 ? picture::Enlarge::bilinear : picture::Enlarge::rectangles;
    write_image(drawing.matrix, drawing.shading, size.width, size.height, enlarge, &out);
    return out;
}

char *DataUri(Buffer *png, size_t *n) {
    constexpr std::string_view head = "data:image/png;base64,";
    const int bytes = static_cast<int>(png->size() - VARHDRSZ);
    const int room = pg_b64_enc_len(bytes);
    auto *uri = static_cast<char *>(palloc(VARHDRSZ + head.size() + room));
    char *p = std::copy(head.begin(), head.end(), uri + VARHDRSZ);
    *n = head.size() + EncodeBase64(png->data() + VARHDRSZ, bytes, p, room);
    return uri;
}

} // namespace heatmap::grid
