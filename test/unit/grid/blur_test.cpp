#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <string>

#include <gtest/gtest.h>

#include "core/grid/blur.hpp"
#include "core/grid/canvas.hpp"
#include "unit/grid/helpers.hpp"

namespace heatmap::grid {
using namespace test;
namespace {

using Grid = std::vector<double>;

Grid blurred(Grid grid, uint32_t cols, uint32_t rows, double sigma_x, double sigma_y) {
    Grid scratch(blur_scratch(cols, rows), std::nan(""));
    blur(grid.data(), cols, rows, sigma_x, sigma_y, no_poll, scratch.data());
    return grid;
}

Grid blurred(const Grid &grid, uint32_t cols, uint32_t rows, double sigma) {
    return blurred(grid, cols, rows, sigma, sigma);
}

double mass(const Grid &grid) {
    return std::accumulate(grid.begin(), grid.end(), 0.0);
}

// |a - b| / |b|
double relative_l2(const Grid &a, const Grid &b) {
    double difference = 0, size = 0;
    for (size_t i = 0; i < a.size(); i++) {
        difference += (a[i] - b[i]) * (a[i] - b[i]);
        size += b[i] * b[i];
    }
    return std::sqrt(difference / size);
}

// The cell of a line of n cells that is seen at position i when the line is between two mirrors.
int64_t mirrored(int64_t i, int64_t n) {
    while (i < 0 || i >= n)
        i = i < 0 ? -1 - i : 2 * n - 1 - i;
    return i;
}

// A convolution by its definition, cell by cell. The kernel is symmetric: kernel[k] is the weight
// of the cells k away.
Grid convolve(const Grid &line, const Grid &kernel) {
    const auto n = static_cast<int64_t>(line.size());
    const auto radius = static_cast<int64_t>(kernel.size()) - 1;
    Grid out(line.size());
    for (int64_t i = 0; i < n; i++)
        for (int64_t k = -radius; k <= radius; k++)
            out[static_cast<size_t>(i)] += kernel[static_cast<size_t>(std::abs(k))] *
                                           line[static_cast<size_t>(mirrored(i + k, n))];
    return out;
}

Grid normalised(Grid kernel) {
    const double sum = 2 * mass(kernel) - kernel[0];
    for (double &v : kernel)
        v /= sum;
    return kernel;
}

Grid gaussian(double sigma, double sigmas) {
    Grid kernel;
    for (int k = 0; k <= std::ceil(sigmas * sigma); k++)
        kernel.push_back(std::exp(-0.5 * (k / sigma) * (k / sigma)));
    return normalised(kernel);
}

double variance(const Grid &kernel) {
    double sum = 0;
    for (size_t k = 1; k < kernel.size(); k++)
        sum += 2 * static_cast<double>(k * k) * kernel[k];
    return sum;
}

// A box with fractional ends whose variance is a seventh of sigma^2, found by trial.
Grid seventh_box(double sigma) {
    const double target = sigma * sigma / 7;
    Grid box{1};
    while (true) {
        Grid wider = box;
        wider.push_back(1);
        if (variance(normalised(wider)) > target)
            break;
        box = wider;
    }
    double low = 0, high = 1;
    box.push_back(0);
    for (int i = 0; i < 60; i++) {
        box.back() = (low + high) / 2;
        (variance(normalised(box)) > target ? high : low) = box.back();
    }
    return normalised(box);
}

// What blur() promises for one line, computed by the definition.
Grid reference_line(Grid line, double sigma) {
    if (sigma < 2.5)
        return convolve(line, gaussian(sigma, 4));
    const Grid box = seventh_box(sigma);
    for (int pass = 0; pass < 7; pass++)
        line = convolve(line, box);
    return line;
}

Grid reference(Grid grid, uint32_t cols, uint32_t rows, double sigma_x, double sigma_y) {
    for (uint32_t row = 0; row < rows; row++) {
        const auto begin = grid.begin() + row * cols;
        const Grid line = reference_line(Grid(begin, begin + cols), sigma_x);
        std::copy(line.begin(), line.end(), begin);
    }
    for (uint32_t col = 0; col < cols; col++) {
        Grid line(rows);
        for (uint32_t row = 0; row < rows; row++)
            line[row] = grid[row * cols + col];
        line = reference_line(line, sigma_y);
        for (uint32_t row = 0; row < rows; row++)
            grid[row * cols + col] = line[row];
    }
    return grid;
}

Grid random_grid(Rng &rng, size_t n, double density) {
    Grid grid(n);
    for (double &v : grid)
        v = uniform(rng, 0, 1) < density ? std::floor(uniform(rng, 1, 1000)) : 0;
    return grid;
}

class BlurImpulse : public testing::TestWithParam<double> {};

TEST_P(BlurImpulse, IsWithinThreePercentOfAGaussian) {
    const double sigma = GetParam();
    const auto half = static_cast<uint32_t>(std::ceil(6 * sigma)) + 2;
    const uint32_t n = 2 * half + 1;
    Grid grid(size_t{n} * n);
    grid[half * n + half] = 1000;
    const Grid line = gaussian(sigma, 6);
    Grid expected(grid.size());
    for (uint32_t row = 0; row < n; row++)
        for (uint32_t col = 0; col < n; col++) {
            const auto dx = static_cast<size_t>(std::abs(int64_t{col} - half));
            const auto dy = static_cast<size_t>(std::abs(int64_t{row} - half));
            if (dx < line.size() && dy < line.size())
                expected[row * n + col] = 1000 * line[dx] * line[dy];
        }
    const Grid out = blurred(grid, n, n, sigma);
    const double error = relative_l2(out, expected);
    RecordProperty("relative_l2", std::to_string(error));
    EXPECT_LT(error, 0.03);
    EXPECT_NEAR(mass(out), 1000, 1e-6);
}

INSTANTIATE_TEST_SUITE_P(Sigma, BlurImpulse,
                         testing::Values(0.3, 0.5, 0.7, 1, 1.5, 2, 2.4, 2.4999, 2.5, 2.6, 2.75, 3,
                                         3.5, 4, 5, 6, 7, 8, 10, 12, 15, 20, 25, 30, 40, 50));

TEST(Blur, NearbySigmasToo) {
    for (double sigma = 0.3; sigma < 8; sigma += 0.05) {
        Grid line(201);
        line[100] = 1;
        const Grid expected = convolve(line, gaussian(sigma, 8));
        EXPECT_LT(relative_l2(blurred(line, 201, 1, sigma, 0), expected), 0.03) << sigma;
    }
}

TEST(Blur, EqualsTheDefinitionForEverySizeAndSigma) {
    Rng rng(40);
    for (int round = 0; round < 300; round++) {
        const auto cols = static_cast<uint32_t>(whole(rng, 1, 25));
        const auto rows = static_cast<uint32_t>(whole(rng, 1, 25));
        // Sigmas up to 2.9 lengths of the line. From 3 lengths on, blur() promises the mean: see
        // below.
        const double sigma_x = uniform(rng, 0.05, 2.9 * cols);
        const double sigma_y = uniform(rng, 0.05, 2.9 * rows);
        const Grid grid = random_grid(rng, cols * rows, uniform(rng, 0.05, 1));
        if (mass(grid) == 0)
            continue;
        ASSERT_LT(relative_l2(blurred(grid, cols, rows, sigma_x, sigma_y),
                              reference(grid, cols, rows, sigma_x, sigma_y)),
                  1e-9)
            << cols << "x" << rows << " " << sigma_x << " " << sigma_y;
    }
}

TEST(Blur, ReflectsLikeATrueGaussianAtTheBorders) {
    for (double sigma : {0.5, 1.0, 2.0, 3.0, 7.0, 30.0, 90.0})
        for (uint32_t n : {1u, 2u, 5u, 30u, 120u}) {
            Grid line(n);
            line[0] = 10;
            line[n / 3] += 5;
            EXPECT_LT(
                relative_l2(blurred(line, n, 1, sigma, 0), convolve(line, gaussian(sigma, 8))),
                0.03)
                << sigma << " " << n;
        }
}

TEST(Blur, FarLargerThanTheGridIsTheMean) {
    Rng rng(41);
    for (double sigma : {200.0, 1e6, 1e18, 1e300, std::numeric_limits<double>::infinity()}) {
        const Grid grid = random_grid(rng, 21, 0.5);
        for (double v : blurred(grid, 3, 7, sigma))
            EXPECT_NEAR(v, mass(grid) / 21, 1e-10 * mass(grid)) << sigma;
    }
}

TEST(Blur, KeepsTheMass) {
    Rng rng(42);
    for (const auto &[cols, rows] : std::vector<std::pair<uint32_t, uint32_t>>{
             {1, 1}, {1, 7}, {3, 1}, {3, 7}, {144, 600}, {1, 5000}, {5000, 1}, {64, 64}})
        for (double sigma :
             {1e-300, 0.1, 0.3, 1.0, 2.4, 2.5, 4.0, 9.0, 33.0, 150.0, 1000.0, 20000.0}) {
            Grid grid = random_grid(rng, size_t{cols} * rows, 0.2);
            grid[0] = 1e6; // the corners, where mass would be lost
            grid.back() = 3e6;
            const double before = mass(grid);
            const double after = mass(blurred(grid, cols, rows, sigma));
            ASSERT_NEAR(after, before, 1e-9 * before) << cols << "x" << rows << " " << sigma;
        }
}

TEST(Blur, KeepsTheMassOfUnevenValues) {
    Rng rng(43);
    for (int round = 0; round < 50; round++) {
        Grid grid(100 * 80);
        for (double &v : grid)
            v = std::pow(10, uniform(rng, -20, 20));
        const double before = mass(grid);
        ASSERT_NEAR(mass(blurred(grid, 100, 80, uniform(rng, 0.3, 60))), before, 1e-9 * before);
    }
}

TEST(Blur, KeepsTheMassOfTheLongestLine) {
    Grid grid(max_cells, 1);
    grid[12345] = 1e9;
    grid.back() = 1e9;
    const double before = mass(grid);
    for (const Grid &out : {blurred(grid, max_cells, 1, 20), blurred(grid, 1, max_cells, 20)}) {
        EXPECT_NEAR(mass(out), before, 1e-9 * before);
        EXPECT_GE(*std::min_element(out.begin(), out.end()), 0);
    }
}

TEST(Blur, NoCellBecomesNegative) {
    Rng rng(44);
    for (int round = 0; round < 300; round++) {
        Grid grid(40 * 30);
        for (double &v : grid)
            v = rng() % 4 == 0 ? std::pow(10, uniform(rng, -300, 300)) : 0;
        for (double v : blurred(grid, 40, 30, uniform(rng, 0.1, 30), uniform(rng, 0.1, 30)))
            ASSERT_GE(v, 0);
    }
}

// For these sigmas the box has whole cells only, and its fractional end is a rounding error.
TEST(Blur, NoCellBecomesNegativeWhereTheBoxIsWhole) {
    for (int r = 1; r < 300; r++) {
        const double exact = std::sqrt(7 * r * (r + 1) / 3.0);
        double sigma = exact;
        for (int i = 0; i < 20; i++)
            sigma = std::nextafter(sigma, 0);
        for (int i = 0; i < 40; i++, sigma = std::nextafter(sigma, 1e9)) {
            if (sigma < 2.5)
                continue;
            Grid line(static_cast<size_t>(16 * r + 40));
            line[line.size() / 2] = 1;
            for (double v : blurred(line, static_cast<uint32_t>(line.size()), 1, sigma, 0))
                ASSERT_GE(v, 0) << r << " " << sigma - exact;
        }
    }
}

TEST(Blur, CellsOutOfReachAreExactlyZero) {
    for (double sigma : {0.3, 1.0, 2.4, 2.5, 5.0, 17.3}) {
        const auto reach = static_cast<int64_t>(std::ceil(sigma < 2.5 ? 4 * sigma : 5 * sigma + 7));
        const uint32_t n = 401;
        Grid line(n);
        line[200] = 1e15;
        line[201] = 1e-15;
        const Grid out = blurred(line, n, 1, sigma, 0);
        for (int64_t i = 0; i < n; i++)
            if (i < 200 - reach || i > 201 + reach) {
                ASSERT_EQ(out[static_cast<size_t>(i)], 0) << sigma << " " << i;
            }
    }
}

TEST(Blur, SigmaZeroIsTheIdentityInThatDirection) {
    Rng rng(45);
    const Grid grid = random_grid(rng, 21, 0.7);
    EXPECT_EQ(blurred(grid, 3, 7, 0), grid);
    EXPECT_EQ(blurred(grid, 3, 7, 0, 5)[0] == grid[0], false);
    const Grid along_x = blurred(grid, 3, 7, 1, 0);
    for (size_t row = 0; row < 7; row++)
        EXPECT_NEAR(along_x[3 * row] + along_x[3 * row + 1] + along_x[3 * row + 2],
                    grid[3 * row] + grid[3 * row + 1] + grid[3 * row + 2], 1e-9);
}

TEST(Blur, VanishingSigmaIsTheIdentity) {
    Rng rng(46);
    const Grid grid = random_grid(rng, 21, 0.7);
    for (double sigma :
         {std::numeric_limits<double>::denorm_min(), 1e-300, 1e-170, 1e-160, 1e-100, 1e-9})
        EXPECT_EQ(blurred(grid, 3, 7, sigma), grid) << sigma;
}

TEST(Blur, XAndYAreNotMixedUp) {
    Rng rng(47);
    const uint32_t cols = 37, rows = 70; // more than one block of the transposition
    const Grid grid = random_grid(rng, cols * rows, 0.3);
    Grid turned(grid.size());
    for (uint32_t row = 0; row < rows; row++)
        for (uint32_t col = 0; col < cols; col++)
            turned[col * rows + row] = grid[row * cols + col];
    for (const auto &[sx, sy] : {std::pair{1.0, 3.0}, std::pair{3.0, 0.0}, std::pair{0.0, 9.0}}) {
        const Grid a = blurred(grid, cols, rows, sx, sy), b = blurred(turned, rows, cols, sy, sx);
        for (uint32_t row = 0; row < rows; row++)
            for (uint32_t col = 0; col < cols; col++)
                ASSERT_NEAR(a[row * cols + col], b[col * rows + row], 1e-9);
    }
}

TEST(Blur, NegativeValuesAreBlurredLikePositiveOnes) {
    Rng rng(48);
    Grid grid = random_grid(rng, 30 * 40, 0.3), negative = grid;
    for (double &v : negative)
        v = -v;
    const Grid a = blurred(grid, 30, 40, 5), b = blurred(negative, 30, 40, 5);
    for (size_t i = 0; i < a.size(); i++)
        ASSERT_NEAR(a[i], -b[i], 1e-9);
    for (size_t i = 0; i < grid.size(); i += 2)
        grid[i] = -grid[i];
    EXPECT_LT(relative_l2(blurred(grid, 30, 40, 5), reference(grid, 30, 40, 5, 5)), 1e-9);
}

TEST(Blur, EmptyAndConstantGridsStayAsTheyAre) {
    for (double sigma : {0.3, 1.0, 2.5, 10.0, 100.0}) {
        for (double v : blurred(Grid(21), 3, 7, sigma))
            EXPECT_EQ(v, 0);
        for (double v : blurred(Grid(40 * 50, 7.0), 40, 50, sigma))
            EXPECT_NEAR(v, 7, 1e-11);
    }
}

unsigned polls;

TEST(Blur, Polls) {
    Grid grid(300 * 200, 1), scratch(blur_scratch(300, 200));
    polls = 0;
    blur(
        grid.data(), 300, 200, 4, 4, [] { polls++; }, scratch.data());
    EXPECT_GE(polls, 500u) << "once a line";
}

} // namespace
} // namespace heatmap::grid
