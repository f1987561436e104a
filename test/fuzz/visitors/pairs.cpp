// Arbitrary bytes as a stored set of visitors, and as the state of heatmap_visitors_agg; and pairs
// that are added to a state, compared with a set of the standard library.

#include "fuzz/fuzz.hpp"
#include "unit/visitors/helpers.hpp"

namespace heatmap::visitors {
namespace {

void check_stored(const StoredBox &box) {
    Model model;
    if (decode_all(box, &model))
        REQUIRE(store_model(model, box.get().kind, box.get().canvas).bytes() == box.bytes());
}

void check_state_bytes(StateBox state, Input *in) {
    if (!state.valid())
        return;
    Model model;
    for (uint32_t i = 0; i < state.get().used; i++) {
        const Pair pair = pairs_of(state.get())[i];
        model.emplace(pair.visitor, pair.cell);
    }
    const uint32_t cells = cell_count(state.get().canvas);
    for (uint32_t left = in->pick(0, 200); left > 0; left--) {
        const uint64_t visitor = in->take<uint8_t>();
        const uint32_t cell = in->take<uint8_t>() % std::min(cells + 1, 256u);
        REQUIRE(state.add(visitor, cell) == Status::ok);
        model.emplace(visitor, cell);
    }
    REQUIRE(state.valid());
    REQUIRE(state.stored().bytes() ==
            store_model(model, state.get().kind, state.get().canvas).bytes());
}

} // namespace
} // namespace heatmap::visitors

void heatmap::test::run(Input in) {
    using namespace heatmap::visitors;
    const auto kind = in.take<uint8_t>() % 4;
    if (kind == 0) {
        check_stored(StoredBox(in.rest()));
        return;
    }
    uint8_t choices[64];
    for (uint8_t &byte : choices)
        byte = in.take<uint8_t>();
    Input operations(choices, sizeof(choices));
    if (kind == 1) {
        check_state_bytes(StateBox(in.rest()), &operations);
        return;
    }
    const Canvas canvas = {in.pick(1, 300), in.pick(1, 300), 0, 0, 100, 100};
    StateBox state(Kind::text, canvas);
    while (!in.empty()) {
        const auto visitor = in.take<uint8_t>() % 4 == 0 ? in.take<uint64_t>() : in.take<uint8_t>();
        state.add(visitor, in.take<uint32_t>() % (cell_count(canvas) + 1));
    }
    StoredBox stored = state.stored();
    if (kind == 3) {
        stored[operations.pick(4, static_cast<uint32_t>(stored.size()) - 1)] ^=
            operations.take<uint8_t>();
        check_stored(stored);
        return;
    }
    check_stored(stored);
    check_state_bytes(std::move(state), &operations);
}
