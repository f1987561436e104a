// Paths: the labels (such as pages) of one actor in order of time, as the state of a running
// aggregate and as the list that it ends with.
//
// A path is of the whole journey, or begins or ends with an anchor: the first of the rows that are
// marked as one.
//
// The state is one flat block of memory: a header, then the rows in the order in which they came.
// Each row is a time, the length of its label, with the highest bit set if it is marked, and the
// label. When the state is full, it drops rows that cannot be part of the path any more because of
// the rows that are known.
#pragma once

#include <cstddef>
#include <cstdint>

#include "core/base/memory.hpp"
#include "core/base/status.hpp"

namespace heatmap::journey {

// Where a path lies: everywhere, from the anchor on, or up to the anchor.
enum class Side : uint32_t { whole, after, before };

struct PathState {
    uint32_t vl_len;
    uint32_t max_length; // of the path, in labels; at least 1
    uint32_t rows;
    uint32_t used; // bytes, the header included
    Side side;
};
static_assert(sizeof(PathState) == 20);

struct PathRow {
    int64_t at;
    const char *label;
    uint32_t length;
    bool anchor;
};

// The number of bytes of a row in a state.
inline constexpr size_t path_row_size(size_t length) noexcept {
    return sizeof(int64_t) + sizeof(uint32_t) + length;
}

// PostgreSQL's limit for the size of a value, which no state exceeds.
inline constexpr size_t max_path_size = 0x3fffffff;

// An empty state with room for rows of `bytes` bytes in all, if the limit allows. Sizes are powers
// of two, because the server's allocator rounds up to them.
PathState *new_path(uint32_t max_length, Side side, size_t bytes, const Memory &memory) noexcept;

// Returns whether rows can be appended to this state.
bool check_path_header(const PathState &state) noexcept;

// Returns whether this is a state whose rows can be read.
bool check_path(const PathState &state, Poll poll) noexcept;

// The functions below replace *state by another one when it has no room left. The new state lacks
// the rows that cannot matter any more. They do not release the state that the caller passed.
// corrupt: *state was not a valid state. full: the rows that matter need more than max_path_size.

Status append_row(PathState **state, const PathRow &row, const Memory &memory) noexcept;

// Appends all rows of another state, which passed check_path().
Status append_rows(PathState **state, const PathState &other, const Memory &memory) noexcept;

// The rows of a state that passed check_path(), in the order in which they came; their labels point
// into the state. `rows` has room for state.rows.
void load_rows(const PathState &state, Poll poll, PathRow *rows) noexcept;

// The rows of a state that passed check_path(), sorted, in new memory.
PathRow *sorted_rows(const PathState &state, const Memory &memory) noexcept;

// Sorts rows by time, and rows of one time by the bytes of their labels.
void sort_rows(PathRow *rows, uint32_t n, Poll poll) noexcept;

// The number of sorted rows that can be part of the path of a state, or show that it is longer.
// Rows that are added afterwards cannot make the others matter: a row that comes between two others
// never makes the path up to the later one shorter.
uint32_t rows_that_matter(const PathRow *rows, uint32_t n, const PathState &state,
                          Poll poll) noexcept;

// A path: `n` of the rows, with repeats folded, and the row before or behind it, if it was cut
// there.
struct PathView {
    const PathRow *rows;
    uint32_t n;
    const PathRow *cut_before, *cut_behind; // null if it was not cut there
};

// The path of the sorted rows of a state; keeps the first row of each run of equal labels. No rows
// if there is no anchor.
PathView path_of(PathRow *rows, const PathState &state, Poll poll) noexcept;

} // namespace heatmap::journey
