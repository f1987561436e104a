// The text of a mode, the language in which a question is put: a comma-separated list of modes and
// clauses, with blanks allowed around every word, number and sign.
//
//     strict_increase, strict_once, strict_order, allow_reentry, strict_deduplication, any_order
//     steps(condition, ...)             which conditions are the steps, in which order
//     exclude(condition [, from, to])   the condition does not hold between these two steps
//     within(step, time)                the step is at most so long after the step before it
//     optional(step)                    the step may be skipped
//
// Without steps(), every condition that no exclude() names is a step. Numbers count from 1.
#pragma once

#include <cstddef>
#include <string_view>

#include "core/funnel/question.hpp"

namespace heatmap::funnel {

enum class ModeError {
    none,
    unknown,            // `word` is no mode or clause
    malformed,          // `word` begins like a clause, but is none
    no_arguments,       // the clause `word` needs arguments
    takes_none,         // the mode `word` takes no arguments
    arguments,          // the clause `word` has too few or too many
    too_many,           // the clause `word` is given too often, or has too many steps
    twice,              // the clause `word` is given twice; if `a` is not 0, for step `a`
    no_condition,       // condition `a` of the clause `word` does not exist
    no_step,            // step `a` of the clause `word` does not exist
    not_in_order,       // the steps `a` and `b` of an exclusion
    needs_two_steps,    // an exclusion from a funnel of one step
    time,               // `word` is not a time
    time_varies,        // `word` has months or years
    first_step,         // the clause `word` for step 1
    contradiction,      // the modes or clauses `word` and `other`
    part_of_any_order,  // an exclusion from a part of a funnel in any order
    needs_strict_order, // allow_reentry alone
};

enum class TimeError { none, invalid, varies };

// Reads the time of a clause in the unit of the window.
using ParseTime = TimeError (*)(std::string_view text, uint64_t *time);

struct Mode {
    ModeError error;
    std::string_view word, other; // in the text that was read, or a name
    uint32_t a, b;
    Modes modes;
    uint32_t steps;
    bool with_clauses;
    Clauses clauses; // only if with_clauses

    // The question with this mode; refers to the clauses.
    Question question(uint64_t window) const noexcept {
        return Question{steps, window, modes, with_clauses ? &clauses : nullptr};
    }
};

// What is known of the funnel whose mode is read: how many conditions it has, or, if that is 0, how
// many steps; and modes beside those of the text.
struct FunnelSize {
    uint32_t conditions;
    uint32_t steps;
    Modes modes = 0;

    bool operator==(const FunnelSize &) const = default;
};

// Reads a mode. An empty or blank text is the default mode.
void parse_mode(std::string_view text, const FunnelSize &funnel, ParseTime parse_time,
                Mode *mode) noexcept;

// A time as write_time() and write_mode() write it: a whole number of days, hours, minutes, seconds,
// milliseconds or microseconds, or a number of an unknown unit, as 90 minutes or 90.
TimeError parse_written_time(std::string_view text, uint64_t *time) noexcept;

enum class TimeUnit { microseconds, unknown };

// Room for every time, including its terminating NUL.
inline constexpr size_t time_length = 40;

// Writes a time, NUL-terminated; microseconds as a number of the largest unit that divides them.
void write_time(uint64_t time, TimeUnit unit, char *out) noexcept;

// Room for every mode, including its terminating NUL.
inline constexpr size_t mode_length = 6144;

// Writes the modes and clauses in their canonical form, NUL-terminated, as parse_mode() reads it.
// The same question is always the same text. `out` has room for mode_length.
void write_mode(const Question &question, TimeUnit unit, char *out) noexcept;

// Writes the clauses alone.
void write_clauses(const Question &question, TimeUnit unit, char *out) noexcept;

// Reads the question of a state of window_funnel: its modes from the tag, and its clauses from the
// note. False if it has none that is valid.
bool parse_question(const journey::State &state, Mode *mode) noexcept;

} // namespace heatmap::funnel
