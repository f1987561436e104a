// The arguments that all pictures of a heatmap have in common.
#pragma once

#include "core/picture/image.hpp"
#include "pg/grid/value.hpp"

namespace heatmap::grid {

// What is drawn: the values, smoothed, and their colours.
struct Drawing {
    const Header *head;
    bool layer;   // or a chart
    double sigma; // in the unit of the extent
    picture::Matrix matrix;
    picture::Shading shading;
};

// Where the arguments of a function stand. Each may be NULL, which means the default.
struct DrawingArguments {
    int palette, scale, smooth, clip, opacity; // 0: the function does not have it
};

inline constexpr DrawingArguments picture_arguments{1, 2, 3, 4, 5};

// Reads argument 0, which is not NULL, and the others. `usual` is the palette of a layer without
// negative values if none is given.
Drawing GetDrawing(FunctionCallInfo fcinfo, const DrawingArguments &arguments,
                   const picture::Palette &usual = picture::heat);

// Blurs the values of a canvas; sigma, which is not negative, is in the unit of the extent.
void Smooth(double *values, const Canvas &canvas, double sigma);

// An image of so many pixels.
struct ImageSize {
    uint32_t width, height;
};

// One pixel a cell, at most max_png_side.
ImageSize CellsAsPixels(const Canvas &canvas);

// The size that the arguments n and n + 1 ask for. If both are NULL, it is one pixel a cell; if one
// is, the other follows from the ratio of the extent.
ImageSize GetImageSize(FunctionCallInfo fcinfo, int n, const Canvas &canvas);

// An image as a PNG file. Its first VARHDRSZ bytes are for the length word of a value.
Buffer DrawImage(const Drawing &drawing, ImageSize size);

// The PNG file as an address, "data:image/png;base64,...", of `n` bytes. Again, the first VARHDRSZ
// bytes are for the length word and do not count.
char *DataUri(Buffer *png, size_t *n);

} // namespace heatmap::grid
