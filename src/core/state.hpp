// The state of a running aggregate: one flat block of memory, changed in place. It starts as a small
// hash table of occupied cells and becomes a plain array when that would not be larger. A state has
// the header of a stored heatmap, with one of the state_* encodings.
#pragma once

#include "core/format.hpp"

namespace heatmap {

struct State {
    Header head;
    int64_t points; // rows added minus rows removed: at 0 the aggregate is that of no rows
};
static_assert(sizeof(State) == 72);

// Twelve bytes, not sixteen: a group of 50 clicks fits into one kilobyte.
struct __attribute__((packed)) Slot {
    uint32_t key; // cell index + 1; 0 = free
    double value;
};
static_assert(sizeof(Slot) == 12);

// Header.flags of a state: some sum is not an integer up to 2^53, so that subtracting what was added
// would not restore it to the bit.
inline constexpr uint8_t inexact = 1;

inline double *dense_values(State &state) noexcept {
    return reinterpret_cast<double *>(&state + 1);
}

inline const double *dense_values(const State &state) noexcept {
    return reinterpret_cast<const double *>(&state + 1);
}

inline Slot *sparse_slots(State &state) noexcept {
    return reinterpret_cast<Slot *>(&state + 1);
}

inline const Slot *sparse_slots(const State &state) noexcept {
    return reinterpret_cast<const Slot *>(&state + 1);
}

// At most three quarters of the slots are ever in use.
inline bool has_room(const State &state, uint32_t more) noexcept {
    return (uint64_t{state.head.occupied} + more) * 4 <= uint64_t{state.head.slots} * 3;
}

// The growth policy, in one place. The size in bytes of a state with room for this many cells:
// sparse states are powers of two (as the server's allocator rounds), until dense is no larger.
size_t state_size(const Canvas &canvas, uint32_t cells) noexcept;

// Makes an empty state of state_size() bytes for this canvas. Every byte is written.
void init_state(State *state, size_t size, const Canvas &canvas) noexcept;

// A state that has seen no canvas yet: sizeof(State) bytes.
void init_state_none(State *state) noexcept;

// Are these `size` bytes a state that add, for_each and move_state can work on?
bool check_state(const State &state, size_t size) noexcept;

// How many cells of the state are not 0.
uint32_t live_cells(const State &state) noexcept;

namespace detail {

// The slot of a cell, or a free one to put it in; null if a damaged table has neither.
inline Slot *find_slot(State &state, uint32_t cell) noexcept {
    Slot *slots = sparse_slots(state);
    const uint32_t n = state.head.slots;
    // Fibonacci hashing spreads the equal strides of a column or a diagonal.
    uint32_t i = static_cast<uint32_t>((uint64_t{cell * 2654435769u} * n) >> 32);
    for (uint32_t probes = 0; probes < n; probes++) {
        if (slots[i].key == cell + 1 || slots[i].key == 0)
            return &slots[i];
        if (++i == n)
            i = 0;
    }
    return nullptr;
}

} // namespace detail

// Adds weight to one cell of the state's canvas and puts the new value into *sum. full: nothing was
// changed, the state must grow.
inline Status add_to_cell(State &state, uint32_t cell, double weight, double *sum) noexcept {
    if (state.head.encoding == Encoding::state_dense) {
        double &value = dense_values(state)[cell];
        *sum = value += weight;
        return Status::ok;
    }
    Slot *slot = detail::find_slot(state, cell);
    if (slot == nullptr)
        return Status::full;
    if (slot->key == 0) {
        if (!has_room(state, 1))
            return Status::full;
        slot->key = cell + 1;
        slot->value = 0;
        state.head.occupied++;
    }
    *sum = slot->value + weight;
    slot->value = *sum;
    return Status::ok;
}

inline void note_exactness(State &state, double sum) noexcept {
    if (!is_integer(sum))
        state.head.flags |= inexact;
}

// The weights of a batch of points.
struct Weights {
    static constexpr bool always_exact = false;
    const double *values;
    double operator[](size_t i) const noexcept {
        return values[i];
    }
};

// The unweighted aggregate: every point adds 1 (or takes it back), and 2^53 rows do not happen.
struct UnitWeights {
    static constexpr bool always_exact = true;
    double value = 1;
    double operator[](size_t) const noexcept {
        return value;
    }
};

// Adds points (x[i], y[i]) with finite weights w[i], i < n, from *done on. A point outside the
// extent goes to `outside`, one with a NaN coordinate is skipped. full: grow, then call again, with
// *done where it stopped. The aggregates' per-row functions pass a batch of one.
template <class W>
inline Status add_points(State &state, const double *x, const double *y, W w, size_t n,
                         size_t *done) noexcept {
    for (; *done < n; ++*done) {
        const size_t i = *done;
        const Canvas &canvas = state.head.canvas;
        double sum;
        if (contains(canvas, x[i], y[i])) [[likely]] {
            const Status status = add_to_cell(state, cell_of(canvas, x[i], y[i]), w[i], &sum);
            if (status != Status::ok)
                return status;
        } else if (x[i] == x[i] && y[i] == y[i]) {
            sum = state.head.outside += w[i];
        } else {
            continue;
        }
        if constexpr (!W::always_exact)
            note_exactness(state, sum);
        state.points++;
    }
    return Status::ok;
}

// Takes back points that add_points added: `minus` are their negated weights. Restores every byte of
// information unless the state is `inexact`.
template <class W>
inline Status remove_points(State &state, const double *x, const double *y, W minus, size_t n,
                            size_t *done) noexcept {
    const int64_t before = state.points;
    const Status status = add_points(state, x, y, minus, n, done);
    state.points = before - (state.points - before);
    return status;
}

// Calls visit(cell, value) for every cell that is not 0, in no particular order.
template <class Visit>
void for_each_cell(const State &state, Poll poll, Visit &&visit) noexcept {
    if (state.head.encoding == Encoding::state_dense) {
        DenseSource{dense_values(state), cell_count(state.head.canvas)}.for_each(poll, visit);
    } else if (state.head.encoding == Encoding::state_sparse) {
        const Slot *slots = sparse_slots(state);
        for (uint32_t i = 0; i < state.head.slots; i++) {
            if (i % poll_interval == poll_interval - 1)
                poll();
            if (slots[i].key != 0 && slots[i].value != 0)
                visit(slots[i].key - 1, slots[i].value);
        }
    }
}

// Copies everything from one state into an empty, large enough one for the same canvas.
void move_state(const State &from, State *to, Poll poll) noexcept;

// Adds (sign 1) or subtracts (sign -1) a stored heatmap of the same canvas. The state must have room
// for value.occupied more cells. corrupt: the state is spoilt.
Status add_value(State &state, const Header &value, size_t size, double sign, Poll poll) noexcept;

// Adds another state of the same canvas, for which this one has room.
Status add_state(State &state, const State &other, Poll poll) noexcept;

// Writes the cells of a state that are not 0, in no particular order, into `cells`, which has room
// for live_cells(). Returns how many.
uint32_t list_cells(const State &state, Poll poll, Cell *cells) noexcept;

} // namespace heatmap
