// What is asked of a journey: how many steps, within which time, and the modes, which say what a
// chain of steps must look like beyond the default.
#pragma once

#include <cstddef>
#include <cstdint>

#include "core/journey/state.hpp"

namespace heatmap::funnel {

using journey::Event;
using journey::is_break;
using journey::max_steps;
using journey::steps_upto;

// A set of these.
using Modes = uint16_t;

inline constexpr Modes strict_increase = 1;      // times strictly increase from step to step
inline constexpr Modes strict_once = 2;          // a row fills only one step of a chain
inline constexpr Modes strict_order = 4;         // nothing else may come between
inline constexpr Modes strict_deduplication = 8; // no step from 2 on may be repeated
inline constexpr Modes any_order = 16;           // steps in any order, each by another row

inline constexpr unsigned mode_count = 5;
extern const char *const mode_names[mode_count]; // by bit

// Long enough for every list of modes, its end included.
inline constexpr size_t modes_length = 96;

enum class ModesError { none, unknown, contradiction };

struct ParsedModes {
    Modes modes;
    ModesError error;
    // Of an unknown mode: where it stands in the text.
    const char *name;
    size_t length;
    // The two that contradict each other.
    const char *a, *b;
};

// Reads a comma-separated list; blanks around a name are ignored, and so is a name that is
// repeated. An empty or blank text is the default mode.
ParsedModes parse_modes(const char *text, size_t length) noexcept;

// Do these bits stand for modes that can be asked for together?
bool modes_agree(Modes modes) noexcept;

// Writes the list that parse_modes() reads, with its end; `out` has room for modes_length.
void write_modes(Modes modes, char *out) noexcept;

struct Question {
    uint32_t steps;  // no event has a bit above
    uint64_t window; // inclusive; same unit as the events' times
    Modes modes;

    bool operator==(const Question &) const = default;
};

// The tag of a state of window_funnel: it knows its question, which a journey does not.
inline constexpr uint16_t has_question = 1u << 15;

inline uint16_t tag_of(Modes modes) noexcept {
    return has_question | modes;
}

// Does the state have a question that can be asked?
inline bool check_question(const journey::State &state) noexcept {
    return (state.tag & has_question) != 0 &&
           modes_agree(static_cast<Modes>(state.tag & ~has_question));
}

// The question of a state that has one.
inline Question question_of(const journey::State &state) noexcept {
    return Question{state.steps, state.window, static_cast<Modes>(state.tag & ~has_question)};
}

} // namespace heatmap::funnel
