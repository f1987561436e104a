#include "core/state.hpp"

namespace heatmap {

namespace {

constexpr size_t smallest_sparse = 256;

size_t dense_size(const Canvas &canvas) noexcept {
    return sizeof(State) + size_t{cell_count(canvas)} * sizeof(double);
}

uint32_t slots_in(size_t size) noexcept {
    return static_cast<uint32_t>((size - sizeof(State)) / sizeof(Slot));
}

} // namespace

size_t state_size(const Canvas &canvas, uint32_t cells) noexcept {
    const size_t dense = dense_size(canvas);
    for (size_t size = smallest_sparse; size < dense; size *= 2)
        if (uint64_t{slots_in(size)} * 3 >= uint64_t{cells} * 4)
            return size;
    return dense;
}

void init_state(State *state, size_t size, const Canvas &canvas) noexcept {
    const bool dense = size == dense_size(canvas);
    init_state_none(state);
    state->head.encoding = dense ? Encoding::state_dense : Encoding::state_sparse;
    state->head.slots = dense ? 0 : slots_in(size);
    state->head.canvas = canvas;
    std::memset(state + 1, 0, size - sizeof(State));
}

void init_state_none(State *state) noexcept {
    const uint32_t length = state->head.length;
    *state = State{};
    state->head.length = length;
    state->head.version = format_version;
    state->head.encoding = Encoding::state_none;
}

bool check_state(const State &state, size_t size) noexcept {
    if (size < sizeof(State) || state.head.version != format_version)
        return false;
    if (state.head.encoding == Encoding::state_none)
        return size == sizeof(State);
    if (check_canvas(state.head.canvas) != Status::ok)
        return false;
    if (state.head.encoding == Encoding::state_dense)
        return size == dense_size(state.head.canvas);
    if (state.head.encoding != Encoding::state_sparse || size >= dense_size(state.head.canvas) ||
        state.head.slots == 0 || state.head.slots != slots_in(size))
        return false;
    uint32_t used = 0;
    for (uint32_t i = 0; i < state.head.slots; i++) {
        const uint32_t key = sparse_slots(state)[i].key;
        if (key > cell_count(state.head.canvas))
            return false;
        used += key != 0;
    }
    return used == state.head.occupied && has_room(state, 0);
}

uint32_t live_cells(const State &state) noexcept {
    uint32_t live = 0;
    for_each_cell(state, [] {}, [&live](uint32_t, double) { live++; });
    return live;
}

void move_state(const State &from, State *to, Poll poll) noexcept {
    double sum;
    for_each_cell(from, poll, [&](uint32_t cell, double v) { add_to_cell(*to, cell, v, &sum); });
    to->head.outside = from.head.outside;
    to->head.flags = from.head.flags;
    to->points = from.points;
}

Status add_value(State &state, const Header &value, size_t size, double sign, Poll poll) noexcept {
    Status status;
    if (state.head.encoding == Encoding::state_dense) {
        // The merge of large grids is this loop: keep the one test it needs out of memory.
        double *values = dense_values(state);
        bool exact = true;
        status = decode(value, size, poll, [values, sign, &exact](uint32_t cell, double v) {
            const double sum = values[cell] + sign * v;
            values[cell] = sum;
            exact &= std::fabs(sum) <= max_exact;
            return true;
        });
        if (!exact || value.encoding == Encoding::reals)
            state.head.flags |= inexact;
    } else {
        Status added = Status::ok;
        status = decode(value, size, poll, [&state, sign, &added](uint32_t cell, double v) {
            double sum = 0;
            added = add_to_cell(state, cell, sign * v, &sum);
            note_exactness(state, sum);
            return added == Status::ok;
        });
        if (added != Status::ok)
            status = Status::corrupt;
    }
    state.head.outside += sign * value.outside;
    note_exactness(state, state.head.outside);
    state.points += sign > 0 ? 1 : -1;
    return status;
}

Status add_state(State &state, const State &other, Poll poll) noexcept {
    Status status = Status::ok;
    for_each_cell(other, poll, [&state, &status](uint32_t cell, double v) {
        double sum = 0;
        if (add_to_cell(state, cell, v, &sum) != Status::ok)
            status = Status::corrupt;
        note_exactness(state, sum);
    });
    state.head.outside += other.head.outside;
    note_exactness(state, state.head.outside);
    state.head.flags |= other.head.flags & inexact;
    state.points += other.points;
    return status;
}

uint32_t list_cells(const State &state, Poll poll, Cell *cells) noexcept {
    uint32_t n = 0;
    for_each_cell(state, poll, [cells, &n](uint32_t cell, double value) {
        cells[n++] = Cell{cell, value};
    });
    return n;
}

} // namespace heatmap
