// Arbitrary bytes as the state of attention_agg: a state that check_state() accepts can be added
// to, combined, copied and read, or is found to be damaged. Intervals of arbitrary numbers give the
// same as a loop over bands.

#include "fuzz/fuzz.hpp"
#include "unit/scroll/attention_box.hpp"

namespace heatmap::scroll {
using namespace test;
namespace {

constexpr uint32_t most_bands = 5000; // large states are slow, not wrong

Interval take_interval(Input *in, double height) {
    const auto take = [in](double unit) {
        return in->take<uint8_t>() < 16 ? in->take<double>() : in->take<int16_t>() / 20000.0 * unit;
    };
    const double top = take(height), bottom = take(height), seconds = std::fabs(take(100));
    return Interval{top < bottom ? top : bottom, top < bottom ? bottom : top, seconds};
}

void check_bytes(AttentionBox box, Input *in) {
    if (!box.valid() || box.get().form == Form::none || box.get().canvas.rows > most_bands)
        return;
    while (!in->empty()) {
        const auto kind = in->take<uint8_t>() % 6;
        if (kind == 0)
            box.remove(take_interval(in, box.get().canvas.ymax));
        else if (kind == 1)
            box.add(AttentionBox(box));
        else if (kind == 2)
            box.seconds();
        else
            box.add(take_interval(in, box.get().canvas.ymax));
        REQUIRE(box.valid());
    }
    box.seconds();
}

void check_intervals(const Canvas &canvas, Input *in) {
    AttentionBox box(canvas), other(canvas);
    AttentionModel model(canvas);
    std::vector<Interval> added;
    while (!in->empty()) {
        const Interval interval = take_interval(in, canvas.ymax);
        const auto kind = in->take<uint8_t>() % 8;
        if (kind == 0 && !added.empty()) {
            REQUIRE(box.remove(added.back()) == Status::ok);
            model.add(added.back(), -1);
            added.pop_back();
        } else if (kind < 3) {
            if (other.add(interval) == Status::ok)
                model.add(interval, 1);
        } else if (box.add(interval) == Status::ok) {
            model.add(interval, 1);
            added.push_back(interval);
        }
        REQUIRE(box.valid());
    }
    if (box.add(other) != Status::ok) // more time than is allowed in all
        return;
    REQUIRE(box.seconds() == model.seconds());
    REQUIRE(box.get().outside == model.outside());
}

} // namespace
} // namespace heatmap::scroll

void heatmap::test::run(Input in) {
    using namespace heatmap::scroll;
    const auto kind = in.take<uint8_t>() % 3;
    if (kind == 0) {
        Canvas canvas;
        if (make_canvas(0, 0, 1, in.take<double>(), 1, 1 + in.take<uint16_t>() % most_bands,
                        &canvas) == CanvasError::none)
            check_intervals(canvas, &in);
        return;
    }
    uint8_t choices[64];
    for (uint8_t &byte : choices)
        byte = in.take<uint8_t>();
    Input operations(choices, sizeof(choices));
    if (kind == 1) {
        check_bytes(AttentionBox(in.rest()), &operations);
        return;
    }
    AttentionBox box(canvas_of(1, 1 + in.take<uint8_t>() * 4u, 0, 0, 1, 1000));
    for (uint32_t n = in.pick(0, 20); n > 0; n--)
        box.add(take_interval(&in, 1000));
    for (uint32_t n = in.pick(1, 4); n > 0; n--)
        box[in.pick(4, static_cast<uint32_t>(box.size()) - 1)] = in.take<uint8_t>();
    check_bytes(std::move(box), &operations);
}
