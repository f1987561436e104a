// The modes of a funnel: what a chain of steps must look like beyond the default.
#pragma once

#include <cstddef>
#include <cstdint>

namespace heatmap {

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

} // namespace heatmap
