#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <string>

#include <gtest/gtest.h>

#include "core/grid/canvas.hpp"
#include "unit/grid/helpers.hpp"

namespace heatmap::grid {
using namespace test;
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr double inf = std::numeric_limits<double>::infinity();
constexpr double tiny = std::numeric_limits<double>::denorm_min();
constexpr double huge = std::numeric_limits<double>::max();

CanvasError make(double xmin, double ymin, double xmax, double ymax, int64_t cols, int64_t rows) {
    Canvas canvas;
    return make_canvas(xmin, ymin, xmax, ymax, cols, rows, &canvas);
}

// The documented rule in one dimension: the last cell whose lower edge is not above v. Returns n
// when v is not inside.
uint32_t bin(double v, double lo, double hi, uint32_t n) {
    if (!(lo <= v && v <= hi))
        return n;
    uint32_t from = 0, to = n;
    while (to - from > 1) {
        const uint32_t half = from + (to - from) / 2;
        (edge(lo, hi, n, half) <= v ? from : to) = half;
    }
    return from;
}

void expect_located_by_the_rule(const Canvas &c, double x, double y) {
    uint32_t cell = 0;
    const uint32_t col = bin(x, c.xmin, c.xmax, c.cols);
    const uint32_t row = bin(y, c.ymin, c.ymax, c.rows);
    const bool inside = col < c.cols && row < c.rows;
    ASSERT_EQ(locate(c, x, y, &cell), inside) << x << " " << y;
    if (inside) {
        ASSERT_EQ(cell, row * c.cols + col) << x << " " << y;
    }
}

TEST(Canvas, TakesExactlyMaxCells) {
    EXPECT_EQ(make(0, 0, 1, 1, 4096, 4096), CanvasError::none);
    EXPECT_EQ(make(0, 0, 1, 1, max_cells, 1), CanvasError::none);
    EXPECT_EQ(make(0, 0, 1, 1, 1, max_cells), CanvasError::none);
    EXPECT_EQ(make(0, 0, 1, 1, max_cells + 1, 1), CanvasError::too_many_cells);
    EXPECT_EQ(make(0, 0, 1, 1, 1, max_cells + 1), CanvasError::too_many_cells);
    EXPECT_EQ(make(0, 0, 1, 1, 4097, 4096), CanvasError::too_many_cells);
}

TEST(Canvas, ProductThatWrapsAroundIsTooMany) {
    EXPECT_EQ(make(0, 0, 1, 1, 65536, 65536), CanvasError::too_many_cells);
    EXPECT_EQ(make(0, 0, 1, 1, int64_t{1} << 32, 1), CanvasError::too_many_cells);
    EXPECT_EQ(make(0, 0, 1, 1, (int64_t{1} << 32) + 1, 1), CanvasError::too_many_cells);
    EXPECT_EQ(make(0, 0, 1, 1, INT64_MAX, INT64_MAX), CanvasError::too_many_cells);
    EXPECT_EQ(check_canvas(canvas_of(65536, 65536, 0, 0, 1, 1)), CanvasError::too_many_cells);
    EXPECT_EQ(check_canvas(canvas_of(UINT32_MAX, UINT32_MAX, 0, 0, 1, 1)),
              CanvasError::too_many_cells);
}

TEST(Canvas, NeedsACell) {
    EXPECT_EQ(make(0, 0, 1, 1, 0, 1), CanvasError::dimensions);
    EXPECT_EQ(make(0, 0, 1, 1, 1, 0), CanvasError::dimensions);
    EXPECT_EQ(make(0, 0, 1, 1, -1, 1), CanvasError::dimensions);
    EXPECT_EQ(make(0, 0, 1, 1, 1, INT64_MIN), CanvasError::dimensions);
    EXPECT_EQ(check_canvas(canvas_of(0, 5, 0, 0, 1, 1)), CanvasError::dimensions);
}

TEST(Canvas, EdgesMustBeFinite) {
    for (double bad : {nan, inf, -inf}) {
        EXPECT_EQ(make(bad, 0, 1, 1, 3, 7), CanvasError::extent);
        EXPECT_EQ(make(0, bad, 1, 1, 3, 7), CanvasError::extent);
        EXPECT_EQ(make(0, 0, bad, 1, 3, 7), CanvasError::extent);
        EXPECT_EQ(make(0, 0, 1, bad, 3, 7), CanvasError::extent);
    }
}

TEST(Canvas, UpperEdgeMustBeAboveLower) {
    EXPECT_EQ(make(1, 0, 1, 1, 3, 7), CanvasError::extent);
    EXPECT_EQ(make(0, 1, 1, 1, 3, 7), CanvasError::extent);
    EXPECT_EQ(make(2, 0, 1, 1, 3, 7), CanvasError::extent);
    EXPECT_EQ(make(0, 2, 1, 1, 3, 7), CanvasError::extent);
    EXPECT_EQ(make(-0.0, 0, 0.0, 1, 3, 7), CanvasError::extent);
    EXPECT_EQ(make(-huge, 0, huge, 1, 1, 1), CanvasError::extent);
}

TEST(Canvas, CellsMustBeTwoToTheMinus40OfTheLargestCoordinate) {
    EXPECT_EQ(make(0, 0, 1, 1, max_cells, 1), CanvasError::none);
    EXPECT_EQ(make(1, 0, 1 + 0x1p-39, 1, 1, 1), CanvasError::none);
    EXPECT_EQ(make(1, 0, 1 + 0x1p-39, 1, 4, 1), CanvasError::too_fine);
    EXPECT_EQ(make(0, -1 - 0x1p-41, 1, -1, 1, 1), CanvasError::too_fine);
    // days in cells of a second, by the clock of Unix in microseconds
    EXPECT_EQ(make(1.7e15, 0, 1.7e15 + 86400e6, 1, 86400, 1), CanvasError::none);
    EXPECT_EQ(make(0, 0, tiny, 1, 1, 1), CanvasError::too_fine);
    EXPECT_EQ(make(0, 0, 0x1p-1000, 1, 1, 1), CanvasError::none);
}

TEST(Canvas, WidthTimesCellsMustStayFinite) {
    EXPECT_EQ(make(-1e308, 0, 1e308, 1, 1, 1), CanvasError::extent);
    EXPECT_EQ(make(0, 0, huge, 1, 1, 1), CanvasError::none);
    EXPECT_EQ(make(0, 0, huge, 1, 2, 1), CanvasError::extent);
    EXPECT_EQ(make(0, -huge, 1, 0, 1, 2), CanvasError::extent);
    EXPECT_EQ(make(0.75 * huge, 0, huge, 1, 2, 1), CanvasError::extent);
    EXPECT_EQ(make(-1e300, -1e300, 1e300, 1e300, 4096, 4096), CanvasError::none);
}

TEST(Canvas, MinusZeroBecomesZero) {
    Canvas canvas, same;
    ASSERT_EQ(make_canvas(-0.0, -0.0, 1, 1, 3, 7, &canvas), CanvasError::none);
    ASSERT_EQ(make_canvas(0.0, 0.0, 1, 1, 3, 7, &same), CanvasError::none);
    EXPECT_TRUE(same_canvas(canvas, same));
    ASSERT_EQ(make_canvas(-1, -1, -0.0, -0.0, 3, 7, &canvas), CanvasError::none);
    EXPECT_FALSE(std::signbit(canvas.xmax));
    EXPECT_FALSE(std::signbit(canvas.ymax));
}

TEST(Canvas, SameCanvasLooksAtEveryMember) {
    const Canvas a = canvas_of(3, 7, 0, 0, 1, 1);
    EXPECT_TRUE(same_canvas(a, a));
    EXPECT_FALSE(same_canvas(a, canvas_of(7, 3, 0, 0, 1, 1)));
    EXPECT_FALSE(same_canvas(a, canvas_of(3, 8, 0, 0, 1, 1)));
    EXPECT_FALSE(same_canvas(a, canvas_of(3, 7, -1, 0, 1, 1)));
    EXPECT_FALSE(same_canvas(a, canvas_of(3, 7, 0, -1, 1, 1)));
    EXPECT_FALSE(same_canvas(a, canvas_of(3, 7, 0, 0, std::nextafter(1.0, 2), 1)));
    EXPECT_FALSE(same_canvas(a, canvas_of(3, 7, 0, 0, 1, std::nextafter(1.0, 2))));
}

struct Square {
    double width, height, cell;
    uint32_t cols, rows;
};

TEST(SquareCanvas, RoundsUpToWholeCells) {
    for (const Square &s : {
             Square{1161, 952, 10, 117, 96},
             Square{1440, 6000, 10, 144, 600},
             Square{10, 10, 10, 1, 1},
             Square{10.5, 9.5, 10, 2, 1},
             Square{1.1, 0.3, 0.1, 11, 3}, // 1.1 / 0.1 is more than 11, 0.3 / 0.1 less than 3
             Square{1, 1e-10, 1, 1, 1},
             Square{4096, 4096, 1, 4096, 4096},
         }) {
        Canvas c;
        ASSERT_EQ(make_square_canvas(s.width, s.height, s.cell, &c), CanvasError::none);
        EXPECT_EQ(c.cols, s.cols) << s.width;
        EXPECT_EQ(c.rows, s.rows) << s.height;
        EXPECT_EQ(c.xmin, 0);
        EXPECT_EQ(c.ymin, 0);
        EXPECT_GE(c.xmax, s.width);
        EXPECT_GE(c.ymax, s.height);
        EXPECT_NEAR(c.xmax, s.cols * s.cell, 1e-9 * c.xmax);
        EXPECT_NEAR(c.ymax, s.rows * s.cell, 1e-9 * c.ymax);
    }
}

TEST(SquareCanvas, CellFarLargerThanTheSizeIsOneCell) {
    Canvas c;
    ASSERT_EQ(make_square_canvas(1e-200, 1, 1e200, &c),
              CanvasError::none); // the quotient underflows
    EXPECT_EQ(c.cols, 1u);
    EXPECT_EQ(c.xmax, 1e200);
}

TEST(SquareCanvas, RefusesBadSizes) {
    Canvas c;
    for (double bad : {nan, inf, -inf, 0.0, -0.0, -1.0}) {
        EXPECT_EQ(make_square_canvas(10, 10, bad, &c), CanvasError::cell_size);
        EXPECT_EQ(make_square_canvas(bad, 10, 1, &c), CanvasError::extent);
        EXPECT_EQ(make_square_canvas(10, bad, 1, &c), CanvasError::extent);
    }
    EXPECT_EQ(make_square_canvas(1e300, 1, 1e-300, &c), CanvasError::too_many_cells);
    EXPECT_EQ(make_square_canvas(1, huge, tiny, &c), CanvasError::too_many_cells);
    EXPECT_EQ(make_square_canvas(4097, 4096, 1, &c), CanvasError::too_many_cells);
    EXPECT_EQ(make_square_canvas(1.7e308, 1, 1e308, &c), CanvasError::extent);
}

// numpy.histogram2d(x, y, bins=[[0, 1, 2, 3], [0, 2, 4]]) counts these points into these cells.
TEST(Locate, FollowsNumpyAtTheEdges) {
    const Canvas c = canvas_of(3, 2, 0, 0, 3, 4);
    struct {
        double x, y;
        int cell; // -1: outside
    } const points[] = {
        {0, 0, 0},      {-0.0, -0.0, 0}, {0.999, 1.999, 0}, {1, 0, 1},       {2, 0, 2},
        {2.999, 0, 2},  {3, 0, 2},       {0, 2, 3},         {0, 3.999, 3},   {0, 4, 3},
        {3, 4, 5},      {3, 2, 5},       {1, 2, 4},         {3.0001, 0, -1}, {0, 4.0001, -1},
        {-tiny, 0, -1}, {0, -tiny, -1},  {3.0001, 4.1, -1},
    };
    for (const auto &p : points) {
        uint32_t cell = 99;
        EXPECT_EQ(locate(c, p.x, p.y, &cell), p.cell >= 0) << p.x << " " << p.y;
        if (p.cell >= 0) {
            EXPECT_EQ(static_cast<int>(cell), p.cell) << p.x << " " << p.y;
        }
    }
}

TEST(Locate, NanAndInfinityAreNotInside) {
    const Canvas c = canvas_of(3, 7, -huge / 16, -huge / 16, huge / 16, huge / 16);
    ASSERT_EQ(check_canvas(c), CanvasError::none);
    uint32_t cell;
    for (double bad : {nan, -nan, inf, -inf}) {
        EXPECT_FALSE(locate(c, bad, 0, &cell));
        EXPECT_FALSE(locate(c, 0, bad, &cell));
        EXPECT_FALSE(locate(c, bad, bad, &cell));
    }
    EXPECT_TRUE(locate(c, 0, 0, &cell));
}

TEST(Locate, RandomPointsOnRandomCanvases) {
    Rng rng(1);
    for (int round = 0; round < 400; round++) {
        const double scale = std::pow(10, uniform(rng, -300, 290));
        const double x0 = uniform(rng, -scale, scale), y0 = uniform(rng, -1e3, 1e3);
        Canvas c;
        if (make_canvas(x0, y0, x0 + uniform(rng, 0, scale), y0 + uniform(rng, 0, 10),
                        whole(rng, 1, 4000), whole(rng, 1, 4000), &c) != CanvasError::none)
            continue;
        for (int i = 0; i < 200; i++)
            expect_located_by_the_rule(c, uniform(rng, c.xmin - scale / 9, c.xmax + scale / 9),
                                       uniform(rng, c.ymin - 1, c.ymax + 1));
    }
}

// locate() takes a shortcut for whole numbers, as long as products with the number of cells are
// exact.
TEST(Locate, WholePointsOnWholeCanvases) {
    Rng rng(4);
    for (int round = 0; round < 3000; round++) {
        const double scale = std::exp2(static_cast<double>(whole(rng, 1, 52)));
        const double lo = std::floor(uniform(rng, -scale, scale));
        const double width = std::ceil(uniform(rng, 0, std::exp2(whole(rng, 1, 40))));
        Canvas c;
        const auto n = round % 2 ? whole(rng, 1, 3000) : whole(rng, 1, max_cells);
        if (make_canvas(lo, lo, lo + width, lo + width, n, 1, &c) != CanvasError::none)
            continue;
        for (int i = 0; i < 50; i++) {
            const auto col = static_cast<uint32_t>(whole(rng, 0, n));
            const double x = i % 2 ? std::floor(uniform(rng, c.xmin, c.xmax))
                                   : std::nearbyint(edge(c.xmin, c.xmax, c.cols, col));
            expect_located_by_the_rule(c, x, c.ymin);
        }
    }
}

TEST(Locate, NeighboursOfEveryEdge) {
    for (const Canvas &c :
         {canvas_of(3, 7, 0, 0, 1, 1), canvas_of(10, 49, -0.1, 0.3, 1.1, 0.7),
          canvas_of(117, 96, 0, 0, 1170, 960), canvas_of(11, 13, -1e300, -1e300, 1e300, 1e300),
          canvas_of(5, 6, 1, 1, 1 + 1e-11, 1 + 1e-11), canvas_of(1, 1, 0.1, -0.7, 0.3, 0.9),
          canvas_of(7, 3, 0, -0x1p-1000, 0x1p-998, 0x1p-1000),
          canvas_of(86400, 2, 1.7e15, 1, 1.7e15 + 86400e6, 3)}) {
        ASSERT_EQ(check_canvas(c), CanvasError::none);
        for (uint32_t col = 0; col <= c.cols; col++) {
            for (uint32_t row = 0; row <= c.rows; row++) {
                const double x = edge(c.xmin, c.xmax, c.cols, col);
                const double y = edge(c.ymin, c.ymax, c.rows, row);
                for (double px : {std::nextafter(x, -inf), x, std::nextafter(x, inf)})
                    for (double py : {std::nextafter(y, -inf), y, std::nextafter(y, inf)})
                        expect_located_by_the_rule(c, px, py);
            }
        }
    }
}

// Whoever writes 0.29 means the number that float8 has for it, and that is where the cell begins.
TEST(Locate, DecimalsOnEdgesAreInTheCellThatBeginsThere) {
    struct {
        int64_t lo, hi, n;
    } const axes[] = {{0, 1, 10},      {0, 1, 100},   {0, 1, 1000},  {0, 1, 10000},  {0, 10, 40},
                      {0, 10, 1000},   {0, 100, 400}, {0, 100, 800}, {-1, 1, 20},    {-1, 1, 200},
                      {-1, 1, 100000}, {3, 7, 1000},  {-5, 1, 8},    {0, 1440, 1440}};
    for (const auto &axis : axes) {
        const auto lo = static_cast<double>(axis.lo), hi = static_cast<double>(axis.hi);
        const auto n = static_cast<uint32_t>(axis.n);
        const Canvas c = canvas_of(n, 1, lo, 0, hi, 1);
        ASSERT_EQ(check_canvas(c), CanvasError::none);
        constexpr int64_t digits = 1000000;
        for (int64_t i = 0; i < axis.n; i++) {
            const int64_t exact = (axis.lo * (axis.n - i) + axis.hi * i) * digits;
            if (exact % axis.n != 0)
                continue;
            const std::string decimal = std::to_string(exact / axis.n) + "e-6";
            const double x = std::strtod(decimal.c_str(), nullptr);
            uint32_t cell;
            ASSERT_TRUE(locate(c, x, 0.5, &cell));
            ASSERT_EQ(cell, i) << decimal << " of " << lo << " to " << hi << " in " << n;
            ASSERT_EQ(edge(lo, hi, n, static_cast<uint32_t>(i)), x);
        }
    }
}

TEST(Locate, EveryPointIsWithinTheBoundsOfItsCellAlsoCoarsened) {
    Rng rng(3);
    for (int round = 0; round < 300; round++) {
        const double lo = uniform(rng, -10, 10), hi = lo + std::exp(uniform(rng, -15, 10));
        const auto n = static_cast<uint32_t>(whole(rng, 1, 500)) * 8;
        for (int i = 0; i < 200; i++) {
            const double near_edge = edge(lo, hi, n, static_cast<uint32_t>(whole(rng, 0, n)));
            const double x =
                i % 2 ? uniform(rng, lo, hi)
                      : std::clamp(std::nextafter(near_edge, i % 4 ? inf : -inf), lo, hi);
            uint32_t cell;
            ASSERT_TRUE(locate(canvas_of(n, 1, lo, 0, hi, 1), x, 0.5, &cell));
            for (uint32_t f = 1; f <= 8; f *= 2) {
                ASSERT_LE(edge(lo, hi, n / f, cell / f), x);
                ASSERT_LE(x, edge(lo, hi, n / f, cell / f + 1));
                uint32_t coarse;
                ASSERT_TRUE(locate(canvas_of(n / f, 1, lo, 0, hi, 1), x, 0.5, &coarse));
                ASSERT_EQ(coarse, cell / f);
            }
        }
    }
}

TEST(Locate, OneRowAndOneColumnOfMaxCells) {
    const Canvas wide = unit_canvas(max_cells, 1), tall = unit_canvas(1, max_cells);
    uint32_t cell;
    for (uint32_t i : {0u, 1u, 65535u, max_cells - 2, max_cells - 1}) {
        ASSERT_TRUE(locate(wide, i + 0.5, 0.5, &cell));
        EXPECT_EQ(cell, i);
        ASSERT_TRUE(locate(tall, 0.5, i + 0.5, &cell));
        EXPECT_EQ(cell, i);
    }
    ASSERT_TRUE(locate(wide, max_cells, 1, &cell));
    EXPECT_EQ(cell, max_cells - 1);
    ASSERT_TRUE(locate(tall, 1, max_cells, &cell));
    EXPECT_EQ(cell, max_cells - 1);
}

TEST(Locate, OrientationIsRowMajorWithRowZeroOnTop) {
    const Canvas c = canvas_of(3, 7, 0, 0, 30, 70);
    uint32_t cell;
    ASSERT_TRUE(locate(c, 25, 5, &cell));
    EXPECT_EQ(cell, 2u);
    ASSERT_TRUE(locate(c, 5, 65, &cell));
    EXPECT_EQ(cell, 18u);
}

TEST(Edges, AreMonotoneAndEndExactlyAtTheExtent) {
    Rng rng(2);
    for (int round = 0; round < 1000; round++) {
        const double lo = uniform(rng, -1e6, 1e6), hi = lo + std::exp(uniform(rng, -10, 10));
        const auto n = static_cast<uint32_t>(whole(rng, 1, 300));
        EXPECT_EQ(edge(lo, hi, n, 0), lo);
        EXPECT_EQ(edge(lo, hi, n, n), hi);
        for (uint32_t i = 0; i < n; i++) {
            EXPECT_LE(edge(lo, hi, n, i), middle(lo, hi, n, i));
            EXPECT_LE(middle(lo, hi, n, i), edge(lo, hi, n, i + 1));
        }
    }
}

TEST(Edges, TheMiddleOfACellIsInIt) {
    for (const Canvas &c : {canvas_of(144, 600, 0, 0, 1440, 6000), canvas_of(3, 7, -1, -2, 0.1, 9),
                            canvas_of(100, 100, -1e300, -1e300, 1e300, 1e300),
                            canvas_of(1, 1, 1e308, -1.7e308, 1.7e308, -1e307)})
        for (uint32_t i = 0; i < cell_count(c); i++) {
            uint32_t cell;
            ASSERT_TRUE(locate(c, middle(c.xmin, c.xmax, c.cols, i % c.cols),
                               middle(c.ymin, c.ymax, c.rows, i / c.cols), &cell));
            ASSERT_EQ(cell, i);
        }
}

} // namespace
} // namespace heatmap::grid
