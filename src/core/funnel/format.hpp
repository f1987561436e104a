// Funnels: how many actors reached each step, and how long they took for it, and their stored form:
//
//     offset size
//          0    4  PostgreSQL's length word
//          4    1  form: 1
//          5    1  number of steps, 1 .. 64
//          6    2  modes
//          8    8  window, microseconds
//     16    -  varint: number of bytes of the clauses; their text in canonical form (mode.hpp)
//           -  for each step, varints: how many actors reached it; from the second step on, if that
//              is not 0, also their times since the step before, and, if that is not the first
//              step, their times since the first step. Times are the sum (its low 63 bits, then the
//              rest), the number of buckets, and for each bucket of the times, in ascending order,
//              its number minus that of the bucket before (minus 0 for the first), and its count
//
// "The step before" is the last one before that is not optional. The form is canonical: no bucket
// has count 0, the counts of all times of a step add up to the number of actors who reached it,
// bucket numbers strictly increase, no step is reached by more actors than the one before, and each
// sum is possible for times in these buckets.
#pragma once

#include <cstddef>

#include "core/base/memory.hpp"
#include "core/base/uint128.hpp"
#include "core/funnel/mode.hpp"
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

// The largest count that a funnel can have.
inline constexpr uint64_t max_reached = UINT64_MAX >> 1;

// The sum of times, of 128 bits.
struct Sum {
    uint64_t low, high;

    uint128 get() const noexcept {
        return uint128{high} << 64 | low;
    }

    void set(uint128 sum) noexcept {
        low = static_cast<uint64_t>(sum);
        high = static_cast<uint64_t>(sum >> 64);
    }
};

// From which step the times of a step count: from the step before it, or from step 0. There are no
// separate times from step 0 when that is the step before.
enum Since : uint32_t { since_before, since_first };

// How many actors reached a step, at most max_reached, and the sums of their times.
struct StepCount {
    uint64_t reached;
    Sum sums[2]; // by Since
};

// How many times of a step (from step 1 on) fell into a bucket. Ordered by key.
struct TimeCount {
    uint32_t key; // of times_key(), plus the bucket
    uint64_t count;
};

inline constexpr uint32_t max_times = 2 * max_steps * stats::max_buckets;

// The first key of the times of a step.
inline uint32_t times_key(uint32_t step, Since since) noexcept {
    return (2 * step + since) * stats::max_buckets;
}

// Returns whether a step has separate times from step 0.
inline bool has_totals(const Question &question, uint32_t step) noexcept {
    return step > 0 && step_before(question, step) > 0;
}

// The contents of a funnel. The time counts are in order of their keys.
struct Counts {
    StepCount steps[max_steps];
    TimeCount *times;
    uint32_t n_times;
};

// Fills a header, except for its length word.
void write_header(const Question &question, Form form, Header *head) noexcept;

// Returns whether this is the header of a stored funnel.
bool check_header(const Header &head, size_t size) noexcept;

// Reads the question with these modes and clauses, which must be in canonical form. False if they
// are not.
bool parse_stored_question(const Header &head, std::string_view clauses, Mode *mode) noexcept;

// Reads a stored funnel whose header was checked. `counts.times` has room for size / 2 entries, or
// for max_times + 1 if that is fewer. False if the bytes are not a funnel in canonical form.
bool decode(const Header &head, size_t size, Mode *mode, Counts *counts) noexcept;

// A new stored funnel.
Header *store(const Question &question, const Counts &counts, const Memory &memory) noexcept;

// Returns whether these can be the counts of a funnel. decode() checks the same; this is for counts
// that come from elsewhere.
bool check_counts(const Question &question, const Counts &counts) noexcept;

// The times of a step >= 1 that was reached.
struct Times {
    const TimeCount *first, *last; // behind the last
    uint64_t n;
    uint128 sum;

    const TimeCount *begin() const noexcept {
        return first;
    }

    const TimeCount *end() const noexcept {
        return last;
    }

    static uint32_t bucket_of(const TimeCount &time) noexcept {
        return time.key % stats::max_buckets;
    }

    // To the nearest whole number.
    uint64_t average() const noexcept;

    // The time of this rank among all, from 1 on: exact below 128, otherwise within 1%.
    uint64_t at_rank(uint64_t rank) const noexcept;

    // A quantile: one in `part` of the actors who reached the step took longer (2 = the median, 10
    // = the 90th percentile, as percentile_disc() defines them).
    uint64_t quantile(uint64_t part) const noexcept {
        return at_rank(n - n / part);
    }
};

// This is not a constructor because a constructor that is not inline has an alias in the bitcode,
// which stops PostgreSQL's JIT compiler from inlining.
Times times_of(const Question &question, const Counts &counts, uint32_t step, Since since) noexcept;

} // namespace heatmap::funnel
