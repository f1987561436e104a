// heatmap_agg and scroll_agg: points that go into the cells of heatmaps.

#include "core/grid/locate.hpp"
#include "core/scroll/bands.hpp"
#include "pg/grid/value.hpp"
#include "pg/scan/aggregate.hpp"

namespace heatmap::scan {

namespace {

using grid::Canvas;
using grid::Form;
using grid::Header;
using grid::State;

struct Heatmaps : Aggregate {
    Method method;
    int x, y, weight; // columns; a point is in x, a depth in y, and the height of its page in x
    bool weighted;
    bool has_canvas; // the grid is known, and not NULL
    Canvas canvas;   // the same for all rows, but for depths
    bool is_grid;    // the canvas is valid; that of an aggregate state without rows is not
    int32 bands;     // of depths
};

State *StateOf(const Group &group, int number) {
    return static_cast<State *>(group.states[number].state);
}

// The rows of a batch: points of a canvas that is the same for all.
struct Points {
    const Canvas &canvas;
    bool is_grid;
    const double *x, *y;

    bool IsNaN(int i) const {
        return std::isnan(x[i]) || std::isnan(y[i]);
    }

    // Whether a state, which one of the rows has made, is of the canvas of row i.
    bool Fits(const State &, int) const {
        return true;
    }

    // The cells of the first n rows, each on its canvas; no_cell for those that are in none.
    void Locate(int n, uint32_t *cells) const {
        if (is_grid)
            locate_many(canvas, x, y, static_cast<size_t>(n), cells);
        else
            std::fill_n(cells, n, grid::no_cell); // the first row that counts is an error
    }

    Canvas CanvasOf(int) const {
        return canvas;
    }

    Point PointOf(int i) const {
        return Point{x[i], y[i]};
    }
};

// The same for depths, each with the height of its page.
struct Depths {
    const double *height, *depth;
    int32 bands;

    bool IsNaN(int i) const {
        return std::isnan(depth[i]);
    }

    bool Fits(const State &state, int i) const {
        return state.canvas.xmax == height[i];
    }

    uint32_t RowOf(int i) const {
        const Canvas page{1, static_cast<uint32_t>(bands), 0, 0, 1, height[i]};
        uint32_t row;
        return scroll::locate_depth(page, depth[i], &row) ? row : grid::no_cell;
    }

    void Locate(int n, uint32_t *cells) const {
        for (int i = 0; i < n; i++)
            cells[i] = RowOf(i);
    }

    Canvas CanvasOf(int i) const {
        return scroll::histogram_canvas(height[i], bands);
    }

    Point PointOf(int i) const {
        const uint32_t row = RowOf(i);
        const Canvas canvas = CanvasOf(i);
        return Point{0, row == grid::no_cell
                            ? depth[i]
                            : grid::middle(canvas.ymin, canvas.ymax, canvas.rows, row)};
    }
};

// Adds row i to a state in every case.
template <class Rows>
pg_noinline void AddSlow(const Rows &rows, int i, double weight, bool weighted, void **to) {
    if (rows.IsNaN(i))
        return;
    if (!std::isfinite(weight))
        ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
                        errmsg("heatmap weight must be finite")));
    const Canvas canvas = rows.CanvasOf(i);
    grid::Check(check_canvas(canvas)); // a grid may be an aggregate state without a canvas
    auto *given = static_cast<State *>(*to);
    State *state = given;
    if (state == nullptr)
        state = new_state(canvas, shape_for(canvas, 1, !weighted), server_memory);
    grid::CheckSameCanvas(state->canvas, canvas);
    const Point at = rows.PointOf(i);
    grid::add_points(&state, &at.x, &at.y, &weight, 1, Direction::add, server_memory);
    if (given != nullptr && state != given)
        pfree(given);
    *to = state;
}

// Adds a row in this cell to a state that has room for it. False if it has not.
bool AddToCell(State *state, uint32_t cell, double weight) {
    double sum;
    if (deserves_array(*state) || add_to_cell(*state, cell, weight, &sum) != Status::ok)
        return false;
    state->points++;
    return true;
}

// Adds row i, which is in this cell, to the state of its group.
template <class Rows>
void AddRow(const Rows &rows, int i, uint32_t cell, double weight, bool weighted, void **to) {
    auto *state = static_cast<State *>(*to);
    const bool fits = state != nullptr && std::isfinite(weight) && rows.Fits(*state, i);
    if (fits && cell == grid::no_cell) {
        if (!rows.IsNaN(i))
            state->outside += weight;
    } else if (!fits || !AddToCell(state, cell, weight)) {
        AddSlow(rows, i, weight, weighted, to);
    }
}

// Adds n rows. The counters of the cells of many groups do not fit into the caches: first they are
// all asked for, then they count.
template <class Rows>
void AddRows(const Heatmaps &heatmaps, const Rows &rows, const double *weights, int n,
             Group *const *groups) {
    const int number = heatmaps.number;
    uint32_t cells[max_batch];
    bool counts[max_batch]; // the row is one more in a cell of an array
    rows.Locate(n, cells);
    for (int i = 0; i < n; i++) {
        const State *state = StateOf(*groups[i], number);
        counts[i] = state != nullptr && state->form == Form::state_dense && weights == nullptr &&
                    cells[i] != grid::no_cell && rows.Fits(*state, i);
        if (counts[i])
            __builtin_prefetch(dense_recent(*state) + cells[i], 1);
    }
    for (int i = 0; i < n; i++) {
        void **state = &groups[i]->states[number].state;
        if (counts[i])
            count_in_dense(*static_cast<State *>(*state), cells[i]);
        else
            AddRow(rows, i, cells[i], weights == nullptr ? 1 : weights[i], weights != nullptr,
                   state);
    }
}

// Takes over the grid, or the number of bands.
void FindCanvas(Heatmaps &heatmaps) {
    const Fixed &fixed = heatmaps.fixed[0];
    heatmaps.has_canvas = !fixed.null;
    if (fixed.null)
        return;
    if (heatmaps.method == Method::depths) {
        heatmaps.bands = DatumGetInt32(fixed.value);
        return;
    }
    heatmaps.canvas = reinterpret_cast<const Header *>(
                          PG_DETOAST_DATUM_SLICE(fixed.value, 0, sizeof(Header) - VARHDRSZ))
                          ->canvas;
    heatmaps.is_grid = check_canvas(heatmaps.canvas) == grid::CanvasError::none;
}

// The rows of a batch that count, one behind the other.
struct Gathered {
    double x[max_batch], y[max_batch], weights[max_batch];
    Group *groups[max_batch];
};

// Copies the rows that the filter accepts and that have no NULL. Returns how many.
int Gather(const Heatmaps &heatmaps, const Batch &batch, Gathered *to) {
    const Reader &reader = batch.reader;
    const Column &x = reader.column(heatmaps.x), &y = reader.column(heatmaps.y);
    const Column &weight = reader.column(heatmaps.weight);
    const bool *holds = heatmaps.filter == no_condition ? nullptr : reader.holds(heatmaps.filter);
    const bool is_point = heatmaps.method == Method::points;
    int m = 0;
    for (int i = 0; i < reader.rows(); i++) {
        if ((holds != nullptr && !holds[i]) || x.nulls[i] || y.nulls[i] || weight.nulls[i])
            continue;
        if (is_point) {
            const Point *point = DatumGetPointP(x.values[i]);
            to->x[m] = point->x;
            to->y[m] = point->y;
        } else {
            to->x[m] = DatumGetFloat8(x.values[i]);
            to->y[m] = DatumGetFloat8(y.values[i]);
        }
        if (heatmaps.weighted)
            to->weights[m] = DatumGetFloat8(weight.values[i]);
        to->groups[m++] = batch.groups[i];
    }
    return m;
}

void AddTo(const Heatmaps &heatmaps, const double *x, const double *y, const double *weights, int n,
           Group *const *groups) {
    if (heatmaps.method == Method::depths)
        AddRows(heatmaps, Depths{x, y, heatmaps.bands}, weights, n, groups);
    else
        AddRows(heatmaps, Points{heatmaps.canvas, heatmaps.is_grid, x, y}, weights, n, groups);
}

// Whether the filter accepts a row of the batch.
bool AnyRow(const Heatmaps &heatmaps, const Reader &reader) {
    return heatmaps.filter == no_condition || memchr(reader.holds(heatmaps.filter), true,
                                                     static_cast<size_t>(reader.rows())) != nullptr;
}

void Add(Aggregate &aggregate, const Batch &batch) {
    const Reader &reader = batch.reader;
    auto &heatmaps = static_cast<Heatmaps &>(aggregate);
    if (!AnyRow(heatmaps, reader))
        return; // the grid is evaluated for a row that needs it
    if (heatmaps.EvaluateFixed())
        FindCanvas(heatmaps);
    if (!heatmaps.has_canvas)
        return;
    const Column &xs = reader.column(heatmaps.x), &ys = reader.column(heatmaps.y);
    if (heatmaps.filter != no_condition || heatmaps.weighted || xs.any_nulls || ys.any_nulls ||
        heatmaps.method == Method::points || sizeof(Datum) != sizeof(double)) {
        Gathered gathered;
        const int n = Gather(heatmaps, batch, &gathered);
        return AddTo(heatmaps, gathered.x, gathered.y,
                     heatmaps.weighted ? gathered.weights : nullptr, n, gathered.groups);
    }
    // Where Datums are as wide as numbers, the columns are arrays of numbers.
    const auto *x = reinterpret_cast<const double *>(xs.values);
    const auto *y = reinterpret_cast<const double *>(ys.values);
    State *first = StateOf(*batch.groups[0], heatmaps.number);
    if (batch.one_group && heatmaps.method != Method::depths && first != nullptr &&
        first->form == Form::state_dense)
        count_points(*first, x, y, static_cast<size_t>(reader.rows()));
    else
        AddTo(heatmaps, x, y, nullptr, reader.rows(), batch.groups);
}

// In the stored form, which is smaller than most states.
Datum Result(const Aggregate &, const AggregateState &state, bool *null) {
    *null = state.state == nullptr;
    if (*null)
        return 0;
    return PointerGetDatum(grid::HeatmapState::Store(*static_cast<const State *>(state.state)));
}

} // namespace

Aggregate *MakeHeatmaps(const Setup &setup) {
    const bool is_point = setup.method == Method::points;
    const int grid = is_point ? 1 : 2;
    auto *heatmaps = NewAggregate<Heatmaps>(setup, grid, grid + 1);
    heatmaps->add = Add;
    heatmaps->result = Result;
    heatmaps->method = setup.method;
    heatmaps->weighted = list_length(setup.aggref->args) > grid + 1;
    Reader &reader = *setup.reader;
    const auto number = [&](int n) {
        return reader.NeedFloat(ArgumentOf(setup.aggref, n), setup.filter);
    };
    if (is_point) {
        heatmaps->x = heatmaps->y = reader.NeedColumn(ArgumentOf(setup.aggref, 0), setup.filter);
    } else if (setup.method == Method::depths) {
        heatmaps->y = number(0);
        heatmaps->x = number(1);
    } else {
        heatmaps->x = number(0);
        heatmaps->y = number(1);
    }
    heatmaps->weight = heatmaps->weighted ? number(grid + 1) : heatmaps->x;
    return heatmaps;
}

} // namespace heatmap::scan
