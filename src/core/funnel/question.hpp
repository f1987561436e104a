// What is asked of a journey: the number of steps, the time within which they must be done, and
// modes, which change what counts as a chain of steps.
#pragma once

#include <cstddef>
#include <cstdint>

#include "core/journey/state.hpp"

namespace heatmap::funnel {

using journey::Event;
using journey::is_break;
using journey::max_steps;
using journey::steps_upto;

// A set of the bits below.
using Modes = uint16_t;

inline constexpr Modes strict_increase = 1;      // times strictly increase from step to step
inline constexpr Modes strict_once = 2;          // a row fills only one step of a chain
inline constexpr Modes strict_order = 4;         // nothing else may come between
inline constexpr Modes strict_deduplication = 8; // no step from 2 on may be repeated
inline constexpr Modes any_order = 16;           // steps in any order, each by another row

inline constexpr unsigned mode_count = 5;
extern const char *const mode_names[mode_count]; // by bit

// Room for every list of modes, including its terminating NUL.
inline constexpr size_t modes_length = 96;

enum class ModesError { none, unknown, contradiction };

struct ParsedModes {
    Modes modes;
    ModesError error;
    // If the error is `unknown`: the mode as it stands in the text.
    const char *name;
    size_t length;
    // If the error is `contradiction`: the names of two modes that contradict each other.
    const char *a, *b;
};

// Reads a comma-separated list; blanks around a name are ignored, and so is a name that is
// repeated. An empty or blank text is the default mode.
ParsedModes parse_modes(const char *text, size_t length) noexcept;

// Returns whether these bits stand for modes that can be asked for together.
bool modes_agree(Modes modes) noexcept;

// Writes the list that parse_modes() reads, NUL-terminated; `out` has room for modes_length.
void write_modes(Modes modes, char *out) noexcept;

// A window without an end. Funnels of times that somebody else chose have it.
inline constexpr uint64_t no_window = UINT64_MAX;

struct Question {
    uint32_t steps;  // events have no bits above these
    uint64_t window; // inclusive; same unit as the events' times
    Modes modes;

    bool operator==(const Question &) const = default;
};

// The bit in a state's tag that says that the state is one of window_funnel. Such a state has a
// question, with its modes in the other bits of the tag. A state of a journey has none.
inline constexpr uint16_t has_question = 1u << 15;

inline uint16_t tag_of(Modes modes) noexcept {
    return has_question | modes;
}

// Returns whether the state has a valid question.
inline bool check_question(const journey::State &state) noexcept {
    return (state.tag & has_question) != 0 &&
           modes_agree(static_cast<Modes>(state.tag & ~has_question));
}

// The question of a state that has one.
inline Question question_of(const journey::State &state) noexcept {
    return Question{state.steps, state.window, static_cast<Modes>(state.tag & ~has_question)};
}

} // namespace heatmap::funnel
