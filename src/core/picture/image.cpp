#include <algorithm>
#include <cmath>
#include <cstring>

#include "core/picture/image.hpp"

namespace heatmap::picture {

namespace {

// Place 0 has no shade, so that where there is nothing, nothing is drawn.
uint8_t sequential_shade(float place) noexcept {
    return place > 0 ? static_cast<uint8_t>(place * (shades - 1) + 1.5f) : 0;
}

uint8_t diverging_shade(float place) noexcept {
    constexpr int middle = (shades + 1) / 2;
    return place != 0 ? static_cast<uint8_t>(place * (middle - 1) + (middle + 0.5f)) : 0;
}

// The place in the middle of a shade, which is not 0.
double place_of_shade(const Palette &palette, int shade) noexcept {
    constexpr int middle = (shades + 1) / 2;
    return palette.diverging ? double(shade - middle) / (middle - 1)
                             : double(shade - 1) / (shades - 1);
}

Rgba color_of_shade(const Shading &shading, int shade) noexcept {
    if (shade == 0)
        return Rgba{0, 0, 0, 0};
    const double place = place_of_shade(*shading.palette, shade);
    const Rgb color = color_at(*shading.palette, place);
    const double risen = shading.rise > 0 ? std::min(std::fabs(place) / shading.rise, 1.0) : 1;
    const auto alpha = static_cast<uint8_t>(std::lround(255 * shading.opacity * risen));
    return Rgba{color.r, color.g, color.b, alpha};
}

// The means of a matrix in cols x rows rectangles, which are no more than it has.
void shrink(const Matrix &from, uint32_t cols, uint32_t rows, Poll poll, double *to) noexcept {
    clear_memory(to, sizeof(double) * cols * rows, poll);
    const double x_scale = double(cols) / from.cols, y_scale = double(rows) / from.rows;
    Work work{poll};
    for (uint32_t row = 0; row < from.rows; row++) {
        // A row of the matrix touches one row of the result, or two.
        const auto upper = std::min(static_cast<uint32_t>(row * y_scale), rows - 1);
        const double below = std::clamp((row + 1) * y_scale - (upper + 1), 0.0, y_scale);
        for (uint32_t part = 0; part < 2; part++) {
            const double height = part == 0 ? y_scale - below : below;
            const uint32_t y = upper + part;
            if (height == 0 || y == rows)
                continue;
            double *line = to + size_t{y} * cols;
            const double *values = from.values + size_t{row} * from.cols;
            for (uint32_t col = 0; col < from.cols; col++) {
                const auto left = std::min(static_cast<uint32_t>(col * x_scale), cols - 1);
                const double right = std::clamp((col + 1) * x_scale - (left + 1), 0.0, x_scale);
                line[left] += values[col] * (x_scale - right) * height;
                if (right > 0 && left + 1 < cols)
                    line[left + 1] += values[col] * right * height;
            }
            work.add(from.cols);
        }
    }
}

// For each pixel of a line: the value before it, and how far it is on the way to the next one.
struct Between {
    uint32_t before;
    float part;
};

// Pixel i of n, among `values` values whose middles are the middles of their rectangles.
Between between(uint32_t i, uint32_t n, uint32_t values) noexcept {
    const double at = std::clamp((i + 0.5) * values / n - 0.5, 0.0, values - 1.0);
    const auto before = std::min(static_cast<uint32_t>(at), values > 1 ? values - 2 : 0);
    return Between{before, static_cast<float>(at - before)};
}

float mix(float a, float b, float part) noexcept {
    return a + (b - a) * part;
}

void interpolate_row(const float *places, uint32_t cols, const Between *columns, uint32_t width,
                     float *line) noexcept {
    for (uint32_t x = 0; x < width; x++) {
        const float *p = places + columns[x].before;
        line[x] = mix(p[0], p[cols > 1], columns[x].part);
    }
}

template <class Shade>
void shade_between(const float *upper, const float *lower, float part, uint32_t width,
                   Shade &&shade_of, uint8_t *pixels) noexcept {
    for (uint32_t x = 0; x < width; x++)
        pixels[x] = shade_of(mix(upper[x], lower[x], part));
}

// Places of a whole matrix.
struct Places {
    const float *places;
    uint32_t cols;
    uint32_t rows;
    bool diverging;
};

void write_bilinear(const Places &from, uint32_t width, uint32_t height, const Memory &memory,
                    PngWriter *png) noexcept {
    auto *columns = allocate<Between>(width, memory);
    for (uint32_t x = 0; x < width; x++)
        columns[x] = between(x, width, from.cols);
    auto *upper = allocate<float>(size_t{width} * 2, memory);
    float *lower = upper + width;
    auto *pixels = allocate<uint8_t>(width, memory);
    uint32_t before = UINT32_MAX; // the row that `upper` holds; the next one is in `lower`
    for (uint32_t y = 0; y < height; y++) {
        const Between place = between(y, height, from.rows);
        const float *row = from.places + size_t{place.before} * from.cols;
        if (place.before != before) {
            interpolate_row(row, from.cols, columns, width, upper);
            interpolate_row(from.rows > 1 ? row + from.cols : row, from.cols, columns, width,
                            lower);
            before = place.before;
        }
        if (from.diverging)
            shade_between(upper, lower, place.part, width, diverging_shade, pixels);
        else
            shade_between(upper, lower, place.part, width, sequential_shade, pixels);
        png->row(pixels);
    }
    memory.release(pixels);
    memory.release(upper);
    memory.release(columns);
}

void write_rectangles(const Places &from, uint32_t width, uint32_t height, const Memory &memory,
                      PngWriter *png) noexcept {
    auto *pixels = allocate<uint8_t>(width, memory);
    uint32_t drawn = UINT32_MAX; // the row that `pixels` holds
    for (uint32_t y = 0; y < height; y++) {
        const auto row = static_cast<uint32_t>((2 * uint64_t{y} + 1) * from.rows / (2 * height));
        if (row != drawn) {
            const float *places = from.places + size_t{row} * from.cols;
            for (uint32_t x = 0; x < width; x++) {
                const float place = places[(2 * uint64_t{x} + 1) * from.cols / (2 * width)];
                pixels[x] = from.diverging ? diverging_shade(place) : sequential_shade(place);
            }
            drawn = row;
        }
        png->row(pixels);
    }
    memory.release(pixels);
}

} // namespace

Rgba color_at_place(const Shading &shading, double place) noexcept {
    const auto p = static_cast<float>(place);
    return color_of_shade(shading,
                          shading.palette->diverging ? diverging_shade(p) : sequential_shade(p));
}

Rgba color_of(const Shading &shading, double value) noexcept {
    return color_at_place(shading, place_of(shading.scale, value));
}

double value_of_place(const Shading &shading, double place) noexcept {
    return shading.palette->diverging && place == 0 ? 0 : value_at(shading.scale, place);
}

void write_image(const Matrix &matrix, const Shading &shading, uint32_t width, uint32_t height,
                 Enlarge enlarge, Buffer *out) noexcept {
    const Memory &memory = out->memory();
    const uint32_t cols = std::min(matrix.cols, width), rows = std::min(matrix.rows, height);
    const size_t n = size_t{cols} * rows;
    const double *values = matrix.values;
    double *means = nullptr;
    if (cols < matrix.cols || rows < matrix.rows) {
        means = allocate<double>(n, memory);
        shrink(matrix, cols, rows, memory.poll, means);
        values = means;
    }
    auto *places = allocate<float>(n, memory);
    Work work{memory.poll};
    for (size_t i = 0; i < n; i++) {
        places[i] = static_cast<float>(place_of(shading.scale, values[i]));
        work.add(1);
    }
    if (means != nullptr)
        memory.release(means);

    Rgba colors[shades + 1];
    for (int shade = 0; shade <= shades; shade++)
        colors[shade] = color_of_shade(shading, shade);
    PngWriter png(width, height, colors, out);
    const Places from{places, cols, rows, shading.palette->diverging};
    if (enlarge == Enlarge::bilinear && (width > cols || height > rows))
        write_bilinear(from, width, height, memory, &png);
    else
        write_rectangles(from, width, height, memory, &png);
    png.finish();
    memory.release(places);
}

} // namespace heatmap::picture
