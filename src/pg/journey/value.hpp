// Journeys in the server's memory: from arguments to the core's forms and back.
#pragma once

#include "core/journey/state.hpp"
#include "pg/base/aggregate.hpp"
#include "pg/base/errors.hpp"
#include "pg/base/memory.hpp"

#include "pg/base/time.hpp"

namespace heatmap::journey {

struct Journey {
    uint32_t steps;
    uint32_t n;
    Event *events; // in order
    Form form = Form::stored;
};

// Argument n of a function, detoasted but not checked.
inline const Header *GetHeader(FunctionCallInfo fcinfo, int n) {
    return reinterpret_cast<const Header *>(PG_DETOAST_DATUM(PG_GETARG_DATUM(n)));
}

// The events of a state, in order.
Journey SortedEvents(const State &state);

// The events of a stored journey or of a state, in order. A damaged value, or a state of
// window_funnel, is an error.
Journey Load(const Header *head);

// The same, but a state is an open journey, which keeps all that other states may need.
Journey LoadWhole(const Header *head);

// The stored form, without breaks that cannot matter; open if the journey is.
Header *Store(const Journey &journey);

// Aggregate states, for pg/base/aggregate.hpp.
struct JourneyState {
    using State = journey::State;
    static constexpr Form form = Form::stored;

    static const Header *GetHeader(FunctionCallInfo fcinfo, int n) {
        return journey::GetHeader(fcinfo, n);
    }

    static const State *AsState(const Header *head, bool own);
    static State *FromStored(const Header *head);

    static bool IsEmpty(const State &) {
        return false;
    }

    static Header *Store(const State &state);
};

// The same, for aggregates whose results are open.
struct OpenJourneyState : JourneyState {
    static constexpr Form form = Form::open;
    static Header *Store(const State &state);
};

// States of type bytea: they travel between servers as they are, with window, mode and all breaks.
// Users can define an aggregate of their own whose first state is any bytea, so even the state of
// an executor node is not trusted: its header is checked for each row, and its events when they are
// read. Called by hand, the functions return states.
struct ByteaJourneyState {
    using State = journey::State;

    static const State *GetHeader(FunctionCallInfo fcinfo, int n) {
        return GetByteaState<State>(fcinfo, n);
    }

    static const State *AsState(const State *state, bool own);

    static bool IsEmpty(const State &) {
        return false;
    }

    static const State *Store(const State &state) {
        return &state;
    }
};

// Raises an error if the state cannot take more events.
void CheckAppended(Status status);

// The parameters of an aggregate in the form that its state keeps.
struct Parameters {
    uint16_t tag = 0;
    uint64_t window = 0;
    std::string_view note = {};

    bool operator==(const Parameters &) const = default;
};

inline Parameters ParametersOf(const State &state) {
    return Parameters{state.tag, state.window, note_of(state)};
}

// The error for a parameter of an aggregate that is NULL.
[[noreturn]] void RaiseNullParameter();

void CheckSameSteps(uint32_t a, uint32_t b);

// Raises an error unless the state has these parameters, which are the same for every row.
void CheckSameParameters(const State &state, const Parameters &parameters);

} // namespace heatmap::journey
