// Funnels: how many actors reached each step, and how long they took for it, as a stored value and
// as the state of a running aggregate.
//
// Stored form:
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

#include "core/funnel/chain.hpp"
#include "core/stats/sketch.hpp"
#include "core/base/uint128.hpp"

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

inline bool same_question(const Header &a, const Header &b) noexcept {
    return a.steps == b.steps && a.modes == b.modes && a.window == b.window;
}

// Those who reached a step, at most 2^63 - 1, and the sum of their times from the step before.
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

struct State {
    Header head;
    uint32_t slots; // of the hash table, a power of two
    uint32_t used;
    // StepCount[head.steps], then TimeCount[slots]; a free slot has count 0
};
static_assert(sizeof(State) == 24);

size_t state_size(uint32_t steps, uint32_t slots) noexcept;

// Makes an empty state; head.steps, .modes and .window are taken from `like`. Every byte is
// written.
void init_state(State *state, const Header &like, uint32_t slots) noexcept;

// The slots that a state needs to take `more` further buckets; its own if it has room.
uint32_t slots_for(uint32_t slots, uint32_t used, uint32_t more) noexcept;

// Is this state, of `size` bytes, one that load_state() can read? Whether its counts agree with
// each other says check_counts(), once they are loaded.
bool check_state(const State &state, size_t size) noexcept;

// Adds an actor. The state has room for chain.level buckets. False if a count would leave its
// range: the state is spoilt.
bool add_chain(State &state, const Chain &chain) noexcept;

// Adds a funnel of the same question, for whose n_times buckets there is room.
bool add_counts(State &state, const Counts &counts) noexcept;

// What the state has counted. `counts.times` has room for state.used.
void load_state(const State &state, Counts *counts) noexcept;

// Is the header one of a stored funnel?
bool check_header(const Header &head, size_t size) noexcept;

// Reads a stored funnel whose header was checked. `counts.times` has room for size / 2,
// or for max_steps * stats::max_buckets and one more. False if the bytes are not a funnel in
// canonical form.
bool decode(const Header &head, size_t size, Counts *counts) noexcept;

// The size of the stored form.
size_t stored_size(uint32_t steps, const Counts &counts) noexcept;

// Writes it, but for the length word; head.steps, .modes and .window are taken from `like`.
void encode(const Header &like, const Counts &counts, Header *out) noexcept;

// Could these be the counts of a funnel? What decode() checks, for counts from elsewhere.
bool check_counts(uint32_t steps, const Counts &counts) noexcept;

// The average time from the step before, to the nearest whole number; step.reached is not 0.
uint64_t average_time(const StepCount &step) noexcept;

// The time that 1 in `part` of those who reached a step (from 1) exceeded: 2 = the median, 10 = the
// 90th percentile, as percentile_disc() defines it. Exact below 128, else within 1%.
uint64_t time_quantile(const Counts &counts, uint32_t step, uint64_t part) noexcept;

} // namespace heatmap::funnel
