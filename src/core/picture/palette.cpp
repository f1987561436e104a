#include <algorithm>
#include <cmath>

#include "core/picture/palette.hpp"

namespace heatmap::picture {

namespace {

constexpr Rgb inferno_stops[] = {{0x00, 0x00, 0x04}, {0x16, 0x0b, 0x39}, {0x42, 0x0a, 0x68},
                                 {0x6a, 0x17, 0x6e}, {0x93, 0x26, 0x67}, {0xbc, 0x37, 0x54},
                                 {0xdd, 0x51, 0x3a}, {0xf3, 0x78, 0x19}, {0xfc, 0xa5, 0x0a},
                                 {0xf6, 0xd7, 0x46}, {0xfc, 0xff, 0xa4}};
constexpr int last_stop = 10;

uint8_t mix(uint8_t a, uint8_t b, double part) noexcept {
    return static_cast<uint8_t>(std::lround(a + (b - a) * part));
}

} // namespace

Rgb inferno(double t) noexcept {
    const double place = (t > 0 ? std::min(t, 1.0) : 0.0) * last_stop;
    const int stop = std::min(static_cast<int>(place), last_stop - 1);
    const Rgb &a = inferno_stops[stop];
    const Rgb &b = inferno_stops[stop + 1];
    const double part = place - stop;
    return Rgb{mix(a.r, b.r, part), mix(a.g, b.g, part), mix(a.b, b.b, part)};
}

} // namespace heatmap::picture
