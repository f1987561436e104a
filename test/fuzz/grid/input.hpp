// Heatmaps and their grids from the fuzzer's bytes.
#pragma once

#include "fuzz/fuzz.hpp"
#include "unit/grid/helpers.hpp"

namespace heatmap::grid {

// A canvas that is valid most of the time.
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

// A stored value: runs of cells that usually fit the canvas, sometimes damaged.
inline Stored take_value(Input *in, const Canvas &canvas) {
    std::vector<uint8_t> bytes(sizeof(Header));
    const auto form = static_cast<Form>(in->pick(0, 2));
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
            const double real = form == Form::reals ? in->number() : 0;
            const auto *p = reinterpret_cast<const uint8_t *>(&real);
            if (form == Form::reals)
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
    head.form = form;
    head.canvas = canvas;
    head.outside = outside;
    head.occupied = occupied;
    return value;
}

} // namespace heatmap::grid
