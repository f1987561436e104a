#include "pg/journey/value.hpp"

namespace heatmap::journey {

Journey SortedEvents(const State &state) {
    return Journey{state.steps, state.count, sorted_events(state, server_memory)};
}

Journey LoadWhole(const Header *head) {
    const State *state = JourneyState::AsState(head, false);
    if (state != nullptr) {
        if (!is_journey(*state))
            ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
                            errmsg("state of window_funnel is not a journey")));
        Journey journey = SortedEvents(*state);
        journey.n = drop_equal_breaks(journey.events, journey.n, CheckForInterrupts);
        journey.form = Form::open;
        return journey;
    }
    const uint32_t n = event_count(*head, size_of(head));
    auto *events = allocate<Event>(n, server_memory);
    if (!decode(*head, size_of(head), CheckForInterrupts, events))
        RaiseCorrupt("journey");
    return Journey{head->steps, n, events, head->form};
}

Journey Load(const Header *head) {
    Journey journey = LoadWhole(head);
    if (head->form >= Form::narrow) {
        journey.n = drop_repeated_breaks(journey.events, journey.n, CheckForInterrupts);
        journey.form = Form::stored;
    }
    return journey;
}

Header *Store(const Journey &journey) {
    return store(journey.events, journey.n, journey.steps, journey.form, server_memory);
}

const State *JourneyState::AsState(const Header *head, bool own) {
    if (size_of(head) < sizeof(Header) || head->form < Form::narrow)
        return nullptr;
    const auto *state = reinterpret_cast<const State *>(head);
    if (!own && !check_state(*state, CheckForInterrupts))
        RaiseCorrupt("journey");
    return state;
}

const State *ByteaJourneyState::AsState(const State *state, bool own) {
    if (own ? !check_state_header(*state) : !check_state(*state, CheckForInterrupts))
        Raise({ERRCODE_DATA_CORRUPTED, "invalid state of window_funnel"});
    return state;
}

State *JourneyState::FromStored(const Header *head) {
    const Journey journey = Load(head);
    const Shape shape = shape_for(journey.steps, journey.n, false);
    State *state = new_state({journey.steps, 0, 0, journey.events[0].at}, shape, server_memory);
    CheckAppended(append(&state, journey.events, journey.n, server_memory));
    return state;
}

namespace {

Header *StoreState(const State &state, Form form) {
    // A stored journey has no place for a window.
    if (!is_journey(state))
        ereport(ERROR, (errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
                        errmsg("window_funnel must be called as an aggregate")));
    Journey journey = SortedEvents(state);
    journey.form = form;
    return Store(journey);
}

} // namespace

Header *JourneyState::Store(const State &state) {
    return StoreState(state, form);
}

Header *OpenJourneyState::Store(const State &state) {
    return StoreState(state, form);
}

void CheckAppended(Status status) {
    switch (status) {
    case Status::ok:
        return;
    case Status::full:
        ereport(ERROR, (errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
                        errmsg("a journey cannot have more than %u events", max_events),
                        errhint("Group by the actor: a journey is the events of one.")));
        break;
    case Status::corrupt:
    case Status::out_of_range:
        RaiseCorrupt("journey");
    }
}

void RaiseNullParameter() {
    ereport(ERROR, (errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
                    errmsg("funnel window and mode must not be null")));
}

void CheckSameSteps(uint32_t a, uint32_t b) {
    if (a != b)
        ereport(ERROR,
                (errcode(ERRCODE_INVALID_PARAMETER_VALUE), errmsg("journeys have different steps"),
                 errdetail("One has %u, the other %u.", a, b)));
}

void CheckSameParameters(const State &state, const Parameters &parameters) {
    if (ParametersOf(state) != parameters)
        ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
                        errmsg("funnel window and mode must not change from row to row")));
}

} // namespace heatmap::journey
