#include "pg/journey/value.hpp"

namespace heatmap {

Event *AllocateEvents(uint32_t n) {
    return static_cast<Event *>(palloc(sizeof(Event) * (n + size_t{1})));
}

const JourneyState *AsJourneyState(const JourneyHeader *head, bool own) {
    const size_t size = VARSIZE(head);
    if (size < sizeof(JourneyHeader) || head->form < JourneyForm::narrow)
        return nullptr;
    const auto *state = reinterpret_cast<const JourneyState *>(head);
    if (!own && !check_journey_state(*state, size, CheckForInterrupts))
        RaiseCorrupt("journey");
    return state;
}

Journey SortedEvents(const JourneyState &state) {
    Event *events = AllocateEvents(state.count);
    if (!load_events(state, CheckForInterrupts, events)) {
        Event *scratch = AllocateEvents(state.count);
        Event *sorted = sort_events(events, state.count, CheckForInterrupts, scratch);
        pfree(sorted == events ? scratch : events);
        events = sorted;
    }
    return Journey{state.head.steps, state.count, events};
}

Journey LoadJourney(const JourneyHeader *head) {
    const JourneyState *state = AsJourneyState(head, false);
    if (state != nullptr) {
        if (!is_journey(*state))
            ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
                            errmsg("state of window_funnel is not a journey")));
        Journey journey = SortedEvents(*state);
        journey.n = drop_repeated_breaks(journey.events, journey.n, CheckForInterrupts);
        return journey;
    }
    const size_t size = VARSIZE(head);
    const uint32_t n = journey_events(*head, size);
    Event *events = AllocateEvents(n);
    if (!decode_journey(*head, size, CheckForInterrupts, events))
        RaiseCorrupt("journey");
    return Journey{head->steps, n, events};
}

JourneyHeader *StoreJourney(const Journey &journey) {
    const uint32_t n = drop_repeated_breaks(journey.events, journey.n, CheckForInterrupts);
    const size_t size = journey_size(journey.events, n, CheckForInterrupts);
    auto *head = static_cast<JourneyHeader *>(palloc(size));
    SET_VARSIZE(head, size);
    encode_journey(journey.events, n, journey.steps, CheckForInterrupts, head);
    return head;
}

} // namespace heatmap
