// Paths: the labels (such as pages) of one actor in order of time, as the state of a running
// aggregate and as the list that it ends with.
//
// The state is one flat block of memory: a header, then rows as they came, each a time, the length
// of its label and the label. When it is full, rows are dropped that cannot be part of the path any
// more, because enough earlier ones are known.
#pragma once

#include <cstddef>
#include <cstdint>

#include "core/base/memory.hpp"
#include "core/base/status.hpp"

namespace heatmap::journey {

struct PathState {
    uint32_t vl_len;
    uint32_t max_length; // of the path, in labels; at least 1
    uint32_t rows;
    uint32_t used; // bytes, the header included
};
static_assert(sizeof(PathState) == 16);

struct PathRow {
    int64_t at;
    const char *label;
    uint32_t length;
};

// The bytes of a row in a state.
inline constexpr size_t path_row_size(size_t length) noexcept {
    return sizeof(int64_t) + sizeof(uint32_t) + length;
}

// No state takes more bytes: PostgreSQL's limit for a value.
inline constexpr size_t max_path_size = 0x3fffffff;

// An empty state with room for rows of so many bytes. Sizes are powers of two, as the server's
// allocator rounds.
PathState *new_path(uint32_t max_length, size_t bytes, const Memory &memory) noexcept;

// Can rows be appended to this state?
bool check_path_header(const PathState &state) noexcept;

// Is this a state whose rows can be read?
bool check_path(const PathState &state, Poll poll) noexcept;

// What follows replaces *state when it has to grow; the caller keeps the state that it came with.
// Rows that cannot matter any more are then left out. corrupt: *state was not one. full: more than
// max_path_size bytes matter.

// Makes room for rows of so many bytes more, and for as many as there are.
Status grow_path(PathState **state, size_t more, const Memory &memory) noexcept;

Status append_row(PathState **state, const PathRow &row, const Memory &memory) noexcept;

// Appends all rows of another state, which passed check_path().
Status append_rows(PathState **state, const PathState &other, const Memory &memory) noexcept;

// The rows of a state that passed check_path(), in the order in which they came; their labels point
// into the state. `rows` has room for state.rows.
void load_rows(const PathState &state, Poll poll, PathRow *rows) noexcept;

// The same in order, in new memory.
PathRow *sorted_rows(const PathState &state, const Memory &memory) noexcept;

// Sorts rows by time, those of one time by the bytes of their labels.
void sort_rows(PathRow *rows, uint32_t n, Poll poll) noexcept;

// How many of the sorted rows can be part of a path of max_length labels or show that it is longer,
// whatever other rows are still to come: a row that comes between two others never makes the path
// up to the later one shorter.
uint32_t rows_that_matter(const PathRow *rows, uint32_t n, uint32_t max_length, Poll poll) noexcept;

// Folds repeats in sorted rows: keeps the first of each run of equal labels. Returns how many.
uint32_t fold_repeats(PathRow *rows, uint32_t n, Poll poll) noexcept;

} // namespace heatmap::journey
