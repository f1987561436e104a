// journey_agg and window_funnel: events that are appended to the journeys of actors.

#include <algorithm>

#include "pg/funnel/question.hpp"
#include "pg/scan/aggregate.hpp"

namespace heatmap::scan {

namespace {

using journey::Event;
using journey::Parameters;
using journey::State;

struct Journeys : Aggregate {
    Method method;
    Parameters parameters;
    char *note;        // of the parameters
    bool skips_breaks; // rows without a step do not matter
    int ts;            // a column
    int *steps;        // conditions of the reader
    uint32_t n_steps;
};

bool HasTimestamps(Method method) {
    return method == Method::journey || method == Method::funnel || method == Method::funnel_modes;
}

bool HasModes(Method method) {
    return method == Method::funnel_modes || method == Method::funnel_bigint_modes;
}

// Takes over the window and the modes of window_funnel.
void FindParameters(Journeys &journeys) {
    if (journeys.method == Method::journey)
        return;
    for (int i = 0; i < journeys.n_fixed; i++)
        if (journeys.fixed[i].null)
            journey::RaiseNullParameter();
    const Datum window = journeys.fixed[0].value;
    journeys.parameters.window = HasTimestamps(journeys.method)
                                     ? static_cast<uint64_t>(DatumGetInt64(window))
                                     : funnel::WindowOfBigint(DatumGetInt64(window));
    const uint64_t length = journeys.parameters.window;
    journeys.parameters.tag = funnel::tag_of({journeys.n_steps, length, 0});
    if (HasModes(journeys.method)) {
        Parameters parameters =
            funnel::ParametersOf(DatumGetTextPP(journeys.fixed[1].value), length, journeys.n_steps,
                                 HasTimestamps(journeys.method));
        // The memory of the groups is reset when some of them were returned.
        const std::string_view note = parameters.note;
        auto *copy = static_cast<char *>(
            MemoryContextAlloc(journeys.context->ecxt_per_query_memory, note.size() + 1));
        std::copy(note.begin(), note.end(), copy);
        parameters.note = {copy, note.size()};
        if (journeys.note != nullptr)
            pfree(journeys.note);
        journeys.note = copy;
        journeys.parameters = parameters;
    }
    journeys.skips_breaks = (journeys.parameters.tag & funnel::strict_order) == 0;
}

// The steps that each row of the batch matches.
void FindSteps(const Journeys &journeys, const Reader &reader, uint64_t *steps) {
    const int n = reader.rows();
    memset(steps, 0, sizeof(uint64_t) * n);
    for (uint32_t k = 0; k < journeys.n_steps; k++) {
        const bool *holds = reader.holds(journeys.steps[k]);
        for (int i = 0; i < n; i++)
            steps[i] |= uint64_t{holds[i]} << k;
    }
}

// Appends an event to a state in every case.
pg_noinline void AppendSlow(const Journeys &journeys, Event event, void **to) {
    auto *given = static_cast<State *>(*to);
    State *state = given;
    if (state == nullptr)
        state = new_state(
            {journeys.n_steps, journeys.parameters.tag, journeys.parameters.window, event.at,
             journeys.parameters.note},
            journey::shape_for(journeys.n_steps, 1, false, journeys.parameters.note.size()),
            server_memory);
    journey::CheckAppended(append(&state, &event, 1, server_memory));
    if (given != nullptr && state != given)
        pfree(given);
    *to = state;
}

void Add(Aggregate &aggregate, const Batch &batch) {
    auto &journeys = static_cast<Journeys &>(aggregate);
    const Reader &reader = batch.reader;
    const bool *holds = journeys.filter == no_condition ? nullptr : reader.holds(journeys.filter);
    const Column &ts = reader.column(journeys.ts);
    const bool timestamps = HasTimestamps(journeys.method);
    uint64_t steps[max_batch];
    FindSteps(journeys, reader, steps);
    const int n = reader.rows();
    // The states of many actors do not fit into the caches.
    const auto state_of = [&](int i) {
        return static_cast<State *>(batch.groups[i]->states[journeys.number].state);
    };
    for (int i = 0; i < n; i++)
        __builtin_prefetch(state_of(i));
    for (int i = 0; i < n; i++)
        if (state_of(i) != nullptr)
            journey::prefetch_end(*state_of(i));
    for (int i = 0; i < n; i++) {
        if (holds != nullptr && !holds[i])
            continue;
        if (journeys.EvaluateFixed())
            FindParameters(journeys);
        if (ts.nulls[i])
            continue;
        const int64_t at = timestamps ? FiniteTime(DatumGetTimestampTz(ts.values[i]))
                                      : DatumGetInt64(ts.values[i]);
        void **to = &batch.groups[i]->states[journeys.number].state;
        auto *state = static_cast<State *>(*to);
        // The first row makes the state, even if it does not matter.
        if (state != nullptr &&
            ((journeys.skips_breaks && steps[i] == 0) || append_event(*state, at, steps[i])))
            continue;
        AppendSlow(journeys, Event{at, steps[i]}, to);
    }
}

// The state itself: its stored form would lose which breaks lie between those of other parts.
Datum Result(const Aggregate &, const AggregateState &state, bool *null) {
    *null = state.state == nullptr;
    return state.value;
}

} // namespace

Aggregate *MakeJourneys(const Setup &setup) {
    const int end_fixed = setup.method == Method::journey ? 0 : HasModes(setup.method) ? 2 : 1;
    auto *journeys = NewAggregate<Journeys>(setup, 0, end_fixed);
    journeys->add = Add;
    journeys->result = Result;
    journeys->method = setup.method;
    Reader &reader = *setup.reader;
    journeys->ts = reader.NeedColumn(ArgumentOf(setup.aggref, end_fixed), setup.filter);
    const List *steps = StepsOf(setup.aggref, end_fixed + 1);
    journeys->steps = static_cast<int *>(palloc(sizeof(int) * list_length(steps)));
    ListCell *cell;
    foreach (cell, steps)
        journeys->steps[journeys->n_steps++] =
            reader.NeedCondition(static_cast<Expr *>(lfirst(cell)), setup.filter);
    return journeys;
}

} // namespace heatmap::scan
