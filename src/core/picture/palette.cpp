#include <algorithm>
#include <cmath>
#include <cstddef>

#include "core/picture/palette.hpp"

namespace heatmap::picture {

namespace {

constexpr Rgb inferno_stops[] = {{0x00, 0x00, 0x04}, {0x16, 0x0b, 0x39}, {0x42, 0x0a, 0x68},
                                 {0x6a, 0x17, 0x6e}, {0x93, 0x26, 0x67}, {0xbc, 0x37, 0x54},
                                 {0xdd, 0x51, 0x3a}, {0xf3, 0x78, 0x19}, {0xfc, 0xa5, 0x0a},
                                 {0xf6, 0xd7, 0x46}, {0xfc, 0xff, 0xa4}};
constexpr Rgb blue_stops[] = {{0x00, 0x00, 0x04}, {0x08, 0x1d, 0x42}, {0x0e, 0x3f, 0x80},
                              {0x1f, 0x6f, 0xb5}, {0x6f, 0xc1, 0xf2}, {0xd6, 0xf2, 0xff}};

uint8_t mix(uint8_t a, uint8_t b, double part) noexcept {
    return static_cast<uint8_t>(std::lround(a + (b - a) * part));
}

// The colour at t, 0 to 1, of stops at equal distances.
template <size_t n>
Rgb interpolate(const Rgb (&stops)[n], double t) noexcept {
    const double place = (t > 0 ? std::min(t, 1.0) : 0.0) * (n - 1);
    const size_t stop = std::min(static_cast<size_t>(place), n - 2);
    const Rgb &a = stops[stop];
    const Rgb &b = stops[stop + 1];
    const double part = place - static_cast<double>(stop);
    return Rgb{mix(a.r, b.r, part), mix(a.g, b.g, part), mix(a.b, b.b, part)};
}

} // namespace

Rgb inferno(double t) noexcept {
    return interpolate(inferno_stops, t);
}

Rgb diverging(double t) noexcept {
    return t < 0 ? interpolate(blue_stops, -t) : inferno(t);
}

} // namespace heatmap::picture
