#include <algorithm>
#include <cmath>
#include <cstddef>
#include <initializer_list>

#include "core/picture/colormaps.hpp"
#include "core/picture/palette.hpp"

namespace heatmap::picture {

namespace {

struct Stop {
    double at;
    Rgb color;
};

constexpr Stop heat_stops[] = {{0, {0, 0, 255}},
                               {0.25, {0, 0, 255}},
                               {0.55, {0, 255, 0}},
                               {0.85, {255, 255, 0}},
                               {1, {255, 0, 0}}};

constexpr uint8_t mix(uint8_t a, uint8_t b, double part) noexcept {
    return static_cast<uint8_t>(a + (b - a) * part + 0.5);
}

constexpr Palette make_heat() noexcept {
    Palette palette{"heat", false, {}};
    size_t stop = 0;
    for (int i = 0; i < 256; i++) {
        const double t = i / 255.0;
        while (t > heat_stops[stop + 1].at)
            stop++;
        const Stop &a = heat_stops[stop], &b = heat_stops[stop + 1];
        const double part = (t - a.at) / (b.at - a.at);
        palette.colors[i] = {mix(a.color.r, b.color.r, part), mix(a.color.g, b.color.g, part),
                             mix(a.color.b, b.color.b, part)};
    }
    return palette;
}

constexpr uint8_t hex_byte(const char *p) noexcept {
    const auto digit = [](char c) { return c <= '9' ? c - '0' : c - 'a' + 10; };
    return static_cast<uint8_t>(digit(p[0]) * 16 + digit(p[1]));
}

constexpr Palette published(const char *name, const char (&hex)[256 * 6 + 1],
                            bool diverging = false) noexcept {
    Palette palette{name, diverging, {}};
    for (int i = 0; i < 256; i++) {
        const char *p = hex + 6 * i;
        palette.colors[i] = {hex_byte(p), hex_byte(p + 2), hex_byte(p + 4)};
    }
    return palette;
}

} // namespace

constinit const Palette heat = make_heat();
constinit const Palette viridis = published("viridis", colormaps::viridis);
constinit const Palette inferno = published("inferno", colormaps::inferno);
constinit const Palette turbo = published("turbo", colormaps::turbo);
constinit const Palette coolwarm = published("coolwarm", colormaps::coolwarm, true);
constinit const Palette icefire = published("icefire", colormaps::icefire, true);

namespace {

constinit const Palette magma = published("magma", colormaps::magma);
constinit const Palette plasma = published("plasma", colormaps::plasma);
constinit const Palette cividis = published("cividis", colormaps::cividis);
constinit const Palette greys = published("greys", colormaps::greys);

} // namespace

const Palette *find_palette(std::string_view name) noexcept {
    for (const Palette *palette : {&heat, &viridis, &inferno, &magma, &plasma, &cividis, &turbo,
                                   &greys, &coolwarm, &icefire})
        if (name == palette->name)
            return palette;
    return nullptr;
}

Rgb color_at(const Palette &palette, double t) noexcept {
    if (std::isnan(t))
        t = 0;
    const double place = palette.diverging ? (t + 1) / 2 : t;
    return palette.colors[std::lround(std::clamp(place, 0.0, 1.0) * 255)];
}

} // namespace heatmap::picture
