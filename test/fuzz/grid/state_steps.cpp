// A stream of operations on an aggregate state, compared with the same operations on a std::map.

#include "fuzz/grid/input.hpp"

namespace heatmap::grid {
using namespace test;
namespace {

struct Pair {
    StateBox state;
    Model model;
    double outside = 0;
    int64_t rows = 0;

    Pair(const Canvas &canvas, bool list) : state(canvas, 1, list) {
    }

    void add(double x, double y, double weight) {
        const Canvas &canvas = state.get().canvas;
        uint32_t cell;
        if (locate(canvas, x, y, &cell))
            model[cell] += weight;
        else if (!std::isnan(x) && !std::isnan(y))
            outside += weight;
        if (!std::isnan(x) && !std::isnan(y))
            rows++;
        state.add(x, y, weight);
    }

    // Also checks the flag `inexact`: all weights are small integers, so it must not be set.
    void check() const {
        REQUIRE(state.valid() && state.exact());
        REQUIRE(state.cells() == to_cells(model));
        REQUIRE(state.get().outside == outside);
        REQUIRE(state.get().rows == rows);
        const Stored stored = state.stored();
        REQUIRE(stored.check() == Status::ok);
        REQUIRE(stored.bytes() == store(to_cells(model), state.get().canvas, outside).bytes());
    }
};

Stored random_value(Input *in, const Canvas &canvas, Model *model, double *outside) {
    for (uint32_t n = in->pick(0, 20); n > 0; n--)
        (*model)[in->take<uint16_t>() % cell_count(canvas)] = in->take<int8_t>();
    *outside = in->take<int8_t>();
    return store(to_cells(*model), canvas, *outside);
}

} // namespace
} // namespace heatmap::grid

void heatmap::test::run(Input in) {
    using namespace heatmap::grid;
    const uint8_t first = in.take<uint8_t>();
    const Canvas canvas =
        unit_canvas(in.pick(1, first % 2 ? 60 : 8), in.pick(1, first % 4 ? 60 : 8));
    Pair main(canvas, first & 8), other(canvas, first & 16);
    for (int steps = 0; !in.empty() && steps < 60; steps++) {
        switch (in.take<uint8_t>() % 9) {
        case 0:
            main.add(in.number(), in.number(), in.take<int8_t>());
            break;
        case 1: // a run of clicks
            for (uint32_t cell = in.take<uint16_t>(), n = in.take<uint8_t>(); n > 0; n--) {
                cell = (cell * 5 + 1) % cell_count(canvas);
                main.state.count(cell);
                main.model[cell]++;
            }
            break;
        case 2: // the same cell often: its counter overflows
            for (uint32_t cell = in.take<uint16_t>() % cell_count(canvas), n = 300; n > 0; n--) {
                main.state.count(cell);
                main.model[cell]++;
            }
            break;
        case 3:
        case 4: {
            Model cells;
            double outside;
            const auto direction = in.take<uint8_t>() % 2 ? Direction::add : Direction::remove;
            const Stored value = random_value(&in, canvas, &cells, &outside);
            REQUIRE(main.state.add(value, direction) == Status::ok);
            for (const auto &[cell, v] : cells)
                main.model[cell] += sign(direction) * v;
            main.outside += sign(direction) * outside;
            main.rows += sign(direction);
            break;
        }
        case 5:
            REQUIRE(main.state.add(other.state) == Status::ok);
            for (const auto &[cell, v] : other.model)
                main.model[cell] += v;
            main.outside += other.outside;
            main.rows += other.rows;
            other = Pair(canvas, in.take<uint8_t>() % 2);
            break;
        case 6:
            std::swap(main, other);
            break;
        case 7:
            main.state.grow(in.pick(0, 300), true);
            break;
        default:
            main.check();
            break;
        }
    }
    main.check();
    other.check();
}
