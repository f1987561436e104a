// What the harnesses share: reading choices from the fuzzer's bytes, and a check that stops it.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <iterator>

#include "unit/box.hpp"

// Not assert(), because the condition has to hold in every build type.
#define REQUIRE(condition)                                                                         \
    do {                                                                                           \
        if (!(condition)) {                                                                        \
            std::fprintf(stderr, "%s:%d: not true: %s\n", __FILE__, __LINE__, #condition);         \
            std::abort();                                                                          \
        }                                                                                          \
    } while (false)

namespace heatmap::test {

// The fuzzer's bytes, taken from the front. When they have run out, zeros follow.
class Input {
public:
    Input(const uint8_t *data, size_t size) : at_(data), end_(data + size) {
    }

    bool empty() const {
        return at_ == end_;
    }

    template <class T>
    T take() {
        T v{};
        const size_t n = std::min(sizeof(T), static_cast<size_t>(end_ - at_));
        std::memcpy(&v, at_, n);
        at_ += n;
        return v;
    }

    // A number from lo to hi, both included.
    uint32_t pick(uint32_t lo, uint32_t hi) {
        return lo + take<uint16_t>() % (hi - lo + 1);
    }

    // A number that is often small, whole or at a limit, and sometimes anything.
    double number() {
        const auto kind = take<uint8_t>();
        if (kind < 100)
            return take<int8_t>();
        if (kind < 200)
            return take<int16_t>() / 16.0;
        constexpr double two_53 = 9007199254740992;
        constexpr double special[] = {-0.0,   two_53, -two_53, two_53 + 2, 1e-17,
                                      5e-324, 1e300,  1.7e308, -1.7e308,   HUGE_VAL};
        if (kind - 200u < std::size(special))
            return special[kind - 200];
        return take<double>();
    }

    std::vector<uint8_t> rest() {
        const std::vector<uint8_t> bytes(at_, end_);
        at_ = end_;
        return bytes;
    }

private:
    const uint8_t *at_;
    const uint8_t *end_;
};

// Tests one input. Each harness defines this function.
void run(Input in);

} // namespace heatmap::test
