// What is asked of a journey: which of its conditions are the steps, the time within which they
// must be done, modes, which change what counts as a chain of steps, and clauses, which add
// conditions that a chain must meet. Steps and conditions count from 0.
#pragma once

#include <compare>
#include <cstdint>

#include "core/journey/state.hpp"

namespace heatmap::funnel {

using journey::Event;
using journey::is_break;
using journey::max_steps;
using journey::steps_upto;

// A set of the bits below.
using Modes = uint16_t;

inline constexpr Modes strict_increase = 1;       // times strictly increase from step to step
inline constexpr Modes strict_once = 2;           // a row fills only one step of a chain
inline constexpr Modes strict_order = 4;          // nothing else may come between
inline constexpr Modes allow_reentry = 8;         // strict_order, but a step out of turn may come
inline constexpr Modes strict_deduplication = 16; // no step from 2 on may be repeated
inline constexpr Modes any_order = 32;            // steps in any order, each by another row

inline constexpr unsigned mode_count = 6;
inline constexpr const char *mode_names[mode_count] = { // by bit
    "strict_increase", "strict_once",          "strict_order",
    "allow_reentry",   "strict_deduplication", "any_order"};

// Returns whether these bits stand for modes that can be asked for together.
bool modes_agree(Modes modes) noexcept;

// A window without an end. Funnels of times that somebody else chose have it.
inline constexpr uint64_t no_window = UINT64_MAX;

// A chain does not count when the condition holds strictly between its steps `from` and `to`.
struct Exclusion {
    uint8_t condition, from, to;

    auto operator<=>(const Exclusion &) const = default;
};

inline constexpr uint32_t max_exclusions = 64;

// What a question asks beyond steps, window and modes.
struct Clauses {
    bool chosen;                  // the steps are those of `condition`, not the default
    uint8_t condition[max_steps]; // of each step
    uint32_t n_exclusions;
    Exclusion exclusions[max_exclusions]; // in order
    uint64_t limited;                     // the steps that have a limit
    uint64_t limit[max_steps];            // of the time since the step before, inclusive
    uint64_t optional;                    // the steps that may be skipped

    // Returns whether both ask the same of a chain. Which conditions are the steps need not be the
    // same when neither chose them.
    bool operator==(const Clauses &other) const noexcept;
};

struct Question {
    uint32_t steps;
    uint64_t window; // inclusive; same unit as the events' times
    Modes modes;
    const Clauses *clauses = nullptr; // null if there are none

    bool operator==(const Question &other) const noexcept;

    uint64_t optional() const noexcept {
        return clauses != nullptr ? clauses->optional : 0;
    }
};

// Returns whether the question limits the time between steps, or has optional ones. Its chains are
// then not found by taking each step as early as possible.
inline bool has_limits(const Question &question) noexcept {
    return question.clauses != nullptr &&
           (question.clauses->limited | question.clauses->optional) != 0;
}

// The last step before this one that is not optional; step 0 is its own.
inline uint32_t step_before(const Question &question, uint32_t step) noexcept {
    uint32_t before = step == 0 ? 0 : step - 1;
    while ((question.optional() >> before & 1) != 0)
        before--;
    return before;
}

inline uint32_t exclusions_of(const Question &question) noexcept {
    return question.clauses != nullptr ? question.clauses->n_exclusions : 0;
}

// Bits in a state's tag. The first says that the state is one of window_funnel: it has a question,
// with its modes in the other bits of the tag. The second says that there are clauses, as text in
// the state's note. A state of a journey has neither.
inline constexpr uint16_t has_question = 1u << 15;
inline constexpr uint16_t has_clauses = 1u << 14;

inline uint16_t tag_of(const Question &question) noexcept {
    return static_cast<uint16_t>(has_question | (question.clauses != nullptr ? has_clauses : 0u) |
                                 question.modes);
}

inline Modes modes_of_tag(uint16_t tag) noexcept {
    return static_cast<Modes>(tag & ~(has_question | has_clauses));
}

} // namespace heatmap::funnel
