// From values to places on a palette, and back for a legend.
#pragma once

#include <cstddef>
#include <cstdint>

#include "core/base/poll.hpp"

namespace heatmap::picture {

// How |v| becomes a place 0 .. 1, if `top` is the value at 1.
enum class ScaleKind : uint8_t {
    linear, // |v| / top
    sqrt,   // sqrt(|v| / top)
    log,    // log(1 + |v| / low) / log(1 + top / low)
    rank,   // the share of the ranked values that are at most |v|
};

// Places have the sign of the value, and a value beyond `top` is at 1. Places up to `cut` become 0,
// the others are spread over 0 .. 1 anew.
struct Scale {
    ScaleKind kind;
    double cut;           // 0 .. 1, not 1
    double low;           // the smallest value, for log
    double top;           // 0 if there is nothing to show: then every place is 0
    const double *ranked; // in ascending order, the last is `top`; for rank
    size_t n;
    bool clipped; // there are values beyond `top`
};

// A scale for absolute values[0 .. n - 1], none of them 0; `clip`, from 0 to 1, is the share
// of them that is at most `top`, and if it is 1, `top` is `largest`. The values may be
// sorted, and the scale keeps them. `scratch` has room for n.
Scale make_scale(ScaleKind kind, double cut, double clip, double largest, double *values, size_t n,
                 Poll poll, double *scratch) noexcept;

// The place of a value, -1 .. 1.
double place_of(const Scale &scale, double value) noexcept;

// The value at a place, -1 .. 1. At 0 it is the one at the end of the cut.
double value_at(const Scale &scale, double place) noexcept;

} // namespace heatmap::picture
