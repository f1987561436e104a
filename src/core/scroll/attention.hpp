// Attention: how long each band of a page was on the screen, as the state of a running aggregate.
//
// The state is one flat block of memory: a header, then either the list of intervals in the order
// in which they came, or, once that is no larger, an array of differences: for each band, how much
// longer it was on the screen than the band above it. In the array an interval costs the same
// however many bands it covers. Time is in whole microseconds, so sums are exact, do not depend on
// the order of the intervals, and are the same as before when an interval is taken away again.
#pragma once

#include "core/base/memory.hpp"
#include "core/scroll/bands.hpp"

namespace heatmap::scroll {

enum class Form : uint32_t { none, list, dense };

struct State {
    uint32_t vl_len;
    Form form;     // none: no intervals yet, so no canvas either
    uint32_t used; // bytes of the list
    uint32_t reserved;
    Canvas canvas; // one column; y goes from 0 at the top to the height of the page
    int64_t rows;  // intervals added minus intervals taken away; a state with 0 is as good as new
    // Microseconds:
    int64_t time; // of all intervals; no band has more, and no difference is larger
    int64_t outside;
};
static_assert(sizeof(State) == 80);

enum class Status {
    ok,
    corrupt,      // the bytes are not a state
    out_of_range, // an interval, or the sum of all, has more time than allowed
    bad_bounds,   // top or bottom is NaN or infinite, or the bottom is above the top
    bad_seconds,  // NaN, infinite or < 0
};

// One interval in bands. The bands between the first and the last were on the screen for all of its
// time.
struct Span {
    uint32_t first;
    uint32_t last;
    int64_t time;
    int64_t at_first; // time of the first band; all there is if it is also the last
    int64_t at_last;
    int64_t outside; // the time multiplied by the number of bands that it covers outside the page
};

// The most bytes that a span can take in a list.
inline constexpr size_t max_span_size = 2 * 4 + 3 * 8;

// The longest time of an interval. The microseconds of a longer one would not be exact in float8.
inline constexpr uint64_t max_span_time = uint64_t{1} << 53;

// The largest sum of times: 146,000 years.
inline constexpr int64_t max_attention = int64_t{1} << 62;

// Finds the bands between top and bottom, which are in the unit of the canvas. Returns bad_bounds,
// bad_seconds or out_of_range if they are not a valid interval.
Status span_of(const Canvas &canvas, double top, double bottom, double seconds,
               Span *span) noexcept;

// The size of a dense state in bytes.
size_t dense_size(const Canvas &canvas) noexcept;

// The growth policy: the size of a state with room for `list_bytes` bytes of list, or of a dense
// state if that is no larger. The sizes of lists are powers of two, because the server's allocator
// rounds up to them.
size_t size_for(const Canvas &canvas, size_t list_bytes) noexcept;

// An empty state of a size that dense_size() or size_for() returned.
State *new_state(const Canvas &canvas, size_t size, const Memory &memory) noexcept;

// A state without intervals and therefore without a canvas: sizeof(State) bytes.
State *new_state_none(const Memory &memory) noexcept;

// Returns whether all functions here can work on this state. The spans of a list are checked later,
// whenever they are read, so that memory is safe whatever bytes there are.
bool check_state(const State &state) noexcept;

// The functions below replace *state by another one when it has to grow.

// Adds the intervals i with *done <= i < n. Stops at the first that is invalid or out of range,
// which is not added; *done is then its number.
Status add_intervals(State **state, const double *top, const double *bottom, const double *seconds,
                     size_t n, size_t *done, const Memory &memory) noexcept;

// Takes an interval away.
Status remove_interval(State **state, double top, double bottom, double seconds,
                       const Memory &memory) noexcept;

// Adds all of another state of the same canvas.
Status add_state(State **state, const State &other, const Memory &memory) noexcept;

// Turns a list into an array of differences.
Status make_dense(State **state, const Memory &memory) noexcept;

// Writes the seconds of each band of a dense state.
void band_seconds(const State &state, Poll poll, double *seconds) noexcept;

// Microseconds as seconds, to the nearest float8.
inline double seconds_of(int64_t microseconds) noexcept {
    return static_cast<double>(microseconds) / 1e6;
}

} // namespace heatmap::scroll
