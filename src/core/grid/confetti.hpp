// Confetti: a dot for each click, coloured by segment, as the state of a running aggregate.
//
// The state is one flat block of memory: a header, segments with their names and numbers of clicks,
// and dots. Of more than max_dots different dots those with the smallest hashes are kept, a sample
// that depends neither on the order of the rows nor on how they were split. A dot that is in the
// sample at the end has been in it since its first click, so its number of clicks is exact.
#pragma once

#include <string_view>

#include "core/base/memory.hpp"
#include "core/grid/canvas.hpp"
#include "core/picture/svg.hpp"

namespace heatmap::grid {

inline constexpr uint32_t max_dots = 5000;
inline constexpr uint32_t max_segments = 16;
inline constexpr uint32_t max_segment_name = 119; // bytes

struct Segment {
    uint64_t clicks;
    uint8_t length;
    char name[max_segment_name];

    std::string_view view() const noexcept {
        return {name, length};
    }
};

struct Dot {
    uint64_t hash; // of all that makes it different from others
    double x, y;
    uint32_t segment;
    uint32_t clicks; // at most 2^32 - 1 are counted
};

struct Confetti {
    uint32_t vl_len;
    uint32_t dots, dot_room;
    uint32_t segments, segment_room;
    uint32_t tag;
    uint64_t limit; // dots of larger hashes are not in the sample
    uint64_t outside;
    Canvas canvas;
};
static_assert(sizeof(Confetti) == 80 && sizeof(Segment) == 128 && sizeof(Dot) == 32);

enum class ConfettiError {
    none,
    corrupt,           // the bytes are not a state
    too_many_segments, // more than max_segments
    long_name,         // more than max_segment_name
};

// A state without clicks.
Confetti *new_confetti(const Canvas &canvas, const Memory &memory) noexcept;

// Returns whether all functions here can work on this state. The dots are checked later, whenever
// they are read, so that memory is safe whatever bytes there are. `size`: of the whole value.
bool check_confetti(const Confetti &state, size_t size) noexcept;

// The functions below replace *state by another one when it has to grow.

// Adds a click whose coordinates are not NaN.
ConfettiError add_click(Confetti **state, double x, double y, std::string_view segment,
                        const Memory &memory) noexcept;

// Adds all clicks of another state of the same canvas.
ConfettiError add_confetti(Confetti **state, const Confetti &other, const Memory &memory) noexcept;

// The picture: the page in its upper left corner, transparent where there are no dots, and below it
// the segments and how many clicks are not shown. Larger segments come first.
ConfettiError draw_confetti(const Confetti &state, double width, double height,
                            const Memory &memory, picture::Svg *svg) noexcept;

} // namespace heatmap::grid
