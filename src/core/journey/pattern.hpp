// Patterns of events, in the language of ClickHouse's sequenceMatch:
//
//     (?1)        an event that matches condition 1
//     .           any event
//     .*          any number of events
//     (?t<=3600)  the events before and behind it are at most 3600 seconds apart; there may be
//                 others between them. Also <, >, >= and ==; several of them in a row must all hold
//
// Everything else is directly behind what stands before it. Blanks around elements are ignored. An
// event fits one element only. Events that match no condition do not count: journeys do not keep
// all of them. Events are in order of time, and at one time in the order of their conditions as
// bits.
//
// A pattern is at most 64 events long. The search takes time in proportion to the number of events,
// times the number of the pattern's time limits.
#pragma once

#include <string_view>

#include "core/base/memory.hpp"
#include "core/journey/event.hpp"

namespace heatmap::journey {

inline constexpr uint32_t max_pattern = 64;

// How an event of a pattern follows the one before it.
enum class Follows : uint8_t { directly, anywhere, in_time };

struct PatternEvent {
    Follows follows;
    bool any;             // any event, else one that matches:
    uint8_t condition;    // from 0
    uint64_t least, most; // microseconds since the event before it, if in_time; both inclusive
};

struct Pattern {
    uint32_t n;
    PatternEvent events[max_pattern];
};

enum class PatternError {
    none,
    syntax,       // at `at`, which begins no element
    condition,    // `number` is no condition
    time_at_end,  // a time without an event on both sides
    time_at_star, // a time beside .*
    time_range,   // a time out of range
    empty,        // no events
    too_long,
};

struct ParsedPattern {
    PatternError error;
    size_t at; // in the text, counted from 0
    uint32_t number;
    Pattern pattern;
};

// Reads a pattern over so many conditions.
void parse_pattern(std::string_view text, uint32_t conditions, ParsedPattern *parsed) noexcept;

// How many matches there are among sorted events one behind the other, none of which begins before
// the last one has ended: the most that are possible. Stops at `most`.
uint32_t count_matches(const Event *events, uint32_t n, const Pattern &pattern, uint32_t most,
                       const Memory &memory) noexcept;

// Finds a match: the one that ends first, of those the one that begins last, and of those the one
// with each event as early as possible. Writes the times of its events to `times`, which has room
// for pattern.n. False if there is none.
bool find_match(const Event *events, uint32_t n, const Pattern &pattern, const Memory &memory,
                int64_t *times) noexcept;

} // namespace heatmap::journey
