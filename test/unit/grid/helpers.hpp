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

// The picture that heatmap_text makes of a canvas.
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

// A stored heatmap in memory of exactly its size, so that AddressSanitizer sees any step beyond it.
class Stored {
public:
    explicit Stored(size_t size) : bytes_(size) {
        bytes_.shrink_to_fit();
    }

    explicit Stored(std::vector<uint8_t> bytes) : bytes_(std::move(bytes)) {
        bytes_.shrink_to_fit();
    }

    Header &head() {
        return *reinterpret_cast<Header *>(bytes_.data());
    }

    const Header &head() const {
        return *reinterpret_cast<const Header *>(bytes_.data());
    }

    size_t size() const {
        return bytes_.size();
    }

    const std::vector<uint8_t> &bytes() const {
        return bytes_;
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

private:
    std::vector<uint8_t> bytes_;
};

// measure() and encode() in one; an empty value of size 0 when measure() refuses.
template <class Source>
Stored store(const Source &source, const Canvas &canvas, double outside) {
    Measure m;
    if (measure(source, outside, no_poll, &m) != Status::ok)
        return Stored(size_t{0});
    Stored stored(m.size());
    encode(source, canvas, outside, m, no_poll, &stored.head());
    return stored;
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

// An aggregate state with its memory.
class StateBox {
public:
    StateBox(const Canvas &canvas, uint32_t cells, bool list)
        : StateBox(canvas, state_shape(canvas, cells, list)) {
    }

    StateBox(const Canvas &canvas, const Shape &shape) {
        // Rubbish first: init_state() promises to write every byte that is ever read.
        memory_.assign(shape.size, 0xa5);
        init_state(&get(), shape, canvas, no_poll);
    }

    // Somebody's bytes, which may be no state at all.
    explicit StateBox(std::vector<uint8_t> bytes) : memory_(std::move(bytes)) {
        memory_.shrink_to_fit();
    }

    State &get() {
        return *reinterpret_cast<State *>(memory_.data());
    }

    const State &get() const {
        return *reinterpret_cast<const State *>(memory_.data());
    }

    size_t size() const {
        return memory_.size();
    }

    const std::vector<uint8_t> &bytes() const {
        return memory_;
    }

    Form form() const {
        return get().head.form;
    }

    bool exact() const {
        return !(get().head.flags & inexact);
    }

    bool valid() const {
        return check_state(get(), size());
    }

    void grow(uint32_t more, bool list) {
        StateBox grown(get().head.canvas, grown_shape(get(), more, list));
        move_state(get(), &grown.get(), no_poll);
        *this = std::move(grown);
    }

    // w == nullptr: weight 1 each.
    void add(const double *x, const double *y, const double *w, size_t n) {
        for (size_t done = 0; add_points(get(), x, y, w, n, &done) != Status::ok;)
            grow(1, w == nullptr || w[done] == 1);
    }

    void add(double x, double y, double weight = 1) {
        add(&x, &y, &weight, 1);
    }

    // The path of a row with a point of weight 1 whose cell is known.
    void count(uint32_t cell) {
        double sum;
        if (form() == Form::state_dense)
            count_in_dense(get(), cell);
        else
            while (add_to_cell(get(), cell, 1, &sum) != Status::ok)
                grow(1, true);
    }

    void reserve(uint32_t cells) {
        if (form() != Form::state_dense &&
            (form() != Form::state_sparse || !has_room(get(), cells)))
            grow(cells, false);
    }

    Status add(const Stored &value, double sign = 1) {
        reserve(value.head().occupied);
        return add_value(get(), value.head(), value.size(), sign, no_poll);
    }

    Status add(const StateBox &other) {
        reserve(live_cells(other.get()));
        return add_state(get(), other.get(), no_poll);
    }

    Cells cells() const {
        Cells cells(live_cells(get()));
        list_cells(get(), no_poll, cells.data());
        sort_and_merge(&cells);
        return cells;
    }

    Stored stored() const {
        if (form() == Form::state_dense)
            return store(DenseStateSource{get()}, get().head.canvas, get().head.outside);
        return store(cells(), get().head.canvas, get().head.outside);
    }

private:
    std::vector<uint8_t> memory_;
};

} // namespace heatmap::grid
