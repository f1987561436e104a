// A matrix of numbers as SVG: a layer that lies over a page, or a chart of cells.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string_view>

#include "core/picture/axis.hpp"
#include "core/picture/image.hpp"
#include "core/picture/svg.hpp"

namespace heatmap::picture {

struct Chart {
    Matrix matrix;
    Axis x;
    Axis y; // downward
    Shading shading;
    const Theme *theme;
    // Texts in UTF-8, which may be empty:
    std::string_view title;
    std::string_view unit;   // what the values are of
    std::string_view counts; // how much there is, and what is not in the picture
    std::string_view description;
    std::string_view background; // address of an image
    bool legend;
    bool axes;
    // Pixels of all cells together.
    double width;
    double height;
};

// The usual sides of a chart with so many columns and rows: room for a number in each cell, as long
// as all fit onto a screen.
inline double chart_width(uint32_t cols) noexcept {
    return std::min(40.0 * cols, 960.0);
}
inline double chart_height(uint32_t rows) noexcept {
    return std::min(28.0 * rows, 960.0);
}

// Text below this number of pixels cannot be read.
inline constexpr double least_text = 11;

// The lines of text and the legend above a picture, in a column of this width. Returns the
// height that they take; draws nothing where there is nothing to say. `svg` null: only measures.
double draw_header(const Chart &chart, double x, double width, double text, Svg *svg) noexcept;

// A layer: `image` is the address of an image of the matrix, which is stretched over width x height
// pixels. If there are no texts, legend and axes, it is all there is.
void draw_layer(const Chart &chart, std::string_view image, Svg *svg) noexcept;

// A chart: a rectangle for each cell that is not 0, its value in it where there is room, and labels
// or, for an axis without any, round numbers beside it. The number of cells is at most max_cells.
void draw_cells(const Chart &chart, Svg *svg, Poll poll) noexcept;

inline constexpr uint32_t max_drawn_cells = 4096;

} // namespace heatmap::picture
