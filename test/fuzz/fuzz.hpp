// What the harnesses share: reading choices from the fuzzer's bytes, and a check that stops it.
#pragma once

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <iterator>

#include "unit/helpers.hpp"

// Not assert(): it has to hold in every build type.
#define REQUIRE(condition)                                                                         \
    do {                                                                                           \
        if (!(condition)) {                                                                        \
            std::fprintf(stderr, "%s:%d: not true: %s\n", __FILE__, __LINE__, #condition);         \
            std::abort();                                                                          \
        }                                                                                          \
    } while (false)

namespace heatmap::test {

// The fuzzer's bytes, taken from the front; zeros when they have run out.
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

    // lo .. hi, both included.
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
        constexpr double special[] = {-0.0,   max_exact, -max_exact, max_exact + 2, 1e-17,
                                      5e-324, 1e300,     1.7e308,    -1.7e308,      HUGE_VAL};
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

// A canvas that is good most of the time.
inline Canvas take_canvas(Input *in, uint32_t longest_side) {
    Canvas canvas = unit_canvas(in->pick(1, longest_side), in->pick(1, longest_side));
    if (in->take<uint8_t>() % 4 == 0) {
        canvas.xmin = in->number();
        canvas.ymin = in->number();
        canvas.xmax = in->number();
        canvas.ymax = in->number();
    }
    return canvas;
}

// An unsigned number of a payload: small, or around the limits of what a cell can hold.
inline uint64_t take_raw(Input *in) {
    constexpr uint64_t limit = uint64_t{1} << 53;
    constexpr uint64_t special[] = {limit - 1,     limit,           limit + 1,
                                    2 * limit - 1, 2 * limit,       2 * limit + 1,
                                    2 * limit + 2, UINT64_MAX >> 1, UINT64_MAX};
    const auto kind = in->take<uint8_t>();
    return kind < std::size(special) ? special[kind] : kind - std::size(special);
}

// A stored value: runs of cells that fit the canvas more often than not, sometimes damaged.
inline Stored take_value(Input *in, const Canvas &canvas) {
    std::vector<uint8_t> bytes(sizeof(Header));
    const auto encoding = static_cast<Encoding>(in->pick(0, 2));
    const double outside = in->number();
    uint32_t occupied = 0;
    const auto put = [&bytes](uint64_t v) {
        uint8_t varint[10];
        bytes.insert(bytes.end(), varint, put_varint(varint, v));
    };
    for (uint32_t runs = in->pick(0, 6); runs > 0; runs--) {
        const uint32_t run = in->pick(1, 6);
        put(in->take<uint8_t>() % 16);
        put(run);
        occupied += run;
        for (uint32_t i = 0; i < run; i++) {
            const double real = encoding == Encoding::reals ? in->number() : 0;
            const auto *p = reinterpret_cast<const uint8_t *>(&real);
            if (encoding == Encoding::reals)
                bytes.insert(bytes.end(), p, p + sizeof(real));
            else
                put(take_raw(in));
        }
    }
    const auto damage = in->take<uint8_t>();
    if (damage < 50 && bytes.size() > sizeof(Header))
        bytes[in->pick(sizeof(Header), static_cast<uint32_t>(bytes.size()) - 1)] ^=
            in->take<uint8_t>();
    else if (damage < 60)
        bytes.resize(in->pick(sizeof(Header), static_cast<uint32_t>(bytes.size())));
    else if (damage < 70)
        occupied += in->take<int8_t>();
    Stored value(bytes);
    Header &head = value.head();
    head.version = format_version;
    head.encoding = encoding;
    head.canvas = canvas;
    head.outside = outside;
    head.occupied = occupied;
    return value;
}

} // namespace heatmap::test
