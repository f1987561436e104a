// What the unit tests and the fuzzers of heatmaps share. Nothing here depends on GoogleTest.
#pragma once

#include <map>

#include "core/grid/cells.hpp"
#include "core/grid/state.hpp"
#include "core/picture/terminal.hpp"
#include "unit/box.hpp"
#include "unit/helpers.hpp"

namespace heatmap::grid {

using namespace test;

inline bool operator==(const Cell &a, const Cell &b) {
    return a.index == b.index && a.value == b.value;
}

using Cells = std::vector<Cell>;
using Model = std::map<uint32_t, double>; // cell index -> value; the reference for everything

inline Canvas canvas_of(uint32_t cols, uint32_t rows, double xmin, double ymin, double xmax,
                        double ymax) {
    return Canvas{cols, rows, xmin, ymin, xmax, ymax};
}

// cols x rows cells of 1 x 1.
inline Canvas unit_canvas(uint32_t cols, uint32_t rows) {
    return canvas_of(cols, rows, 0, 0, cols, rows);
}

// The size of the picture that heatmap_text makes of a canvas.
inline picture::Raster raster_for(const Canvas &canvas, int max_width) {
    return picture::raster_of(canvas.cols, canvas.rows,
                              (canvas.ymax - canvas.ymin) / (canvas.xmax - canvas.xmin), max_width);
}

inline Cells to_cells(const Model &model) {
    Cells cells;
    for (const auto &[index, value] : model)
        if (value != 0)
            cells.push_back(Cell{index, value});
    return cells;
}

inline Model to_model(const Cells &cells) {
    Model model;
    for (const Cell &cell : cells)
        model[cell.index] += cell.value;
    std::erase_if(model, [](const auto &entry) { return entry.second == 0; });
    return model;
}

class Stored : public Box<Header> {
public:
    using Box::Box;

    Header &head() {
        return get();
    }

    const Header &head() const {
        return get();
    }

    Status check() const {
        return validate(head(), size(), no_poll);
    }

    // The cells in the order decode() gives them. Only for values that pass check().
    Cells cells() const {
        Cells cells;
        decode(head(), size(), no_poll, [&cells](uint32_t index, double value) {
            cells.push_back(Cell{index, value});
            return true;
        });
        return cells;
    }
};

// Returns an empty value of size 0 if the core's store() refuses.
template <class Source>
Stored store(const Source &source, const Canvas &canvas, double outside) {
    Header *stored;
    if (store(source, canvas, outside, test_memory, &stored) != Status::ok)
        return Stored(size_t{0});
    return Stored(stored);
}

inline Stored store(const Cells &cells, const Canvas &canvas, double outside = 0) {
    return store(CellSource{cells.data(), cells.size()}, canvas, outside);
}

inline void sort_and_merge(Cells *cells) {
    Cells scratch(cells->size());
    const auto n = static_cast<uint32_t>(cells->size());
    sort_cells(cells->data(), n, no_poll, scratch.data());
    cells->resize(merge_equal_cells(cells->data(), n));
}

// An aggregate state.
class StateBox : public Box<State> {
public:
    StateBox(const Canvas &canvas, uint32_t cells, bool list)
        : StateBox(canvas, shape_for(canvas, cells, list)) {
    }

    StateBox(const Canvas &canvas, const Shape &shape)
        : Box(new_state(canvas, shape, test_memory)) {
    }

    // Arbitrary bytes, which may not be a state.
    explicit StateBox(const Bytes &bytes) : Box(bytes) {
    }

    explicit StateBox(State *state) : Box(state) {
    }

    Form form() const {
        return get().form;
    }

    bool exact() const {
        return !(get().flags & inexact);
    }

    bool valid() const {
        return check_state(get());
    }

    // w == nullptr means weight 1 for every point.
    void add(const double *x, const double *y, const double *w, size_t n,
             Direction direction = Direction::add) {
        change([&](State **state) {
            add_points(state, x, y, w, n, direction, test_memory);
            return 0;
        });
    }

    void add(double x, double y, double weight = 1) {
        add(&x, &y, &weight, 1);
    }

    // What the transition does for a point of weight 1 whose cell is known.
    void count(uint32_t cell) {
        double sum;
        if (form() == Form::state_dense)
            count_in_dense(get(), cell);
        else
            while (add_to_cell(get(), cell, 1, &sum) != Status::ok)
                grow(1, true);
    }

    void grow(uint32_t more, bool list) {
        change([&](State **state) {
            *state = grid::grow(**state, more, list, test_memory);
            return 0;
        });
    }

    Status add(const Stored &value, Direction direction = Direction::add) {
        return change(
            [&](State **state) { return add_value(state, value.head(), direction, test_memory); });
    }

    Status add(const StateBox &other) {
        return change([&](State **state) { return add_state(state, other.get(), test_memory); });
    }

    Cells cells() const {
        Cells cells;
        visit_cells(get(), no_poll, [&cells](uint32_t cell, double value) {
            cells.push_back(Cell{cell, value});
        });
        sort_and_merge(&cells);
        return cells;
    }

    Stored stored() const {
        Header *stored;
        if (store_state(get(), test_memory, &stored) != Status::ok)
            return Stored(size_t{0});
        return Stored(stored);
    }
};

} // namespace heatmap::grid
