// Funnels: how many actors reached each step, and how long they took for it, and their stored form:
//
//     offset size
//          0    4  PostgreSQL's length word
//          4    1  form: 1
//          5    1  number of steps, 1 .. 64
//          6    2  modes
//          8    8  window, microseconds
//     16    -  for each step, varints: how many actors reached it; from the second step on, if
//              that is not 0, also the sum of their times from the step before (its low 63 bits,
//              then the rest), the number of buckets, and for each bucket of those times, in
//              ascending order, its number minus that of the bucket before (minus 0 for the
//              first), and its count
//
// The form is canonical: no bucket has count 0, the counts of a step add up to the number of actors
// who reached it, bucket numbers strictly increase, no step is reached by more actors than the one
// before, and the sum is possible for times in these buckets.
#pragma once

#include <cstddef>

#include "core/base/memory.hpp"
#include "core/base/uint128.hpp"
#include "core/funnel/question.hpp"
#include "core/stats/sketch.hpp"

namespace heatmap::funnel {

enum class Form : uint8_t { stored = 1, state = 128 };

struct Header {
    uint32_t vl_len;
    Form form;
    uint8_t steps;
    Modes modes;
    uint64_t window;
};
static_assert(sizeof(Header) == 16);

inline Question question_of(const Header &head) noexcept {
    return Question{head.steps, head.window, head.modes};
}

// The largest count that a funnel can have.
inline constexpr uint64_t max_reached = UINT64_MAX >> 1;

// How many actors reached a step, at most max_reached, and the sum of their times from the step
// before.
struct StepCount {
    uint64_t reached;
    uint64_t sum_low, sum_high; // of 128 bits
};

inline uint128 sum_of(const StepCount &step) noexcept {
    return uint128{step.sum_high} << 64 | step.sum_low;
}

inline void set_sum(StepCount &step, uint128 sum) noexcept {
    step.sum_low = static_cast<uint64_t>(sum);
    step.sum_high = static_cast<uint64_t>(sum >> 64);
}

// How many times of a step (from step 1 on) fell into a bucket. Ordered by key.
struct TimeCount {
    uint32_t key; // step * stats::max_buckets + bucket
    uint64_t count;
};

// The contents of a funnel. The time counts are in order of their keys.
struct Counts {
    StepCount steps[max_steps];
    TimeCount *times;
    uint32_t n_times;
};

// Fills a header, except for its length word.
void write_question(const Question &question, Form form, Header *head) noexcept;

// Returns whether this is the header of a stored funnel.
bool check_header(const Header &head, size_t size) noexcept;

// Reads a stored funnel whose header was checked. `counts.times` has room for size / 2 entries, or
// for max_steps * max_buckets + 1 if that is fewer. False if the bytes are not a funnel in
// canonical form.
bool decode(const Header &head, size_t size, Counts *counts) noexcept;

// A new stored funnel.
Header *store(const Question &question, const Counts &counts, const Memory &memory) noexcept;

// Returns whether these can be the counts of a funnel. decode() checks the same; this is for counts
// that come from elsewhere.
bool check_counts(uint32_t steps, const Counts &counts) noexcept;

// The average time from the step before, to the nearest whole number; step.reached is not 0.
uint64_t average_time(const StepCount &step) noexcept;

// A quantile of the times from the step before, for a step >= 1: one in `part` of the actors who
// reached the step took longer (2 = the median, 10 = the 90th percentile, as percentile_disc()
// defines them). Exact below 128, otherwise within 1%.
uint64_t time_quantile(const Counts &counts, uint32_t step, uint64_t part) noexcept;

} // namespace heatmap::funnel
