// Colours for intensities, by the names under which colour maps are published.
#pragma once

#include <cstdint>
#include <string_view>

namespace heatmap::picture {

struct Rgb {
    uint8_t r, g, b;
};

// 256 colours at equal distances.
struct Palette {
    const char *name;
    bool diverging; // for values of both signs: the middle is 0
    Rgb colors[256];
};

// The ramp of heatmap.js (P. Wied), which other tools took over: blue until .25, lime at .55,
// yellow at .85, red at 1. Meant to lie over a page.
extern const Palette heat;
extern const Palette viridis;
extern const Palette inferno;
extern const Palette turbo;
// Diverging, blue to red: coolwarm is light in the middle, icefire dark.
extern const Palette coolwarm;
extern const Palette icefire;

// The palette of this name, in lower case. Null if there is none.
const Palette *find_palette(std::string_view name) noexcept;

// All names, separated by commas.
inline constexpr char palette_names[] =
    "heat, viridis, inferno, magma, plasma, cividis, turbo, greys, coolwarm, icefire";

// The colour at t, which is clamped into 0 .. 1, or into -1 .. 1 if the palette is diverging. NaN
// counts as 0.
Rgb color_at(const Palette &palette, double t) noexcept;

} // namespace heatmap::picture
