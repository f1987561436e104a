#include <algorithm>

#include "core/base/memory.hpp"
#include "core/grid/state.hpp"

namespace heatmap::grid {

namespace {

constexpr size_t smallest_list = 256;
constexpr size_t largest_list = 2048;

// A group that outgrows a table leaves a hole of its size behind, so the first one is not the
// smallest possible: 50 weighted clicks stay below two kilobytes, the holes included.
constexpr size_t smallest_table = 512;

// A table up to this size is kept as long as it saves memory: there may be one for every group.
// Above it the array, which is faster, may cost up to four times as much.
constexpr size_t small_table = 8192;

size_t dense_size(const Canvas &canvas) noexcept {
    return sizeof(State) + size_t{cell_count(canvas)} * (sizeof(double) + sizeof(uint8_t));
}

// How many entries or slots a state of this shape has room for.
uint32_t capacity(const Shape &shape) noexcept {
    if (shape.form != Form::state_list && shape.form != Form::state_sparse)
        return 0;
    const size_t entry = shape.form == Form::state_list ? list_entry_size : sizeof(Slot);
    return static_cast<uint32_t>((shape.size - sizeof(State)) / entry);
}

} // namespace

Shape state_shape(const Canvas &canvas, uint32_t cells, bool list) noexcept {
    const size_t dense = dense_size(canvas);
    if (list) {
        for (Shape shape{Form::state_list, smallest_list};
             shape.size <= largest_list && shape.size < dense; shape.size *= 2)
            if (capacity(shape) >= cells)
                return shape;
    }
    for (Shape shape{Form::state_sparse, smallest_table};
         shape.size * (shape.size > small_table ? 4 : 1) < dense; shape.size *= 2)
        if (uint64_t{capacity(shape)} * 3 >= uint64_t{cells} * 4)
            return shape;
    return Shape{Form::state_dense, dense};
}

void init_state(State *state, const Shape &shape, const Canvas &canvas, Poll poll) noexcept {
    init_state_none(state);
    state->head.form = shape.form;
    state->head.slots = capacity(shape);
    state->head.canvas = canvas;
    clear_memory(state + 1, shape.size - sizeof(State), poll);
}

void init_state_none(State *state) noexcept {
    const uint32_t vl_len = state->head.vl_len;
    *state = State{};
    state->head.vl_len = vl_len;
    state->head.version = format_version;
    state->head.form = Form::state_none;
}

bool check_state(const State &state, size_t size) noexcept {
    if (size < sizeof(State) || state.head.version != format_version)
        return false;
    if (state.head.form == Form::state_none)
        return size == sizeof(State);
    if (check_canvas(state.head.canvas) != CanvasError::none)
        return false;
    const uint32_t cells = cell_count(state.head.canvas);
    if (state.head.slots != capacity(Shape{state.head.form, size}))
        return false;
    switch (state.head.form) {
    case Form::state_dense:
        return size == dense_size(state.head.canvas);
    case Form::state_list:
        for (uint32_t i = 0; i < state.head.occupied; i++)
            if (i >= state.head.slots || list_entry(state, i) >= cells)
                return false;
        return true;
    case Form::state_sparse: {
        uint32_t used = 0;
        for (uint32_t i = 0; i < state.head.slots; i++) {
            const uint32_t key = sparse_slots(state)[i].key;
            if (key > cells)
                return false;
            used += key != 0;
        }
        return state.head.slots > 0 && used == state.head.occupied && has_room(state, 0);
    }
    default:
        return false;
    }
}

uint32_t live_cells(const State &state) noexcept {
    uint32_t live = 0;
    visit_cells(
        state, [] {}, [&live](uint32_t, double) { live++; });
    return live;
}

Shape grown_shape(const State &state, uint32_t more, bool list) noexcept {
    const uint32_t live = live_cells(state);
    if (state.head.form == Form::state_sparse)
        more = std::max(live / 2, more);
    return state_shape(state.head.canvas, live + more, list && state.head.form == Form::state_list);
}

void move_state(const State &from, State *to, Poll poll) noexcept {
    double sum;
    visit_cells(from, poll, [&](uint32_t cell, double v) { add_to_cell(*to, cell, v, &sum); });
    to->head.outside = from.head.outside;
    to->head.flags = from.head.flags;
    to->points = from.points;
}

Status add_value(State &state, const Header &value, size_t size, double sign, Poll poll) noexcept {
    Status status;
    if (state.head.form == Form::state_dense) {
        // The merge of large grids is this loop: keep the one test it needs out of memory.
        double *values = dense_values(state);
        bool exact = true;
        status = decode(value, size, poll, [values, sign, &exact](uint32_t cell, double v) {
            const double sum = values[cell] + sign * v;
            values[cell] = sum;
            exact &= std::fabs(sum) < max_exact;
            return true;
        });
        if (!exact || value.form == Form::reals)
            state.head.flags |= inexact;
    } else {
        Status added = Status::ok;
        status = decode(value, size, poll, [&state, sign, &added](uint32_t cell, double v) {
            double sum = 0;
            added = add_to_cell(state, cell, sign * v, &sum);
            note_exactness(state, v, sum);
            return added == Status::ok;
        });
        if (added != Status::ok)
            status = Status::corrupt;
    }
    state.head.outside += sign * value.outside;
    note_exactness(state, value.outside, state.head.outside);
    state.points += sign > 0 ? 1 : -1;
    return status;
}

Status add_state(State &state, const State &other, Poll poll) noexcept {
    Status status = Status::ok;
    visit_cells(other, poll, [&state, &status](uint32_t cell, double v) {
        double sum = 0;
        if (add_to_cell(state, cell, v, &sum) != Status::ok)
            status = Status::corrupt;
        note_exactness(state, v, sum);
    });
    state.head.outside += other.head.outside;
    note_exactness(state, other.head.outside, state.head.outside);
    state.head.flags |= other.head.flags & inexact;
    state.points += other.points;
    return status;
}

uint32_t list_cells(const State &state, Poll poll, Cell *cells) noexcept {
    uint32_t n = 0;
    visit_cells(state, poll, [cells, &n](uint32_t cell, double value) {
        cells[n++] = Cell{cell, value};
    });
    return n;
}

} // namespace heatmap::grid
