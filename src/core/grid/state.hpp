// The state of a running aggregate: one flat block of memory, changed in place. It begins as a list
// of points, becomes a hash table of occupied cells, and at last an array of all cells:
//
// state_none    no rows yet, so no canvas either
// state_list    cell indexes, one for each point of weight 1: three bytes a click
// state_sparse  slots of an open-addressing hash table
// state_dense   a float8 for each cell, and a byte for each cell that counts points not yet in it
#pragma once

#include "core/base/direction.hpp"
#include "core/base/hash_table.hpp"
#include "core/base/memory.hpp"
#include "core/grid/format.hpp"

namespace heatmap::grid {

// It begins like the header of a stored heatmap: the form tells which of the two a value is.
struct State {
    uint32_t vl_len;
    uint8_t version;
    Form form;
    uint8_t flags;
    uint8_t reserved;
    uint32_t used;     // entries of the list, or slots of the table
    uint32_t capacity; // entries or slots there is room for
    double outside;
    Canvas canvas;
    // Rows added minus rows removed; a state with 0 is as good as new. Exact in window frames,
    // where rows are removed. Elsewhere it is above 0 once there was a row, and means no more.
    int64_t rows;
    // Of a table: the points that went into it one at a time, added minus removed. deserves_array()
    // asks for it. In a list or an array it means nothing.
    int64_t points;
};
static_assert(sizeof(State) == 80);
static_assert(offsetof(State, form) == offsetof(Header, form));
static_assert(offsetof(State, canvas) == offsetof(Header, canvas));

// Packed into twelve bytes instead of sixteen.
struct __attribute__((packed)) Slot {
    uint32_t key; // cell index + 1; 0 = free
    double value;
};
static_assert(sizeof(Slot) == 12);

// A flag of a state: some sum may have been rounded, so that removing what was added might not
// restore the state to the bit. Sums of integers are exact as long as they stay below 2^53.
inline constexpr uint8_t inexact = 1;

// Sums are taken for rounded from half of max_exact on. So small counts can be added without a look
// at the sum: they do not add up to the other half in the lifetime of a processor.
inline constexpr double max_known_exact = max_exact / 2;

inline double *dense_values(State &state) noexcept {
    return reinterpret_cast<double *>(&state + 1);
}

inline const double *dense_values(const State &state) noexcept {
    return reinterpret_cast<const double *>(&state + 1);
}

// Behind the values of a dense state, one byte for each cell: points of weight 1 that are not in
// its value yet. Most rows then touch an eighth of the memory, which fits better into the caches.
inline uint8_t *dense_recent(State &state) noexcept {
    return reinterpret_cast<uint8_t *>(dense_values(state) + cell_count(state.canvas));
}

inline const uint8_t *dense_recent(const State &state) noexcept {
    return reinterpret_cast<const uint8_t *>(dense_values(state) + cell_count(state.canvas));
}

inline Slot *sparse_slots(State &state) noexcept {
    return reinterpret_cast<Slot *>(&state + 1);
}

inline const Slot *sparse_slots(const State &state) noexcept {
    return reinterpret_cast<const Slot *>(&state + 1);
}

// An entry of a list is a cell index in three bytes, which hold every index below max_cells: 50
// clicks fit into 256 bytes.
inline constexpr size_t list_entry_size = 3;
static_assert(max_cells <= 1u << (8 * list_entry_size));

inline uint32_t list_entry(const State &state, uint32_t i) noexcept {
    uint32_t cell = 0;
    std::memcpy(&cell, reinterpret_cast<const char *>(&state + 1) + i * list_entry_size,
                list_entry_size);
    return cell;
}

inline void set_list_entry(State &state, uint32_t i, uint32_t cell) noexcept {
    std::memcpy(reinterpret_cast<char *>(&state + 1) + i * list_entry_size, &cell, list_entry_size);
}

// Returns whether a sparse state has room for this many new cells. At most three quarters of its
// slots are ever in use.
inline bool has_room(const State &state, uint32_t more) noexcept {
    return (uint64_t{state.used} + more) * 4 <= uint64_t{state.capacity} * 3;
}

// Clicks are clustered, so a table may never fill up. Once a table has taken as many points as the
// canvas has cells, it becomes an array, which is faster and then costs no more than nine bytes a
// point.
inline bool deserves_array(const State &state) noexcept {
    return state.form == Form::state_sparse &&
           state.points >= static_cast<int64_t>(cell_count(state.canvas));
}

struct Shape {
    Form form;
    size_t size; // bytes, the header included
};

// The growth policy, in one place: the shape of a state with room for this many cells (in a list:
// points). A list is for points of weight 1 only. The sizes of lists and tables are powers of two,
// because the server's allocator rounds up to them.
Shape shape_for(const Canvas &canvas, uint32_t cells, bool list) noexcept;

// The shape into which a state grows to get room for `more` new cells. `list`: all of them are
// points of weight 1. A table gets room for at least half as many cells again as it has: that keeps
// the copying amortised even if most slots hold zeros that a sliding window left behind.
Shape grown_shape(const State &state, uint32_t more, bool list) noexcept;

// An empty state of this shape.
State *new_state(const Canvas &canvas, const Shape &shape, const Memory &memory) noexcept;

// A copy with room for `more` new cells; see grown_shape().
State *grow(const State &state, uint32_t more, bool list, const Memory &memory) noexcept;

// A state without rows and therefore without a canvas: sizeof(State) bytes.
State *new_state_none(const Memory &memory) noexcept;

// Returns whether these bytes are a state that all functions here can work on.
bool check_state(const State &state) noexcept;

// The number of calls that visit_cells() makes.
uint32_t live_cells(const State &state) noexcept;

// The same as add_to_cell(state, cell, 1) for a list. False if the list is full.
[[gnu::always_inline]] inline bool append_to_list(State &state, uint32_t cell) noexcept {
    if (state.used == state.capacity)
        return false;
    set_list_entry(state, state.used++, cell);
    return true;
}

// The same as add_to_cell(state, cell, 1) for a dense state.
[[gnu::always_inline]] inline void count_in_dense(State &state, uint32_t cell) noexcept {
    if (++dense_recent(state)[cell] == 0) [[unlikely]]
        dense_values(state)[cell] += 256;
}

// Adds weight to one cell of the state's canvas and puts the new sum of the cell into *sum (for a
// list, just the weight). full: nothing was changed, and the state must grow; a list that gets a
// weight other than 1 must grow into another form.
[[gnu::always_inline]] inline Status add_to_cell(State &state, uint32_t cell, double weight,
                                                 double *sum) noexcept {
    if (state.form == Form::state_dense) {
        double &value = dense_values(state)[cell];
        *sum = value += weight;
        return Status::ok;
    }
    if (state.form == Form::state_list) {
        *sum = weight;
        return weight == 1 && append_to_list(state, cell) ? Status::ok : Status::full;
    }
    Slot *slot =
        find_slot(sparse_slots(state), state.capacity, cell, [cell](const Slot &candidate) {
            return candidate.key == cell + 1 || candidate.key == 0;
        });
    if (slot == nullptr)
        return Status::full;
    if (slot->key == 0) {
        if (!has_room(state, 1))
            return Status::full;
        slot->key = cell + 1;
        slot->value = 0;
        state.used++;
    }
    *sum = slot->value + weight;
    slot->value = *sum;
    return Status::ok;
}

// Sets the flag `inexact` if adding `added` may have rounded `sum`. Looking at the sum alone would
// miss 1 + 1e-17 and 2^53 + 1.
inline void note_exactness(State &state, double added, double sum) noexcept {
    if (!is_integer(added) || !(std::fabs(sum) < max_known_exact))
        state.flags |= inexact;
}

// The cells of a dense state, as a source for measure() and encode().
struct DenseStateSource {
    const State &state;

    template <class Visit>
    void for_each(Poll poll, Visit &&visit) const noexcept {
        const double *values = dense_values(state);
        const uint8_t *recent = dense_recent(state);
        const uint32_t n = cell_count(state.canvas);
        Work work{poll};
        for (uint32_t i = 0; i < n; i++) {
            work.add(1);
            const double value = values[i] + recent[i];
            if (value != 0)
                visit(i, value);
        }
    }
};

// Calls visit(cell, value) for every cell that is not 0, in no particular order. For a list, calls
// it with value 1 for every point.
template <class Visit>
void visit_cells(const State &state, Poll poll, Visit &&visit) noexcept {
    if (state.form == Form::state_dense) {
        DenseStateSource{state}.for_each(poll, visit);
    } else if (state.form == Form::state_sparse) {
        const Slot *slots = sparse_slots(state);
        Work work{poll};
        for (uint32_t i = 0; i < state.capacity; i++) {
            work.add(1);
            if (slots[i].key != 0 && slots[i].value != 0)
                visit(slots[i].key - 1, slots[i].value);
        }
    } else if (state.form == Form::state_list) {
        for (uint32_t i = 0; i < state.used; i++)
            visit(list_entry(state, i), 1.0);
    }
}

// The functions below replace *state by a larger copy when it has to grow. They do not release the
// state that the caller passed.

// Adds or removes points (x[i], y[i]), i < n, with finite weights w[i] (1 if w is null). A point
// outside the extent is added to `outside`; a point with a NaN coordinate is skipped.
void add_points(State **state, const double *x, const double *y, const double *w, size_t n,
                Direction direction, const Memory &memory) noexcept;

// The same as add_points() for points of weight 1 that are added to a dense state.
void count_points(State &state, const double *x, const double *y, size_t n) noexcept;

// Adds or removes a stored heatmap of the same canvas, whose header was checked. corrupt: its bytes
// are damaged, and the state can no longer be used.
Status add_value(State **state, const Header &value, Direction direction,
                 const Memory &memory) noexcept;

// Adds another state of the same canvas.
Status add_state(State **state, const State &other, const Memory &memory) noexcept;

// The stored form of a state that is not state_none.
Status store_state(const State &state, const Memory &memory, Header **stored) noexcept;

} // namespace heatmap::grid
