#include "pg/grid/drawing.hpp"

namespace heatmap::grid {

namespace {

// The picture that the arguments of both functions ask for.
Buffer DrawArguments(FunctionCallInfo fcinfo) {
    const ImageSize size = GetImageSize(fcinfo, 6, GetCheckedHeader(fcinfo, 0)->canvas);
    return DrawImage(GetDrawing(fcinfo, picture_arguments), size);
}

} // namespace

// heatmap_png(h, palette, scale, smooth, clip, opacity, width, height): an indexed PNG file. NULL
// if h is NULL.
HEATMAP_FUNCTION(heatmap_png) {
    if (PG_ARGISNULL(0))
        PG_RETURN_NULL();
    Buffer png = DrawArguments(fcinfo);
    SET_VARSIZE(png.data(), png.size());
    PG_RETURN_BYTEA_P(png.data());
}

// heatmap_data_uri: the same as the address of an image.
HEATMAP_FUNCTION(heatmap_data_uri) {
    if (PG_ARGISNULL(0))
        PG_RETURN_NULL();
    Buffer png = DrawArguments(fcinfo);
    size_t n;
    char *uri = DataUri(&png, &n);
    SET_VARSIZE(uri, VARHDRSZ + n);
    PG_RETURN_TEXT_P(uri);
}

} // namespace heatmap::grid
