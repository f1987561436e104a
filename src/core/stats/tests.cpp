#include <algorithm>
#include <cmath>
#include <numbers>

#include "core/stats/rates.hpp"
#include "core/stats/tests.hpp"

namespace heatmap::stats {

namespace {

// log(x!) = x log(x) - x + rest(x), 0 log(0) being 0. Above 16, x need not be whole.
double rest(double x) noexcept {
    if (x == 0)
        return 0;
    if (x < 16)
        return std::lgamma(x + 1) - (x * std::log(x) - x);
    const double square = x * x;
    return std::log(2 * std::numbers::pi * x) / 2 +
           (1.0 / 12 -
            (1.0 / 360 - (1.0 / 1260 - (1.0 / 1680 - 1.0 / 1188 / square) / square) / square) /
                square) /
               x;
}

// x log(x / expected) - delta, where delta = x - expected is known better than their difference. C.
// Loader, "Fast and Accurate Computation of Binomial Probabilities" (2000): with this and rest(),
// no large numbers cancel out.
double deviance(double x, double expected, double delta) noexcept {
    if (x == 0)
        return expected;
    if (std::fabs(delta) >= 0.1 * (x + expected))
        return x * std::log(x / expected) - delta;
    // |v| < 0.1: ten terms are enough.
    const double v = delta / (x + expected);
    double sum = delta * v, power = 2 * x * v;
    for (int k = 3; k < 30; k += 2) {
        power *= v * v;
        sum += power / k;
    }
    return sum;
}

// a d - b c without the error of either product. W. Kahan; see C.-P. Jeannerod, N. Louvet, J.-M.
// Muller, Mathematics of Computation 82 (2013).
double determinant(double a, double b, double c, double d) noexcept {
    const double bc = b * c;
    return std::fma(a, d, -bc) - std::fma(b, c, -bc);
}

// The two distributions below count the outcomes by their distance from the observed one, which is
// 0. They have
//
// delta                 the observed outcome minus the mean
// variance()
// lowest(), highest()   the outcomes there are
// log_probability(at)   far from the ends, `at` need not be whole
// ratio(at, step)       the probability of at + step, divided by that of at; step is 1 or -1

// x successes and y failures, which come in the ratio a to b.
struct Binomial {
    double x, y, a, b;
    double n, delta, expected_x, expected_y, constant;

    double variance() const noexcept {
        return expected_x * (b / (a + b));
    }

    double lowest() const noexcept {
        return -x;
    }

    double highest() const noexcept {
        return y;
    }

    double log_probability(double at) const noexcept {
        return constant - rest(x + at) - rest(y - at) - deviance(x + at, expected_x, delta + at) -
               deviance(y - at, expected_y, -(delta + at));
    }

    double ratio(double at, double step) const noexcept {
        const double successes = x + at, failures = y - at;
        return step > 0 ? failures / (successes + 1) * (a / b)
                        : successes / (failures + 1) * (b / a);
    }
};

Binomial binomial_of(double x, double y, double a, double b) noexcept {
    const double n = x + y, p = a / (a + b), q = b / (a + b);
    return {x, y, a, b, n, determinant(x, y, a, b) / (a + b), n * p, n * q, rest(n)};
}

// A table of the rows (a, b) and (c, d), whose sums are given; a is the outcome.
struct Hypergeometric {
    double a, b, c, d;
    double n, delta, expected_a, expected_b, expected_c, expected_d, constant;

    double variance() const noexcept {
        return expected_a * ((b + d) / n) * ((c + d) / (n - 1));
    }

    double lowest() const noexcept {
        return -std::min(a, d);
    }

    double highest() const noexcept {
        return std::min(b, c);
    }

    double log_probability(double at) const noexcept {
        const double difference = delta + at;
        return constant - rest(a + at) - rest(b - at) - rest(c - at) - rest(d + at) -
               deviance(a + at, expected_a, difference) -
               deviance(b - at, expected_b, -difference) -
               deviance(c - at, expected_c, -difference) - deviance(d + at, expected_d, difference);
    }

    double ratio(double at, double step) const noexcept {
        const double up = step > 0 ? 1 : 0, down = 1 - up;
        const double same = (a + at + up) * (d + at + up),
                     other = (b - at + down) * (c - at + down);
        return step > 0 ? other / same : same / other;
    }
};

Hypergeometric hypergeometric_of(double a, double b, double c, double d) noexcept {
    const double n = a + b + c + d, left = (a + c) / n, right = (b + d) / n;
    return {a,
            b,
            c,
            d,
            n,
            determinant(a, b, c, d) / n,
            (a + b) * left,
            (a + b) * right,
            (c + d) * left,
            (c + d) * right,
            rest(a + b) + rest(c + d) + rest(a + c) + rest(b + d) - rest(n)};
}

// The integral of the probability, divided by that of `from`, from there outwards. Gauss' formula
// of eight points for pieces over which the probability changes by a factor of ten or so.
template <class Distribution>
double integral(const Distribution &d, double from, double step, double decay) noexcept {
    constexpr double nodes[] = {0.1834346424956498, 0.5255324099163290, 0.7966664774136267,
                                0.9602898564975363};
    constexpr double weights[] = {0.3626837833783620, 0.3137066458778873, 0.2223810344533745,
                                  0.1012285362903763};
    const double deviation = std::sqrt(d.variance());
    const double half = (decay * deviation > 2 ? 2 / decay : deviation) / 2;
    const double start = d.log_probability(from);
    double sum = 0;
    constexpr int most_pieces = 100;
    for (int i = 0; i < most_pieces; i++) {
        const double middle = (2 * i + 1) * half;
        double piece = 0;
        for (int k = 0; k < 4; k++)
            for (const double node : {-nodes[k], nodes[k]})
                piece += weights[k] *
                         std::exp(d.log_probability(from + step * (middle + half * node)) - start);
        sum += piece * half;
        if (piece * half < 1e-17 * sum)
            break;
    }
    return sum;
}

// The probability of this outcome and of all beyond it, away from the mean.
template <class Distribution>
double tail(const Distribution &d, double at, double step) noexcept {
    constexpr double digits = 40; // natural logarithm of the least part that matters
    constexpr double many = 2000;
    // Either the outcomes become less likely by the same factor each, or as those of a normal
    // distribution do.
    const double first = d.ratio(at, step);
    const double decay = -std::log(first);
    if (!(decay * many < digits && std::sqrt(d.variance() * 2 * digits) > many)) {
        double sum = 1, term = 1;
        for (double k = at; term > 1e-17 * sum; k += step) {
            term *= d.ratio(k, step);
            sum += term;
        }
        return std::exp(d.log_probability(at)) * sum;
    }
    // Many terms: their sum by the formula of Euler and Maclaurin, from half an outcome before. The
    // derivatives of the logarithm there are differences of those of ratios.
    const double before = std::log(d.ratio(at - step, step));
    const double earlier = std::log(d.ratio(at - 2 * step, step));
    const double bend = (-decay - earlier) / 2, third = -decay - 2 * before + earlier;
    const double slope = before - third / 24;
    const double edge = at - step / 2;
    const double sum = integral(d, edge, step, -slope) + slope / 24 -
                       7.0 / 5760 * (slope * slope * slope + 3 * slope * bend + third);
    return std::exp(d.log_probability(edge)) * sum;
}

// The probability of all outcomes that are at most as likely as the observed one.
template <class Distribution>
double two_sided(const Distribution &d) noexcept {
    if (d.delta == 0)
        return 1;
    const double step = d.delta > 0 ? 1 : -1;
    // Outcomes as likely as the observed one must not be left out for a rounding error.
    const double limit = d.log_probability(0) + 1e-11;
    double p = tail(d, 0, step);
    // On the other side, outcomes become less likely from the mean to the end.
    double likely = step > 0 ? std::floor(-d.delta) : std::ceil(-d.delta);
    double unlikely = step > 0 ? d.lowest() : d.highest();
    if (d.log_probability(unlikely) <= limit) {
        for (;;) {
            const double middle = std::floor((likely + unlikely) / 2);
            if (middle == likely || middle == unlikely)
                break;
            (d.log_probability(middle) <= limit ? unlikely : likely) = middle;
        }
        if (d.log_probability(likely) <= limit)
            unlikely = likely;
        p += tail(d, unlikely, -step);
    }
    return std::min(p, 1.0);
}

} // namespace

double binomial_test(double x, double y, double a, double b) noexcept {
    if (a == 0)
        return x == 0 ? 1 : 0;
    if (b == 0)
        return y == 0 ? 1 : 0;
    return two_sided(binomial_of(x, y, a, b));
}

double binomial_score(double x, double y, double a, double b) noexcept {
    const Binomial d = binomial_of(x, y, a, b);
    return d.delta == 0 ? 0 : d.delta / std::sqrt(d.variance());
}

double fisher_test(double a, double b, double c, double d) noexcept {
    if (a + b == 0 || c + d == 0 || a + c == 0 || b + d == 0)
        return 1;
    return two_sided(hypergeometric_of(a, b, c, d));
}

Difference newcombe(double successes_a, double trials_a, double successes_b, double trials_b,
                    double z) noexcept {
    const Rate a = wilson(successes_a, trials_a, z), b = wilson(successes_b, trials_b, z);
    const double difference = b.rate - a.rate;
    return {difference, difference - std::hypot(b.rate - b.low, a.high - a.rate),
            difference + std::hypot(b.high - b.rate, a.rate - a.low)};
}

void benjamini_hochberg(double *p, uint32_t n, uint32_t *order, Poll poll) noexcept {
    for (uint32_t i = 0; i < n; i++)
        order[i] = i;
    Work work{poll};
    std::sort(order, order + n, [&](uint32_t i, uint32_t j) {
        work.add(1);
        return p[i] < p[j];
    });
    double least = 1;
    for (uint32_t rank = n; rank > 0; rank--) {
        double &value = p[order[rank - 1]];
        value = least = std::min(least, value * (double(n) / rank));
    }
}

} // namespace heatmap::stats
