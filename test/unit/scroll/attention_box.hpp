// What the unit tests and the fuzzer of attention share: a state, and a loop over bands to compare
// it with. Nothing here depends on GoogleTest.
#pragma once

#include "core/scroll/attention.hpp"
#include "unit/grid/helpers.hpp"

namespace heatmap::scroll {
using namespace test;
using grid::canvas_of;
using grid::max_cells;

struct Interval {
    double top, bottom, seconds;
};

class AttentionBox : public Box<State> {
public:
    using Box::Box;

    explicit AttentionBox(const Canvas &canvas) : AttentionBox(canvas, size_for(canvas, 0)) {
    }

    AttentionBox(const Canvas &canvas, size_t size) : Box(new_state(canvas, size, test_memory)) {
    }

    bool valid() const {
        return check_state(get());
    }

    bool dense() const {
        return get().form == Form::dense;
    }

    Status add(const Interval &i) {
        size_t done = 0;
        return change([&](State **state) {
            return add_intervals(state, &i.top, &i.bottom, &i.seconds, 1, &done, test_memory);
        });
    }

    Status remove(const Interval &i) {
        return change([&](State **state) {
            return remove_interval(state, i.top, i.bottom, i.seconds, test_memory);
        });
    }

    Status add(const AttentionBox &other, const Memory &memory = test_memory) {
        return change([&](State **state) { return add_state(state, other.get(), memory); });
    }

    std::vector<double> seconds() const {
        AttentionBox copy = *this;
        std::vector<double> seconds(get().canvas.rows);
        if (copy.change([](State **state) { return make_dense(state, test_memory); }) == Status::ok)
            band_seconds(copy.get(), no_poll, seconds.data());
        return seconds;
    }
};

// The reference: adds to each band the interval's time multiplied by the part of the band that was
// on the screen.
class AttentionModel {
public:
    explicit AttentionModel(const Canvas &canvas) : canvas_(canvas), time_(canvas.rows) {
    }

    void add(const Interval &i, int64_t sign) {
        const double n = canvas_.rows, micros = std::rint(i.seconds * 1e6);
        const double from = i.top * n / canvas_.ymax, to = i.bottom * n / canvas_.ymax;
        const double low = std::min(std::max(from, 0.0), n), high = std::min(std::max(to, 0.0), n);
        for (size_t band = 0; band < time_.size(); band++) {
            const auto top = static_cast<double>(band);
            const double part = std::min(high, top + 1) - std::max(low, top);
            if (part > 0)
                time_[band] += count(micros * part, sign);
        }
        if (micros != 0) // otherwise 0 times infinity would be NaN
            outside_ += count(micros * ((low - from) + (to - high)), sign);
    }

    std::vector<double> seconds() const {
        std::vector<double> seconds;
        for (uint64_t time : time_)
            seconds.push_back(static_cast<double>(static_cast<int64_t>(time)) / 1e6);
        return seconds;
    }

    int64_t outside() const {
        return static_cast<int64_t>(outside_);
    }

private:
    static uint64_t count(double micros, int64_t sign) {
        return static_cast<uint64_t>(sign) * static_cast<uint64_t>(std::rint(micros));
    }

    Canvas canvas_;
    std::vector<uint64_t> time_; // unsigned, so that sums too large for a state wrap
    uint64_t outside_ = 0;
};

} // namespace heatmap::scroll
