#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

#include <gtest/gtest.h>

#include "core/stats/rates.hpp"
#include "core/stats/tests.hpp"

namespace heatmap::stats {
namespace {

void NoPoll() {
}

// Four counts and a p-value.
struct Vector {
    double a, b, c, d, p;
};

constexpr double digits = 1e-9; // relative

// R 4.2.2: binom.test(a, a + b, c / (c + d)). The last three: the sum of the series of R's
// probabilities with 40 digits by mpmath 1.3.0.
constexpr Vector binomial_vectors[] = {
    {7, 5, 3, 7, 5.244213025899997e-02},           {0, 10, 1, 1, 1.953125000000000e-03},
    {10, 0, 1, 1, 1.953125000000000e-03},          {1, 29, 1, 4, 2.001561250864827e-02},
    {682, 243, 3, 1, 3.824915595748519e-01},       {18, 2, 1, 1, 4.024505615234378e-04},
    {60, 40, 1, 1, 5.688793364098087e-02},         {550, 450, 1, 1, 1.730536084976316e-03},
    {3, 997, 1, 99, 2.390523650202289e-02},        {25, 975, 1, 99, 4.202920844836741e-05},
    {51000, 49000, 1, 1, 2.588716038346890e-10},   {10200, 89800, 1, 9, 3.547118186367809e-02},
    {900, 100, 1, 1, 1.340343558001264e-161},      {200, 800, 1, 1, 1.644998735577461e-85},
    {5, 0, 1, 1000000, 9.999950000150047e-31},     {40, 20, 7, 9, 3.890164781847218e-04},
    {3050, 950, 1, 1, 6.336638693120105e-254},     {500500, 499500, 1, 1, 0.31779469136330554},
    {503000, 497000, 1, 1, 1.985149763923021e-09}, {515000, 485000, 1, 1, 9.452406252571584e-198},
};

TEST(Tests, BinomialOfR) {
    for (const Vector &v : binomial_vectors) {
        EXPECT_NEAR(binomial_test(v.a, v.b, v.c, v.d) / v.p, 1, digits) << v.a << " " << v.b;
        EXPECT_NEAR(binomial_test(v.b, v.a, v.d, v.c) / v.p, 1, digits) << v.a << " " << v.b;
    }
    EXPECT_EQ(binomial_test(1000, 0, 2, 3), 0); // 2^-1322
}

// The same series with mpmath; sums of 1e7 to 1e12.
TEST(Tests, BinomialOfLargeCounts) {
    constexpr Vector vectors[] = {
        {5000790, 4999210, 1, 1, 0.6175514041726027},
        {5047434, 4952566, 1, 1, 9.871297797348226e-198},
        {500047434, 499952566, 1, 1, 0.002700168806357796},
        {500001500000, 499998500000, 1, 1, 0.002699804926952581},
        {500006000000, 499994000000, 1, 1, 3.553007145948897e-33},
    };
    for (const Vector &v : vectors)
        EXPECT_NEAR(binomial_test(v.a, v.b, v.c, v.d) / v.p, 1, digits) << v.a;
}

// R 4.2.2: fisher.test(matrix(c(a, c, b, d), 2)). The last one: mpmath.
TEST(Tests, FisherOfR) {
    constexpr Vector vectors[] = {
        {3, 1, 1, 3, 4.857142857142858e-01},
        {10, 2, 3, 15, 5.367241191434359e-04},
        {0, 5, 5, 0, 7.936507936507940e-03},
        {2, 15, 10, 3, 5.367241191434364e-04},
        {120, 880, 150, 850, 5.759585086892682e-02},
        {1, 9, 11, 3, 2.759456185220084e-03},
        {5, 0, 1, 4, 4.761904761904762e-02},
        {50, 950, 80, 920, 8.308448377756893e-03},
        {1000, 9000, 1100, 8900, 2.237887480048016e-02},
        {0, 100, 6, 94, 2.893028202315755e-02},
        {30, 70, 31, 69, 1},
        {11, 17, 5, 44, 3.765811245957306e-03},
        {300, 99700, 390, 99610, 6.779612877654476e-04},
        {8, 2, 1, 5, 3.496503496503497e-02},
        {400, 600, 1400, 600, 6.496135140644897e-56},
        {2000, 8000, 3700, 6300, 7.621018631482519e-158},
    };
    for (const Vector &v : vectors)
        for (const double p : {fisher_test(v.a, v.b, v.c, v.d), fisher_test(v.c, v.d, v.a, v.b),
                               fisher_test(v.a, v.c, v.b, v.d), fisher_test(v.d, v.c, v.b, v.a)})
            EXPECT_NEAR(p / v.p, 1, digits) << v.a << " " << v.b << " " << v.c << " " << v.d;
}

// All outcomes of a small experiment, added up in long double.
template <class Probability>
double Enumerate(int lowest, int highest, int observed, Probability &&probability) {
    long double sum = 0, limit = probability(observed) * (1 + 1e-7L);
    for (int k = lowest; k <= highest; k++)
        if (probability(k) <= limit)
            sum += probability(k);
    return static_cast<double>(std::min(sum, 1.0L));
}

long double Choose(int n, int k) {
    long double product = 1;
    for (int i = 0; i < k; i++)
        product = product * (n - i) / (i + 1);
    return product;
}

TEST(Tests, SmallExperimentsByEnumeration) {
    for (int n = 1; n <= 40; n += 3)
        for (const auto &[a, b] : {std::pair{1, 1}, {1, 9}, {7, 2}, {1, 1000}})
            for (int x = 0; x <= n; x++) {
                const long double p = static_cast<long double>(a) / (a + b);
                const double all = Enumerate(0, n, x, [n, p](int k) {
                    return Choose(n, k) * std::pow(p, static_cast<long double>(k)) *
                           std::pow(1 - p, static_cast<long double>(n - k));
                });
                EXPECT_NEAR(binomial_test(x, n - x, a, b) / all, 1, digits) << x << " of " << n;
            }
    for (int a = 0; a < 12; a++)
        for (int b = 0; b < 12; b++)
            for (int c = 0; c < 12; c++)
                for (int d = 0; d < 12; d++) {
                    const int n = a + b + c + d;
                    if (n == 0)
                        continue;
                    const double all =
                        Enumerate(std::max(0, a - d), a + std::min(b, c), a, [&](int k) {
                            return Choose(a + b, k) * Choose(c + d, a + c - k) / Choose(n, a + c);
                        });
                    EXPECT_NEAR(fisher_test(a, b, c, d) / all, 1, digits)
                        << a << " " << b << " " << c << " " << d;
                }
}

// Two groups without a difference are found different at most as often as the level says.
TEST(Tests, LevelIsKept) {
    for (const int n : {10, 60})
        for (const double rate : {0.02, 0.1, 0.5}) {
            std::vector<double> probability;
            for (int k = 0; k <= n; k++)
                probability.push_back(static_cast<double>(Choose(n, k)) * std::pow(rate, k) *
                                      std::pow(1 - rate, n - k));
            for (const double level : {0.05, 0.01, 0.001}) {
                double found = 0;
                for (int x = 0; x <= n; x++)
                    for (int y = 0; y <= n; y++)
                        if (fisher_test(x, n - x, y, n - y) <= level)
                            found += probability[x] * probability[y];
                EXPECT_LE(found, level) << n << " " << rate;
            }
        }
}

// However the sum is formed, for few terms or for many, neighbours have p-values that belong
// together: the differences between them are the probabilities of outcomes.
TEST(Tests, ContinuousInTheOutcome) {
    for (const double n : {1e4, 2e5, 4e6}) {
        double last = 1;
        const double sd = std::sqrt(n) / 2;
        for (double x = std::floor(n / 2 + 0.05 * sd); x < n / 2 + 12 * sd;
             x += std::ceil(sd / 50)) {
            const double p = binomial_test(x, n - x, 1, 1);
            const double z = binomial_score(x, n - x, 1, 1);
            EXPECT_LT(p, last);
            // The normal distribution with half an outcome of correction is right to skewness 0.
            const double normal = std::erfc((z - 0.5 / sd) / std::numbers::sqrt2);
            EXPECT_NEAR(p / normal, 1, 3 * std::pow(z, 4) / n + 2 / n) << n << " " << z;
            last = p;
        }
    }
}

// Where the most likely outcomes are, neighbours are as likely as one another.
TEST(Tests, NextToTheMean) {
    for (double n = 1; n < 1e15; n = std::floor(1.7 * n + 1))
        for (const double less : {0.0, 1.0, 2.0, 3.0})
            for (const double more : {0.0, 1.0, 2.0}) {
                if (less > n)
                    continue;
                for (const double p :
                     {fisher_test(n, n - less, n - less, n + more),
                      fisher_test(n - less, n, n + more, n - less),
                      binomial_test(n, n + more, n, n), binomial_test(n - less, n, 1, 1)}) {
                    EXPECT_GT(p, n > 100 ? 0.5 : 1e-3) << n << " " << less << " " << more;
                    EXPECT_LE(p, 1);
                }
            }
}

TEST(Tests, DegenerateExperiments) {
    EXPECT_EQ(binomial_test(0, 0, 3, 4), 1);
    EXPECT_EQ(binomial_test(0, 7, 0, 4), 1);
    EXPECT_EQ(binomial_test(7, 0, 4, 0), 1);
    EXPECT_EQ(binomial_test(1, 7, 0, 4), 0);
    EXPECT_EQ(binomial_test(30, 40, 3, 4), 1);
    EXPECT_EQ(binomial_score(30, 40, 3, 4), 0);
    EXPECT_EQ(fisher_test(0, 0, 3, 4), 1);
    EXPECT_EQ(fisher_test(3, 4, 0, 0), 1);
    EXPECT_EQ(fisher_test(0, 4, 0, 3), 1);
    EXPECT_EQ(fisher_test(3, 0, 4, 0), 1);
    EXPECT_EQ(fisher_test(0, 0, 0, 0), 1);
    EXPECT_EQ(fisher_test(3, 4, 6, 8), 1);
    const double most = 0x1p53;
    for (const double p :
         {binomial_test(most, most, most, most), fisher_test(most, most, most, most)})
        EXPECT_EQ(p, 1);
    for (const double p : {binomial_test(most, 0, 1, most), binomial_test(1, most, most, 1),
                           fisher_test(most, 1, 1, most), fisher_test(most, 0, 0, most)})
        EXPECT_EQ(p, 0);
    EXPECT_NEAR(binomial_test(1, most, 1, most), 1, 1e-9);
    // Counts beyond 2^53 are rounded.
    EXPECT_EQ(fisher_test(0, 0x1p63, 0x1p63, 0), 0);
    EXPECT_NEAR(fisher_test(0x1p62, 0x1p62, 0x1p62 + 0x1p32, 0x1p62 - 0x1p32), 0.0455, 1e-4);
    EXPECT_NEAR(binomial_score(60, 40, 1, 1), 2, 1e-15);
    EXPECT_NEAR(binomial_score(40, 60, 1, 1), -2, 1e-15);
}

// R. G. Newcombe, Statistics in Medicine 17 (1998), table II, method 10. The published difference
// is that of the first group minus the second.
TEST(Tests, NewcombesTable) {
    constexpr struct {
        double a, n, b, m, low, high;
    } table[] = {
        {56, 70, 48, 80, 0.0524, 0.3339}, {9, 10, 3, 10, 0.1705, 0.8090},
        {6, 7, 2, 7, 0.0582, 0.8062},     {5, 56, 0, 29, -0.0381, 0.1926},
        {0, 10, 0, 20, -0.1611, 0.2775},  {0, 10, 0, 10, -0.2775, 0.2775},
        {10, 10, 0, 20, 0.6791, 1.0000},  {10, 10, 0, 10, 0.6075, 1.0000},
    };
    for (const auto &t : table) {
        const Difference d = newcombe(t.b, t.m, t.a, t.n, normal_width(0.95));
        EXPECT_NEAR(d.difference, t.a / t.n - t.b / t.m, 1e-15);
        EXPECT_NEAR(d.low, t.low, 0.00005) << t.a << " " << t.b;
        EXPECT_NEAR(d.high, t.high, 0.00005) << t.a << " " << t.b;
    }
}

std::vector<double> Adjust(std::vector<double> p) {
    std::vector<uint32_t> order(p.size());
    benjamini_hochberg(p.data(), static_cast<uint32_t>(p.size()), order.data(), NoPoll);
    return p;
}

// R 4.2.2: p.adjust(p, "BH"). The second are the p-values of the article's own example.
TEST(Tests, BenjaminiHochbergOfR) {
    const std::vector<double> p[] = {{0.01, 0.02, 0.03, 0.04, 0.05},
                                     {0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298,
                                      0.0344, 0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590,
                                      1.000},
                                     {0.5, 0.01, 0.9, 0.01, 1}};
    const std::vector<double> q[] = {{0.05, 0.05, 0.05, 0.05, 0.05},
                                     {0.0015, 0.003, 0.0095, 0.035625, 0.0603,
                                      6.3857142857142862e-02, 6.3857142857142862e-02, 0.0645,
                                      0.0765, 0.486, 5.8118181818181813e-01, 0.714875,
                                      7.5323076923076926e-01, 8.1321428571428567e-01, 1},
                                     {8.3333333333333337e-01, 0.025, 1, 0.025, 1}};
    for (int k = 0; k < 3; k++) {
        const std::vector<double> adjusted = Adjust(p[k]);
        for (size_t i = 0; i < p[k].size(); i++)
            EXPECT_NEAR(adjusted[i], q[k][i], 1e-15) << k << " " << i;
    }
    EXPECT_TRUE(Adjust({}).empty());
    EXPECT_EQ(Adjust({0.3})[0], 0.3);
}

} // namespace
} // namespace heatmap::stats
