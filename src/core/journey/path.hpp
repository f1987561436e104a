// Paths: the labels (such as pages) of one actor in order of time, as the state of a running
// aggregate and as the list that it ends with.
//
// The state is one flat block of memory: a header, then rows as they came, each a time, the length
// of its label and the label. Rows that cannot be part of the path any more, because enough earlier
// ones are known, are dropped when it is full.
#pragma once

#include <cstddef>
#include <cstdint>

#include "core/base/poll.hpp"

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

void init_path(PathState *state, uint32_t max_length) noexcept;

// Appends a row, for which there is room.
void append_row(PathState &state, const PathRow &row) noexcept;

// Appends all rows of another state, for whose `used` bytes there is room.
void append_rows(PathState &state, const PathState &other) noexcept;

// Can rows be appended to these `size` bytes?
bool check_path_header(const PathState &state, size_t size) noexcept;

// Are these `size` bytes a state?
bool check_path(const PathState &state, size_t size, Poll poll) noexcept;

// The rows in the order in which they came; their labels point into the state. `rows` has room for
// state.rows.
void load_rows(const PathState &state, Poll poll, PathRow *rows) noexcept;

// Sorts rows by time, those of one time by the bytes of their labels.
void sort_rows(PathRow *rows, uint32_t n, Poll poll) noexcept;

// How many of the sorted rows can be part of a path of max_length labels or show that it is longer,
// whatever other rows are still to come: a row that comes between two others never makes the path
// up to the later one shorter.
uint32_t rows_that_matter(const PathRow *rows, uint32_t n, uint32_t max_length, Poll poll) noexcept;

// Folds repeats in sorted rows: keeps the first of each run of equal labels. Returns how many.
uint32_t fold_repeats(PathRow *rows, uint32_t n, Poll poll) noexcept;

} // namespace heatmap::journey
