// Arbitrary bytes as an aggregate state. If check_state() accepts them, everything that the
// aggregates do with a state must be safe and must leave a valid state.

#include "fuzz/grid/input.hpp"

namespace heatmap::grid {
using namespace test;
namespace {

// A state of a random kind with a valid header and arbitrary entries and sums.
StateBox take_state(Input *in) {
    const Canvas canvas = take_canvas(in, in->take<uint8_t>() % 4 == 0 ? 4096 : 6);
    StateBox box(canvas, in->pick(0, 60), in->take<uint8_t>() % 2);
    State &state = box.get();
    state.outside = in->number();
    state.flags = in->take<uint8_t>();
    state.points = in->take<int16_t>(); // many points ask for an array, which takes long to fill
    const auto kind = box.form();
    if (kind == Form::state_list) {
        for (uint32_t n = in->pick(0, state.capacity); n > 0; n--)
            append_to_list(state, in->take<uint16_t>());
    } else if (kind == Form::state_sparse) {
        for (uint32_t n = in->pick(0, state.capacity); n > 0; n--) {
            Slot &slot = sparse_slots(state)[in->pick(0, state.capacity - 1)];
            state.used += slot.key == 0;
            slot.key = in->pick(1, 100);
            slot.value = in->number();
        }
    } else {
        state.used = in->take<uint32_t>();
        for (uint32_t i = 0; i < std::min(cell_count(canvas), 40u); i++) {
            dense_values(state)[i] = in->number();
            dense_recent(state)[i] = in->take<uint8_t>();
        }
    }
    return box;
}

void check_result(const StateBox &box) {
    REQUIRE(box.valid());
    const Stored stored = box.stored();
    REQUIRE(stored.size() == 0 || stored.check() == Status::ok); // 0: a sum is not finite
}

} // namespace
} // namespace heatmap::grid

void heatmap::test::run(Input in) {
    using namespace heatmap::grid;
    StateBox box =
        in.take<uint8_t>() % 4 == 0 ? StateBox(std::vector<uint8_t>(0)) : take_state(&in);
    if (box.size() == 0) {
        box = StateBox(in.rest());
        if (box.size() < sizeof(State) || !box.valid() || box.form() == Form::state_none)
            return;
        // The server is built with -fwrapv, so sums may wrap there. Many points ask for a large
        // array.
        box.get().points %= 1 << 14;
        box.get().rows %= 1 << 30;
    }
    if (!box.valid())
        return;
    check_result(box);
    const StateBox copy = box;
    for (int steps = 0; !in.empty() && steps < 60; steps++) {
        switch (in.take<uint8_t>() % 6) {
        case 0: {
            const double x = in.number(), y = in.number(), weight = in.number();
            if (std::isfinite(weight))
                box.add(x, y, weight);
            break;
        }
        case 1:
            box.count(in.take<uint32_t>() % cell_count(box.get().canvas));
            break;
        case 2:
            REQUIRE(box.add(copy) == Status::ok);
            break;
        case 3: {
            const Stored value = take_value(&in, box.get().canvas);
            if (check_header(value.head(), value.size()) == Status::ok)
                box.add(value, in.take<uint8_t>() % 2 ? Direction::add : Direction::remove);
            break;
        }
        case 4:
            box.grow(in.pick(0, 100), true);
            break;
        default:
            check_result(box);
            break;
        }
    }
    check_result(box);
}
