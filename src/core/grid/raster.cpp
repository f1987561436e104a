#include <algorithm>
#include <cmath>

#include "core/base/memory.hpp"
#include "core/grid/raster.hpp"

namespace heatmap::grid {

namespace {

// A smaller part of a pixel comes from a rounding error, and must not light it up.
constexpr double sliver = 1e-9;

} // namespace

void rasterize(const Cell *cells, uint32_t n, const Canvas &canvas, uint32_t width, uint32_t height,
               Poll poll, double *pixels) noexcept {
    clear_memory(pixels, sizeof(double) * width * height, poll);
    const double x_scale = double(width) / canvas.cols;
    const double y_scale = double(height) / canvas.rows;
    double unit = 0;
    for (uint32_t i = 0; i < n; i++)
        unit = std::max(unit, std::fabs(cells[i].value));
    Work work{poll};
    for (uint32_t i = 0; i < n; i++) {
        const uint32_t col = cells[i].index % canvas.cols;
        const uint32_t row = cells[i].index / canvas.cols;
        const double x0 = col * x_scale, x1 = (col + 1) * x_scale;
        const double y0 = row * y_scale, y1 = (row + 1) * y_scale;
        const double density = cells[i].value / unit / (x_scale * y_scale);
        for (auto y = static_cast<uint32_t>(y0); y < y1 && y < height; y++) {
            const double covered_y = std::min(y1, y + 1.0) - std::max(y0, double(y));
            work.add(1 + static_cast<uint32_t>(x_scale)); // enlarged, a cell has many pixels
            for (auto x = static_cast<uint32_t>(x0); x < x1 && x < width; x++) {
                const double covered_x = std::min(x1, x + 1.0) - std::max(x0, double(x));
                if (covered_x > sliver && covered_y > sliver)
                    pixels[size_t{y} * width + x] += density * covered_x * covered_y;
            }
        }
    }
}

} // namespace heatmap::grid
