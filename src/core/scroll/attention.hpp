// Attention: how long each band of a page was on the screen, as the state of a running aggregate.
//
// The state is one flat block of memory: a header, then either the intervals as they came, or, once
// that is no larger, an array with one number a band: by how much its time exceeds that of the band
// above it. In the array an interval costs the same however many bands it covers. Time is in whole
// microseconds: sums are exact, do not depend on the order of the intervals, and what is taken away
// again leaves nothing behind.
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
    Canvas canvas; // one column, from 0 down
    int64_t rows;  // intervals added minus intervals taken away: at 0 the state is as if new
    // Microseconds:
    int64_t time; // of all intervals. No band has more, and no difference is larger
    int64_t outside;
};
static_assert(sizeof(State) == 80);

enum class Status {
    ok,
    corrupt,      // the bytes are not a state
    out_of_range, // more time, in an interval or in all, than there may be
    bad_bounds,   // an end NaN or infinite, or the bottom above the top
    bad_seconds,  // NaN, infinite or < 0
};

// One interval in bands. Those between the first and the last were on the screen for all its time.
struct Span {
    uint32_t first;
    uint32_t last;
    int64_t time;
    int64_t at_first; // if the first is also the last, this is all there is
    int64_t at_last;
    int64_t outside; // the time multiplied by the number of bands that would be outside the page
};

// The most bytes that a span takes in a list.
inline constexpr size_t max_span_size = 2 * 4 + 3 * 8;

// An interval of more is out of range: its microseconds would not be exact in float8.
inline constexpr uint64_t max_span_time = uint64_t{1} << 53;

// No more than this is summed up: 146,000 years.
inline constexpr int64_t max_attention = int64_t{1} << 62;

// The bands between top and bottom, which are not NaN, in the unit of the canvas.
Status span_of(const Canvas &canvas, double top, double bottom, double seconds,
               Span *span) noexcept;

// The size of a dense state.
size_t dense_size(const Canvas &canvas) noexcept;

// The growth policy: the size of a state with room for a list of so many bytes, or of a dense state
// if that is no larger. The sizes of lists are powers of two, as the server's allocator rounds.
size_t size_for(const Canvas &canvas, size_t list_bytes) noexcept;

// An empty state of a size that one of the two gave.
State *new_state(const Canvas &canvas, size_t size, const Memory &memory) noexcept;

// A state that has seen no canvas yet: sizeof(State) bytes.
State *new_state_none(const Memory &memory) noexcept;

// Can all functions here work on this state? A list is checked again as it is read, so that memory
// is safe whatever bytes there are.
bool check_state(const State &state) noexcept;

// What follows replaces *state when it has to grow.

// Adds intervals i < n from *done on. Stops at the first that is none or is out of range, which
// changes nothing, with *done where it stopped.
Status add_intervals(State **state, const double *top, const double *bottom, const double *seconds,
                     size_t n, size_t *done, const Memory &memory) noexcept;

// Takes an interval away.
Status remove_interval(State **state, double top, double bottom, double seconds,
                       const Memory &memory) noexcept;

// Adds all of another state of the same canvas.
Status add_state(State **state, const State &other, const Memory &memory) noexcept;

// Turns a list into an array.
Status make_dense(State **state, const Memory &memory) noexcept;

// Writes the seconds of each band of a dense state.
void band_seconds(const State &state, Poll poll, double *seconds) noexcept;

// Microseconds as the nearest number of seconds.
inline double seconds_of(int64_t microseconds) noexcept {
    return static_cast<double>(microseconds) / 1e6;
}

} // namespace heatmap::scroll
