#include <cmath>
#include <deque>
#include <limits>

#include <gtest/gtest.h>

#include "core/grid/state.hpp"
#include "unit/grid/helpers.hpp"

namespace heatmap::grid {
using namespace test;
namespace {

constexpr double inf = std::numeric_limits<double>::infinity();
constexpr double nan = std::numeric_limits<double>::quiet_NaN();

// Canvases on which growing states end in each of the forms.
std::vector<Canvas> canvases() {
    return {unit_canvas(1, 1),   unit_canvas(3, 7),     unit_canvas(1, 500),
            unit_canvas(500, 1), unit_canvas(144, 600), unit_canvas(4096, 4096)};
}

// Points in the middle of random cells, several of them in some cells.
std::vector<uint32_t> random_points(Rng &rng, const Canvas &canvas, size_t n) {
    std::vector<uint32_t> points;
    for (size_t i = 0; i < n; i++)
        points.push_back(static_cast<uint32_t>(!points.empty() && rng() % 4 == 0
                                                   ? points[rng() % points.size()]
                                                   : rng() % cell_count(canvas)));
    return points;
}

double mid_x(const Canvas &c, uint32_t cell) {
    return middle(c.xmin, c.xmax, c.cols, cell % c.cols);
}

double mid_y(const Canvas &c, uint32_t cell) {
    return middle(c.ymin, c.ymax, c.rows, cell / c.cols);
}

TEST(StateShape, StartsSmallAndHasRoom) {
    for (const Canvas &canvas : canvases())
        for (bool list : {false, true})
            for (uint32_t cells = 0; cells < 100000; cells += 1 + cells / 3) {
                const Shape shape = shape_for(canvas, cells, list);
                StateBox box(canvas, cells, list);
                ASSERT_TRUE(box.valid());
                ASSERT_EQ(box.form(), shape.form);
                ASSERT_TRUE(live_cells(box.get()) == 0);
                if (shape.form == Form::state_list) {
                    ASSERT_TRUE(list);
                    ASSERT_GE(box.get().capacity, cells);
                } else if (shape.form == Form::state_sparse) {
                    ASSERT_TRUE(has_room(box.get(), cells));
                }
                const size_t dense = sizeof(State) + size_t{cell_count(canvas)} * 9;
                ASSERT_LE(shape.size, dense);
                if (cells <= 300 && list) {
                    ASSERT_LE(shape.size, 2048u);
                }
            }
}

TEST(StateShape, LargeCanvasStaysSparse) {
    EXPECT_LT(shape_for(unit_canvas(1440, 6000), 10000, false).size, 1000000u);
    EXPECT_EQ(shape_for(unit_canvas(1440, 6000), 10000, false).form, Form::state_sparse);
    EXPECT_EQ(shape_for(unit_canvas(4096, 4096), max_cells, false).form, Form::state_dense);
}

TEST(State, ListThenTableThenArrayHoldTheSameCells) {
    Rng rng(20);
    for (const Canvas &canvas : canvases()) {
        StateBox box(canvas, 1, true);
        Model model;
        unsigned kinds = 0;
        for (uint32_t cell : random_points(rng, canvas, canvas.cols < 4096 ? 60000 : 20000)) {
            box.add(mid_x(canvas, cell), mid_y(canvas, cell));
            model[cell]++;
            const unsigned kind = 1u << (static_cast<int>(box.form()) - 128);
            if (!(kinds & kind) || rng() % 5000 == 0) {
                ASSERT_TRUE(box.valid());
                ASSERT_EQ(box.cells(), to_cells(model));
            }
            kinds |= kind;
        }
        ASSERT_TRUE(box.valid());
        ASSERT_EQ(box.cells(), to_cells(model));
        ASSERT_TRUE(box.exact());
        ASSERT_EQ(box.stored().bytes(), store(to_cells(model), canvas).bytes());
        ASSERT_EQ(box.stored().check(), Status::ok);
        if (canvas.cols == 144) {
            EXPECT_EQ(kinds, 14u) << "a list, a table and an array";
        }
    }
}

TEST(State, WeightsTurnAListIntoATable) {
    const Canvas canvas = unit_canvas(30, 70);
    StateBox box(canvas, 1, true);
    box.add(0.5, 0.5);
    EXPECT_EQ(box.form(), Form::state_list);
    box.add(0.5, 0.5, 2.5);
    EXPECT_EQ(box.form(), Form::state_sparse);
    box.add(1.5, 0.5, -1);
    EXPECT_EQ(box.cells(), (Cells{{0, 3.5}, {1, -1}}));
    EXPECT_FALSE(box.exact());
}

TEST(State, BatchEqualsOneByOne) {
    Rng rng(21);
    for (const Canvas &canvas : canvases())
        for (bool weighted : {false, true}) {
            std::vector<double> x, y, w;
            for (int i = 0; i < 3000; i++) {
                x.push_back(rng() % 50 == 0 ? nan : uniform(rng, -0.1, 1.1) * canvas.cols);
                y.push_back(rng() % 50 == 0 ? inf : uniform(rng, -0.1, 1.1) * canvas.rows);
                w.push_back(static_cast<double>(whole(rng, -3, 3)) / (rng() % 3 ? 1 : 8));
            }
            StateBox batch(canvas, 1, !weighted), single(canvas, 1, !weighted);
            batch.add(x.data(), y.data(), weighted ? w.data() : nullptr, x.size());
            for (size_t i = 0; i < x.size(); i++)
                single.add(x[i], y[i], weighted ? w[i] : 1);
            ASSERT_EQ(batch.stored().bytes(), single.stored().bytes());
            ASSERT_EQ(batch.exact(), single.exact());
            ASSERT_EQ(batch.form(), single.form());
        }
}

TEST(State, OutsideNanAndInfinity) {
    StateBox box(unit_canvas(3, 7), 1, true);
    for (double x : {-1.0, 3.1, inf, -inf})
        box.add(x, 1);
    for (double y : {-1.0, 7.1, inf, -inf})
        box.add(1, y, 2);
    EXPECT_EQ(box.get().outside, 12);
    box.add(nan, 1);
    box.add(1, nan);
    box.add(nan, inf);
    box.add(-inf, nan, 5);
    EXPECT_EQ(box.get().outside, 12);
    EXPECT_TRUE(box.cells().empty());
    box.add(3, 7); // the upper edges are inside
    EXPECT_EQ(box.cells(), (Cells{{20, 1}}));
}

TEST(State, FullLeavesEverythingAsItWas) {
    const Canvas canvas = unit_canvas(100, 100);
    StateBox box(canvas, 1, false);
    ASSERT_EQ(box.form(), Form::state_sparse);
    double sum;
    uint32_t cell = 0;
    while (add_to_cell(box.get(), cell, 2, &sum) == Status::ok)
        cell++;
    EXPECT_EQ(cell, box.get().used);
    EXPECT_EQ(box.cells().size(), cell);
    EXPECT_EQ(add_to_cell(box.get(), 0, 2, &sum), Status::ok)
        << "a cell that is there needs no room";
    EXPECT_EQ(sum, 4);
    EXPECT_TRUE(box.valid());

    StateBox list(canvas, 1, true);
    EXPECT_EQ(add_to_cell(list.get(), 0, 2, &sum), Status::full) << "a list holds weights of 1";
    EXPECT_TRUE(list.cells().empty());
    while (append_to_list(list.get(), 9999)) {
    }
    EXPECT_EQ(list.get().used, list.get().capacity);
    EXPECT_EQ(list.cells(), (Cells{{9999, static_cast<double>(list.get().capacity)}}));
}

TEST(State, CountersOfADenseStateCarryOver) {
    const Canvas canvas = unit_canvas(3, 7);
    StateBox box(canvas, 21, false);
    ASSERT_EQ(box.form(), Form::state_dense);
    double sum;
    for (int i = 1; i <= 2000; i++) {
        box.count(20);
        ASSERT_EQ(box.cells(), (Cells{{20, static_cast<double>(i)}}));
    }
    ASSERT_EQ(add_to_cell(box.get(), 20, -2000, &sum), Status::ok);
    EXPECT_TRUE(box.cells().empty()) << "a value and its counter that cancel are an empty cell";
    box.count(0);
    box.get().outside = 3;
    EXPECT_EQ(box.stored().bytes(), store(Cells{{0, 1}}, canvas, 3).bytes());
}

TEST(State, CountingAndAddingMixInEveryKind) {
    Rng rng(22);
    for (const Canvas &canvas : canvases()) {
        StateBox box(canvas, 1, true);
        Model model;
        for (uint32_t cell : random_points(rng, canvas, 5000)) {
            if (rng() % 2 == 0) {
                box.count(cell);
            } else {
                box.add(mid_x(canvas, cell), mid_y(canvas, cell));
            }
            model[cell]++;
        }
        ASSERT_TRUE(box.valid());
        ASSERT_EQ(box.cells(), to_cells(model));
    }
}

TEST(State, NoneIsEmptyAndTakesNothing) {
    StateBox box(new_state_none(test_memory));
    EXPECT_EQ(box.size(), sizeof(State));
    EXPECT_TRUE(box.valid());
    EXPECT_EQ(live_cells(box.get()), 0u);
    double sum;
    EXPECT_EQ(add_to_cell(box.get(), 0, 1, &sum), Status::full);
}

TEST(Growth, KeepsEverything) {
    Rng rng(23);
    for (const Canvas &canvas : canvases()) {
        StateBox from(canvas, 1, false);
        for (uint32_t cell : random_points(rng, canvas, 300))
            from.add(mid_x(canvas, cell), mid_y(canvas, cell), uniform(rng, -1, 1));
        from.add(-1, 0, 0.5);
        from.get().points = -5;
        from.get().rows = -7;
        StateBox to = from;
        to.grow(500, false);
        EXPECT_EQ(to.cells(), from.cells());
        EXPECT_EQ(to.stored().bytes(), from.stored().bytes());
        EXPECT_EQ(to.get().outside, 0.5);
        EXPECT_EQ(to.get().flags, from.get().flags);
        EXPECT_EQ(to.get().points, -5);
        EXPECT_EQ(to.get().rows, -7);
        EXPECT_TRUE(to.valid());
    }
}

TEST(Growth, DropsSlotsThatHoldZero) {
    const Canvas canvas = unit_canvas(1000, 1000);
    StateBox box(canvas, 1, false);
    for (int i = 0; i < 100000; i++) {
        box.add(i % 1000 + 0.5, i / 1000 + 0.5);
        box.add(i % 1000 + 0.5, i / 1000 + 0.5, -1);
    }
    EXPECT_TRUE(box.cells().empty());
    EXPECT_LT(box.size(), 1000u) << "cells that came and went must not accumulate";
}

TEST(AddValue, EqualsAMapAndTakesItBackExactly) {
    Rng rng(24);
    for (const Canvas &canvas : canvases()) {
        StateBox box(canvas, 1, true);
        Model model;
        double outside = 0;
        std::vector<Stored> added;
        for (int i = 0; i < 30; i++) {
            Model part;
            for (uint32_t cell : random_points(rng, canvas, 200))
                part[cell] +=
                    static_cast<double>(whole(rng, 1, i % 2 ? 9 : 1 << 30)) * (i % 3 ? 1 : -1);
            added.push_back(store(to_cells(part), canvas, i));
            ASSERT_EQ(box.add(added.back()), Status::ok);
            for (const auto &[cell, v] : part)
                model[cell] += v;
            outside += i;
            ASSERT_TRUE(box.valid());
            ASSERT_EQ(box.cells(), to_cells(to_model(to_cells(model))));
            ASSERT_EQ(box.get().outside, outside);
            ASSERT_EQ(box.get().rows, i + 1);
        }
        ASSERT_TRUE(box.exact());
        for (const Stored &value : added)
            ASSERT_EQ(box.add(value, Direction::remove), Status::ok);
        EXPECT_EQ(box.get().rows, 0);
        EXPECT_TRUE(box.cells().empty());
        EXPECT_EQ(box.get().outside, 0);
        EXPECT_TRUE(box.exact());
    }
}

TEST(AddValue, CorruptBytesAreNoticed) {
    for (bool dense : {false, true}) {
        const Canvas canvas = unit_canvas(30, 70);
        const Stored value = store(Cells{{1, 5}, {2, 300}, {20, 1}}, canvas);
        StateBox box(canvas, dense ? cell_count(canvas) : 3, false);
        ASSERT_EQ(box.form(), dense ? Form::state_dense : Form::state_sparse);
        Bytes cut = value.bytes();
        cut.pop_back();
        EXPECT_EQ(box.add(Stored(cut)), Status::corrupt);
    }
}

TEST(AddState, EqualsAMapForEveryPairOfKinds) {
    Rng rng(25);
    for (const Canvas &canvas : canvases())
        for (int round = 0; round < 40; round++) {
            StateBox a(canvas, 1, round % 2), b(canvas, 1, round % 4 < 2);
            Model model;
            const auto fill = [&](StateBox *box, int64_t n) {
                for (uint32_t cell : random_points(rng, canvas, static_cast<size_t>(n))) {
                    box->count(cell);
                    box->get().rows++;
                    model[cell]++;
                }
            };
            fill(&a, whole(rng, 0, 1) * whole(rng, 0, 3000));
            fill(&b, whole(rng, 0, 1) * whole(rng, 0, 3000));
            b.add(-1, 0, 4);
            const int64_t rows = a.get().rows + b.get().rows;
            ASSERT_EQ(a.add(b), Status::ok);
            ASSERT_TRUE(a.valid());
            ASSERT_EQ(a.cells(), to_cells(model));
            ASSERT_EQ(a.get().outside, 4);
            ASSERT_EQ(a.get().rows, rows);
            ASSERT_TRUE(a.exact());
        }
}

TEST(AddState, InexactnessIsInherited) {
    StateBox a(unit_canvas(3, 7), 1, false), b(unit_canvas(3, 7), 1, false);
    b.add(0.5, 0.5, 0.5);
    b.add(0.5, 0.5, 0.5);
    ASSERT_EQ(b.cells(), (Cells{{0, 1}}));
    ASSERT_EQ(a.add(b), Status::ok);
    EXPECT_FALSE(a.exact());
}

// A moving window frame: rows enter at one end and leave at the other. While the state is flagged
// as exact, it must hold what a new state with the rows of the frame would hold, to the bit.
void slide(const Canvas &canvas, Rng &rng, const std::vector<double> &weights, int *exact_steps) {
    StateBox box(canvas, 1, false);
    std::deque<std::pair<uint32_t, double>> frame; // cell; the one after the last is outside
    const auto put = [&canvas](StateBox *to, uint32_t cell, double weight) {
        if (cell == cell_count(canvas))
            to->add(-1, 0, weight);
        else
            to->add(mid_x(canvas, cell), mid_y(canvas, cell), weight);
    };
    for (int step = 0; step < 200; step++) {
        const auto cell = static_cast<uint32_t>(whole(rng, 0, cell_count(canvas)));
        frame.emplace_back(cell, weights[rng() % weights.size()]);
        put(&box, frame.back().first, frame.back().second);
        if (frame.size() > 3 && box.exact()) {
            put(&box, frame.front().first, -frame.front().second);
            frame.pop_front();
        }
        if (!box.exact())
            return;
        StateBox fresh(canvas, 1, false);
        for (const auto &[c, weight] : frame)
            put(&fresh, c, weight);
        ASSERT_EQ(box.cells(), fresh.cells());
        ASSERT_EQ(box.get().outside, fresh.get().outside);
        ++*exact_steps;
    }
}

TEST(Exactness, AnExactWindowNeverDiffersFromAFreshOne) {
    Rng rng(26);
    const double top = max_exact;
    const std::vector<std::vector<double>> kinds = {
        {1},
        {1, -1, 5, 1000000},
        {1, top / 2, -top / 2},
        {1, 3, top, -top, top - 1, 2},
        {1, 0.25, top / 2},
        {1, 1e-17},
        {1, 1e-300, -1e-300},
        {0.5, -0.5, 1},
        {1, 1e300, -1e300},
        {0, -0.0, 1},
    };
    for (size_t kind = 0; kind < kinds.size(); kind++) {
        int exact_steps = 0;
        for (int round = 0; round < 300; round++)
            for (const Canvas &canvas : {unit_canvas(1, 1), unit_canvas(1, 2), unit_canvas(60, 60)})
                slide(canvas, rng, kinds[kind], &exact_steps);
        if (kind < 2 || kind == 9) {
            EXPECT_EQ(exact_steps, 300 * 3 * 200) << "integers never need to start over";
        }
    }
}

TEST(Exactness, SumsThatRoundedBackToAnIntegerAreNoticed) {
    const struct {
        double first, second;
    } cases[] = {{max_exact, 1}, {-max_exact, -1}, {max_exact / 2, 0.25}, {1, 1e-17}, {-1, 1e-20}};
    for (const auto &c : cases)
        for (const Canvas &canvas : {unit_canvas(1, 1), unit_canvas(60, 60)}) {
            StateBox box(canvas, 1, false), outside(canvas, 1, false);
            for (double weight : {c.first, c.second}) {
                box.add(0.5, 0.5, weight);
                outside.add(-1, 0, weight);
            }
            EXPECT_FALSE(box.exact()) << c.first << " " << c.second;
            EXPECT_FALSE(outside.exact()) << c.first << " " << c.second;
        }
}

TEST(Exactness, TheSameForWholeHeatmaps) {
    const struct {
        double first, second;
    } cases[] = {{max_exact, 1}, {-max_exact, -1}, {max_exact / 2, 0.25}, {1, 1e-17}, {1e300, 1}};
    for (const auto &c : cases)
        for (const Canvas &canvas : {unit_canvas(1, 1), unit_canvas(60, 60)}) {
            StateBox box(canvas, 1, false), outside(canvas, 1, false), merged(canvas, 1, false);
            for (double v : {c.first, c.second}) {
                ASSERT_EQ(box.add(store(Cells{{0, v}}, canvas)), Status::ok);
                ASSERT_EQ(outside.add(store(Cells{}, canvas, v)), Status::ok);
                StateBox part(canvas, 1, false);
                part.add(0.5, 0.5, v);
                ASSERT_EQ(merged.add(part), Status::ok);
            }
            EXPECT_FALSE(box.exact()) << c.first << " " << c.second;
            EXPECT_FALSE(outside.exact()) << c.first << " " << c.second;
            EXPECT_FALSE(merged.exact()) << c.first << " " << c.second;
        }
    // The fast path of an executor node does not note what is inexact, so adding its state must.
    StateBox fraction(unit_canvas(60, 60), 1, false), whole(unit_canvas(60, 60), 1, false);
    fraction.get().outside = 0.5;
    ASSERT_EQ(whole.add(fraction), Status::ok);
    EXPECT_FALSE(whole.exact());
    StateBox counts(unit_canvas(60, 60), 1, false);
    ASSERT_EQ(counts.add(store(Cells{{0, max_known_exact - 1}}, unit_canvas(60, 60), 5)),
              Status::ok);
    EXPECT_TRUE(counts.exact());
    ASSERT_EQ(counts.add(store(Cells{{0, 200}}, unit_canvas(60, 60))), Status::ok);
    EXPECT_FALSE(counts.exact());
}

// check_state() guards functions that users can call with any bytes.
class CheckState : public testing::Test {
protected:
    static StateBox filled(const Canvas &canvas, bool list) {
        StateBox box(canvas, 8, list);
        for (int i = 0; i < 8; i++)
            box.count(static_cast<uint32_t>(i * 2));
        return box;
    }
};

TEST_F(CheckState, RefusesEveryOtherSize) {
    for (StateBox box : {filled(unit_canvas(100, 100), true), filled(unit_canvas(100, 100), false),
                         filled(unit_canvas(5, 3), false)}) {
        ASSERT_TRUE(box.valid());
        const size_t entry = box.form() == Form::state_list     ? list_entry_size
                             : box.form() == Form::state_sparse ? sizeof(Slot)
                                                                : 1;
        std::vector<uint8_t> bytes = box.bytes();
        bytes.resize(box.size() + 64);
        const size_t most = bytes.size();
        for (size_t size = 0; size < most; size++) {
            // A table may have unused bytes behind its last entry.
            const bool same =
                (size - sizeof(State)) / entry == (box.size() - sizeof(State)) / entry;
            const StateBox other(
                Bytes(bytes.begin(), bytes.begin() + static_cast<ptrdiff_t>(size)));
            ASSERT_EQ(other.valid(), size >= sizeof(State) && same) << size;
        }
    }
}

TEST_F(CheckState, RefusesDamagedHeaders) {
    for (const StateBox &good :
         {filled(unit_canvas(100, 100), true), filled(unit_canvas(100, 100), false),
          filled(unit_canvas(5, 3), false)}) {
        StateBox bad = good;
        bad.get().version = 2;
        EXPECT_FALSE(bad.valid());
        for (int encoding = 0; encoding < 256; encoding++) {
            bad = good;
            bad.get().form = static_cast<Form>(encoding);
            EXPECT_EQ(bad.valid(), bad.form() == good.form()) << encoding;
        }
        bad = good;
        bad.get().capacity++;
        EXPECT_FALSE(bad.valid());
        bad = good;
        bad.get().canvas.cols = 0;
        EXPECT_FALSE(bad.valid());
        bad = good;
        bad.get().canvas.xmax = nan;
        EXPECT_FALSE(bad.valid());
        bad = good;
        bad.get().canvas.xmin = -0.0; // could not be stored
        EXPECT_FALSE(bad.valid());
        for (const int64_t n : {int64_t{1} << 62, -(int64_t{1} << 62), INT64_MAX, INT64_MIN}) {
            bad = good;
            bad.get().rows = n;
            EXPECT_FALSE(bad.valid());
            bad = good;
            bad.get().points = n;
            EXPECT_FALSE(bad.valid());
        }
    }
}

TEST_F(CheckState, RefusesCellsThatAreNotThere) {
    StateBox list = filled(unit_canvas(100, 100), true);
    set_list_entry(list.get(), 3, 10000);
    EXPECT_FALSE(list.valid());
    set_list_entry(list.get(), 3, 9999);
    EXPECT_TRUE(list.valid());
    list.get().used = list.get().capacity + 1;
    EXPECT_FALSE(list.valid());
    list.get().used = UINT32_MAX;
    EXPECT_FALSE(list.valid());

    const StateBox table = filled(unit_canvas(100, 100), false);
    for (uint32_t i = 0; i < table.get().capacity; i++) {
        StateBox bad = table;
        sparse_slots(bad.get())[i].key = 10001;
        EXPECT_FALSE(bad.valid());
        sparse_slots(bad.get())[i].key = UINT32_MAX;
        EXPECT_FALSE(bad.valid());
    }
}

TEST_F(CheckState, RefusesATableThatIsTooFull) {
    StateBox table = filled(unit_canvas(100, 100), false);
    table.get().used++;
    EXPECT_FALSE(table.valid()) << "occupied is not the number of keys";
    table.get().used = table.get().capacity;
    for (uint32_t i = 0; i < table.get().capacity; i++)
        sparse_slots(table.get())[i].key = 1;
    EXPECT_FALSE(table.valid()) << "no free slot to end a search";
}

unsigned polls;

TEST(State, LongLoopsPoll) {
    polls = 0;
    const Canvas canvas = unit_canvas(10, 1 << 17);
    StateBox dense(canvas, cell_count(canvas), false);
    visit_cells(
        dense.get(), [] { polls++; }, [](uint32_t, double) {});
    EXPECT_GE(polls, 19u);
    polls = 0;
    const Canvas huge = unit_canvas(4096, 4096);
    StateBox sparse(huge, 1 << 18, false);
    ASSERT_EQ(sparse.form(), Form::state_sparse);
    visit_cells(
        sparse.get(), [] { polls++; }, [](uint32_t, double) {});
    EXPECT_GE(polls, 3u);
}

} // namespace
} // namespace heatmap::grid
