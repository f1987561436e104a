#include "pg/journey/value.hpp"

namespace heatmap::journey {

Event *AllocateEvents(uint32_t n) {
    return static_cast<Event *>(palloc(sizeof(Event) * (n + size_t{1})));
}

const State *AsState(const Header *head, bool own) {
    const size_t size = VARSIZE(head);
    if (size < sizeof(Header) || head->form < Form::narrow)
        return nullptr;
    const auto *state = reinterpret_cast<const State *>(head);
    if (!own && !check_state(*state, size, CheckForInterrupts))
        RaiseCorrupt("journey");
    return state;
}

Journey SortedEvents(const State &state) {
    Event *events = AllocateEvents(state.count);
    if (!load_events(state, CheckForInterrupts, events)) {
        Event *scratch = AllocateEvents(state.count);
        Event *sorted = sort_events(events, state.count, CheckForInterrupts, scratch);
        pfree(sorted == events ? scratch : events);
        events = sorted;
    }
    return Journey{state.head.steps, state.count, events};
}

Journey Load(const Header *head) {
    const State *state = AsState(head, false);
    if (state != nullptr) {
        if (!is_journey(*state))
            ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
                            errmsg("state of window_funnel is not a journey")));
        Journey journey = SortedEvents(*state);
        journey.n = drop_repeated_breaks(journey.events, journey.n, CheckForInterrupts);
        return journey;
    }
    const size_t size = VARSIZE(head);
    const uint32_t n = event_count(*head, size);
    Event *events = AllocateEvents(n);
    if (!decode(*head, size, CheckForInterrupts, events))
        RaiseCorrupt("journey");
    return Journey{head->steps, n, events};
}

Header *Store(const Journey &journey) {
    const uint32_t n = drop_repeated_breaks(journey.events, journey.n, CheckForInterrupts);
    const size_t size = stored_size(journey.events, n, CheckForInterrupts);
    auto *head = static_cast<Header *>(palloc(size));
    SET_VARSIZE(head, size);
    encode(journey.events, n, journey.steps, CheckForInterrupts, head);
    return head;
}

} // namespace heatmap::journey
