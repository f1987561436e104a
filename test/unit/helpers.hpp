// What the unit tests and the fuzzers share: memory for values and states, and the rules by which
// src/pg grows a state. Nothing here depends on GoogleTest.
#pragma once

#include <algorithm>
#include <cstdint>
#include <initializer_list>
#include <map>
#include <random>
#include <utility>
#include <vector>

#include "core/grid/cells.hpp"
#include "core/journey/format.hpp"
#include "core/grid/state.hpp"
#include "core/picture/terminal.hpp"
#include "unit/box.hpp"

namespace heatmap::test {

using Rng = std::mt19937_64;
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
inline Raster raster_for(const Canvas &canvas, int max_width) {
    return raster_of(canvas.cols, canvas.rows,
                     (canvas.ymax - canvas.ymin) / (canvas.xmax - canvas.xmin), max_width);
}

inline double uniform(Rng &rng, double lo, double hi) {
    return std::uniform_real_distribution<double>(lo, hi)(rng);
}

// lo .. hi, both included.
inline int64_t whole(Rng &rng, int64_t lo, int64_t hi) {
    return std::uniform_int_distribution<int64_t>(lo, hi)(rng);
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

    Encoding kind() const {
        return get().head.encoding;
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
        if (kind() == Encoding::state_dense)
            count_in_dense(get(), cell);
        else
            while (add_to_cell(get(), cell, 1, &sum) != Status::ok)
                grow(1, true);
    }

    void reserve(uint32_t cells) {
        if (kind() != Encoding::state_dense &&
            (kind() != Encoding::state_sparse || !has_room(get(), cells)))
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
        if (kind() == Encoding::state_dense)
            return store(DenseStateSource{get()}, get().head.canvas, get().head.outside);
        return store(cells(), get().head.canvas, get().head.outside);
    }

private:
    std::vector<uint8_t> memory_;
};

using Events = std::vector<Event>;

// The mask of a row that matched these steps, counted from 1.
inline uint64_t steps_of(std::initializer_list<uint32_t> steps) {
    uint64_t mask = 0;
    for (uint32_t step : steps)
        mask |= uint64_t{1} << (step - 1);
    return mask;
}

// n rows of one time that match popular steps only, and a few that could do others: for those the
// rows run short, and which rows the popular steps take matters.
inline Events crowd(Rng &rng, int64_t at, size_t n) {
    const uint64_t popular = rng() & rng();
    const uint64_t few = 3 + rng() % max_steps;
    Events rows;
    for (size_t i = 0; i < n; i++)
        rows.push_back(Event{at, rng() & popular});
    for (uint64_t i = 0; i < few; i++)
        rows.push_back(Event{at, (rng() & popular) | (rng() & rng() & rng())});
    std::shuffle(rows.begin(), rows.end(), rng);
    return rows;
}

// Steps, counted from 0, matched to rows by augmenting paths as plainly as can be: the reference
// for Matching and for whatever is built on it.
class Kuhn {
public:
    explicit Kuhn(Events rows) : rows_(std::move(rows)), step_of_(rows_.size(), none) {
    }

    bool add(uint32_t step) {
        seen_.assign(rows_.size(), false);
        return find(step);
    }

private:
    static constexpr uint32_t none = UINT32_MAX;

    bool find(uint32_t step) {
        for (size_t row = 0; row < rows_.size(); row++)
            if ((rows_[row].steps >> step & 1) != 0 && !seen_[row]) {
                seen_[row] = true;
                if (step_of_[row] == none || find(step_of_[row])) {
                    step_of_[row] = step;
                    return true;
                }
            }
        return false;
    }

    Events rows_;
    std::vector<uint32_t> step_of_;
    std::vector<bool> seen_;
};

} // namespace heatmap::test

namespace heatmap {

inline bool operator==(const Cell &a, const Cell &b) {
    return a.index == b.index && a.value == b.value;
}

} // namespace heatmap
