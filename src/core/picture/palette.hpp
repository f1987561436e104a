// Colours for intensities.
#pragma once

#include <cstdint>

namespace heatmap::picture {

struct Rgb {
    uint8_t r, g, b;
};

// The `inferno` colour map (S. van der Walt and N. Smith, public domain), sampled at eleven points
// and interpolated. t is clamped into 0 .. 1; NaN counts as 0.
Rgb inferno(double t) noexcept;

// For values of both signs: inferno for t from 0 to 1, and from the same black through blue to a
// light blue for t from 0 to -1. t is clamped into -1 .. 1; NaN counts as 0.
Rgb diverging(double t) noexcept;

} // namespace heatmap::picture
