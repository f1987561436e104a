#include <algorithm>

#include "core/grid/cells.hpp"
#include "core/grid/locate.hpp"
#include "core/grid/state.hpp"

namespace heatmap::grid {

namespace {

constexpr size_t smallest_list = 256;
constexpr size_t largest_list = 2048;

// When a state grows, its old memory stays behind as a hole. So the first table is not the smallest
// possible one: 50 weighted clicks stay below two kilobytes, the holes included.
constexpr size_t smallest_table = 512;

// A table up to this size is kept as long as it is smaller than the array, because there may be one
// for every group. Above this size the array, which is faster, may cost up to four times as much
// memory.
constexpr size_t small_table = 8192;

size_t dense_size(const Canvas &canvas) noexcept {
    return sizeof(State) + size_t{cell_count(canvas)} * (sizeof(double) + sizeof(uint8_t));
}

// How many entries or slots a state of this shape has room for.
uint32_t capacity_of(const Shape &shape) noexcept {
    if (shape.form != Form::state_list && shape.form != Form::state_sparse)
        return 0;
    const size_t entry = shape.form == Form::state_list ? list_entry_size : sizeof(Slot);
    return static_cast<uint32_t>((shape.size - sizeof(State)) / entry);
}

State *new_header(Form form, size_t size, const Memory &memory) noexcept {
    auto *state = new_value<State>(size, memory);
    const uint32_t vl_len = state->vl_len;
    *state = State{};
    state->vl_len = vl_len;
    state->version = format_version;
    state->form = form;
    return state;
}

// Makes room for a whole heatmap with this many cells.
void reserve(State **state, uint32_t cells, const Memory &memory) noexcept {
    const State &s = **state;
    if (s.form != Form::state_dense && !(s.form == Form::state_sparse && has_room(s, cells)))
        *state = grow(s, cells, false, memory);
}

} // namespace

Shape shape_for(const Canvas &canvas, uint32_t cells, bool list) noexcept {
    const size_t dense = dense_size(canvas);
    if (list) {
        for (Shape shape{Form::state_list, smallest_list};
             shape.size <= largest_list && shape.size < dense; shape.size *= 2)
            if (capacity_of(shape) >= cells)
                return shape;
    }
    for (Shape shape{Form::state_sparse, smallest_table};
         shape.size * (shape.size > small_table ? 4 : 1) < dense; shape.size *= 2)
        if (uint64_t{capacity_of(shape)} * 3 >= uint64_t{cells} * 4)
            return shape;
    return Shape{Form::state_dense, dense};
}

Shape grown_shape(const State &state, uint32_t more, bool list) noexcept {
    const uint32_t live = live_cells(state);
    if (state.form == Form::state_sparse)
        more = std::max(live / 2, more);
    return shape_for(state.canvas, live + more, list && state.form == Form::state_list);
}

State *new_state(const Canvas &canvas, const Shape &shape, const Memory &memory) noexcept {
    State *state = new_header(shape.form, shape.size, memory);
    state->capacity = capacity_of(shape);
    state->canvas = canvas;
    clear_memory(state + 1, shape.size - sizeof(State), memory.poll);
    return state;
}

State *new_state_none(const Memory &memory) noexcept {
    return new_header(Form::state_none, sizeof(State), memory);
}

State *grow(const State &state, uint32_t more, bool list, const Memory &memory) noexcept {
    State *grown = new_state(state.canvas, grown_shape(state, more, list), memory);
    double sum;
    visit_cells(state, memory.poll, [grown, &sum](uint32_t cell, double value) {
        add_to_cell(*grown, cell, value, &sum);
    });
    grown->outside = state.outside;
    grown->flags = state.flags;
    grown->rows = state.rows;
    grown->points = state.points;
    return grown;
}

bool check_state(const State &state) noexcept {
    const size_t size = size_of(&state);
    if (size < sizeof(State) || state.version != format_version)
        return false;
    constexpr int64_t most = (int64_t{1} << 62) - 1; // so that the sum of two fits
    if (state.rows < -most || state.rows > most || state.points < -most || state.points > most)
        return false;
    if (state.form == Form::state_none)
        return size == sizeof(State);
    if (check_canvas(state.canvas) != CanvasError::none)
        return false;
    const uint32_t cells = cell_count(state.canvas);
    if (state.capacity != capacity_of(Shape{state.form, size}))
        return false;
    switch (state.form) {
    case Form::state_dense:
        return size == dense_size(state.canvas);
    case Form::state_list:
        for (uint32_t i = 0; i < state.used; i++)
            if (i >= state.capacity || list_entry(state, i) >= cells)
                return false;
        return true;
    case Form::state_sparse: {
        uint32_t used = 0;
        for (uint32_t i = 0; i < state.capacity; i++) {
            const uint32_t key = sparse_slots(state)[i].key;
            if (key > cells)
                return false;
            used += key != 0;
        }
        return state.capacity > 0 && used == state.used && has_room(state, 0);
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

void add_points(State **state, const double *x, const double *y, const double *w, size_t n,
                Direction direction, const Memory &memory) noexcept {
    const State *const given = *state;
    const auto grow_state = [state, given, &memory](uint32_t more, bool list) {
        replace_state(state, grow(**state, more, list, memory), given, memory);
    };
    for (size_t i = 0; i < n; i++) {
        const double weight = sign(direction) * (w != nullptr ? w[i] : 1);
        uint32_t cell;
        double sum;
        if (locate((*state)->canvas, x[i], y[i], &cell)) [[likely]] {
            if (deserves_array(**state))
                grow_state(cell_count((*state)->canvas), false);
            while (add_to_cell(**state, cell, weight, &sum) != Status::ok)
                grow_state(1, weight == 1);
            if ((*state)->form == Form::state_sparse)
                (*state)->points += sign(direction);
        } else if (x[i] == x[i] && y[i] == y[i]) {
            sum = (*state)->outside += weight;
        } else {
            continue;
        }
        note_exactness(**state, weight, sum);
        (*state)->rows += sign(direction);
    }
}

void count_points(State &state, const double *x, const double *y, size_t n) noexcept {
    constexpr size_t part = 256;
    uint32_t cells[part];
    uint8_t *const recent = dense_recent(state);
    double *const values = dense_values(state);
    int64_t rows = 0, outside = 0;
    for (size_t begin = 0; begin < n; begin += part) {
        const size_t m = n - begin < part ? n - begin : part;
        locate_many(state.canvas, x + begin, y + begin, m, cells);
        for (size_t i = 0; i < m; i++) {
            if (cells[i] != no_cell) [[likely]] {
                rows++;
                if (++recent[cells[i]] == 0) [[unlikely]]
                    values[cells[i]] += 256;
            } else if (!std::isnan(x[begin + i]) && !std::isnan(y[begin + i])) {
                rows++;
                outside++;
            }
        }
    }
    state.rows += rows;
    if (outside > 0) {
        state.outside += double(outside);
        note_exactness(state, 1, state.outside);
    }
}

namespace {

// Adds the cells of a stored heatmap to the values of a dense state.
struct DenseAdder {
    double *values;
    double factor;
    bool exact = true; // all sums are below max_known_exact

    bool operator()(uint32_t cell, double v) noexcept {
        const double sum = values[cell] + factor * v;
        values[cell] = sum;
        exact &= std::fabs(sum) < max_known_exact;
        return true;
    }

    void take_counts(uint32_t cell, uint64_t counts) noexcept {
        add_counts(values + cell, counts, factor);
    }
};

} // namespace

Status add_value(State **state, const Header &value, Direction direction,
                 const Memory &memory) noexcept {
    reserve(state, value.occupied, memory);
    State &s = **state;
    const int signed_one = sign(direction);
    Status status;
    if (s.form == Form::state_dense) {
        DenseAdder adder{dense_values(s), double(signed_one)};
        status = decode(value, size_of(&value), memory.poll, adder);
        if (!adder.exact || value.form == Form::reals)
            s.flags |= inexact;
    } else {
        Status added = Status::ok;
        status = decode(value, size_of(&value), memory.poll,
                        [&s, signed_one, &added](uint32_t cell, double v) {
                            double sum = 0;
                            added = add_to_cell(s, cell, signed_one * v, &sum);
                            note_exactness(s, v, sum);
                            return added == Status::ok;
                        });
        if (added != Status::ok)
            status = Status::corrupt;
    }
    s.outside += signed_one * value.outside;
    note_exactness(s, value.outside, s.outside);
    s.rows += signed_one;
    return status;
}

Status add_state(State **state, const State &other, const Memory &memory) noexcept {
    reserve(state, live_cells(other), memory);
    State &s = **state;
    Status status = Status::ok;
    visit_cells(other, memory.poll, [&s, &status](uint32_t cell, double v) {
        double sum = 0;
        if (add_to_cell(s, cell, v, &sum) != Status::ok)
            status = Status::corrupt;
        note_exactness(s, v, sum);
    });
    s.outside += other.outside;
    note_exactness(s, other.outside, s.outside);
    s.flags |= other.flags & inexact;
    s.rows += other.rows;
    return status;
}

Status store_state(const State &state, const Memory &memory, Header **stored) noexcept {
    if (state.form == Form::state_dense)
        return store(DenseStateSource{state}, state.canvas, state.outside, memory, stored);
    const size_t room = live_cells(state) + size_t{1};
    auto *cells = allocate<Cell>(room, memory);
    auto *scratch = allocate<Cell>(room, memory);
    uint32_t n = 0;
    visit_cells(state, memory.poll, [cells, &n](uint32_t cell, double value) {
        cells[n++] = Cell{cell, value};
    });
    sort_cells(cells, n, memory.poll, scratch);
    n = merge_equal_cells(cells, n);
    const Status status = store(CellSource{cells, n}, state.canvas, state.outside, memory, stored);
    memory.release(scratch);
    memory.release(cells);
    return status;
}

} // namespace heatmap::grid
