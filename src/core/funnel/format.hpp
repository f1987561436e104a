// Funnels: how many actors reached each step, and how long they took for it, and their stored form:
//
//     offset size
//          0    4  PostgreSQL's length word
//          4    1  form: 1
//          5    1  number of steps, 1 .. 64
//          6    2  modes
//          8    8  window, microseconds
//         16    -  for each step, varints: how many reached it; from step 2 on, if that is not 0,
//                  also the sum of the times from the step before (its low 63 bits, the rest),
//                  the number of buckets, and for each bucket of those times, ascending, how far
//                  its number is above the one before (the first: above 0), and its count
//
// Canonical: counts of buckets are not 0 and add up to those who reached the step, numbers of
// buckets strictly increase, no step is reached by more than the one before, and the sum is one
// that numbers in these buckets can have.
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

// No count is larger.
inline constexpr uint64_t max_reached = UINT64_MAX >> 1;

// Those who reached a step, at most max_reached, and the sum of their times from the step before.
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

// How many times of a step (from 1 = step 2) fell into a bucket. Ordered by key.
struct TimeCount {
    uint32_t key; // step * stats::max_buckets + bucket
    uint64_t count;
};

// All that a funnel says. The counts are in order of their keys.
struct Counts {
    StepCount steps[max_steps];
    TimeCount *times;
    uint32_t n_times;
};

// Fills a header, but for the length word.
void write_question(const Question &question, Form form, Header *head) noexcept;

// Is the header one of a stored funnel?
bool check_header(const Header &head, size_t size) noexcept;

// Reads a stored funnel whose header was checked. `counts.times` has room for size / 2, or for
// max_steps * max_buckets and one more. False if the bytes are not a funnel in canonical form.
bool decode(const Header &head, size_t size, Counts *counts) noexcept;

// A new stored funnel.
Header *store(const Question &question, const Counts &counts, const Memory &memory) noexcept;

// Could these be the counts of a funnel? What decode() checks, for counts from elsewhere.
bool check_counts(uint32_t steps, const Counts &counts) noexcept;

// The average time from the step before, to the nearest whole number; step.reached is not 0.
uint64_t average_time(const StepCount &step) noexcept;

// The time that 1 in `part` of those who reached a step (from 1) exceeded: 2 = the median, 10 = the
// 90th percentile, as percentile_disc() defines it. Exact below 128, else within 1%.
uint64_t time_quantile(const Counts &counts, uint32_t step, uint64_t part) noexcept;

} // namespace heatmap::funnel
