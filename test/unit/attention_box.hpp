// What the unit tests and the fuzzer of attention share: memory for a state, grown by the rules of
// src/pg, and a loop over bands to compare it with. Nothing here depends on GoogleTest.
#pragma once

#include "core/attention.hpp"
#include "unit/boxes.hpp"

namespace heatmap::test {

struct Interval {
    double top, bottom, seconds;
};

class AttentionBox : public Box<AttentionState> {
public:
    using Box::Box;

    explicit AttentionBox(const Canvas &canvas) : AttentionBox(canvas, attention_size(canvas, 0)) {
    }

    AttentionBox(const Canvas &canvas, size_t size) : Box(size) {
        init_attention(&get(), size, canvas, no_poll);
    }

    bool valid() const {
        return check_attention(get(), size());
    }

    bool dense() const {
        return get().kind == AttentionKind::dense;
    }

    // A copy of another size, which takes its place.
    Status resize(size_t new_size) {
        AttentionBox copy(get().canvas, new_size);
        const Status status = add_attention(copy.get(), get(), no_poll);
        if (status == Status::ok)
            *this = std::move(copy);
        return status;
    }

    Status make_dense() {
        return dense() ? Status::ok : resize(dense_attention_size(get().canvas));
    }

    Status reserve(size_t more) {
        if (dense() || size() - sizeof(AttentionState) - get().used >= more)
            return Status::ok;
        return resize(attention_size(get().canvas, get().used + more));
    }

    Status add(const Interval &i) {
        for (size_t done = 0;;) {
            Status status = add_intervals(get(), size(), &i.top, &i.bottom, &i.seconds, 1, &done);
            if (status == Status::full)
                status = reserve(max_span_size);
            if (status != Status::ok || done == 1)
                return status;
        }
    }

    Status remove(const Interval &i) {
        const Status status = make_dense();
        return status != Status::ok ? status : remove_interval(get(), i.top, i.bottom, i.seconds);
    }

    Status add(const AttentionBox &other) {
        const Status status = other.dense() ? make_dense() : reserve(other.get().used);
        return status != Status::ok ? status : add_attention(get(), other.get(), no_poll);
    }

    std::vector<double> seconds() const {
        AttentionBox copy = *this;
        std::vector<double> seconds(get().canvas.rows);
        if (copy.make_dense() == Status::ok)
            band_seconds(copy.get(), no_poll, seconds.data());
        return seconds;
    }
};

// Every band of every interval: its time multiplied by the part that was on the screen.
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
        if (micros != 0) // however far beyond
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

} // namespace heatmap::test
