#include "pg/funnel/value.hpp"

namespace heatmap::funnel {

namespace {

char *Describe(const Question &question) {
    char mode[mode_length];
    write_mode(question, TimeUnit::microseconds, mode);
    const char *window = "without a window";
    if (question.window != no_window) {
        Interval interval = IntervalOf(question.window);
        window = psprintf("within %s", DatumGetCString(DirectFunctionCall1(
                                           interval_out, IntervalPGetDatum(&interval))));
    }
    return psprintf("a %u-step funnel %s%s%s", question.steps, window, *mode == '\0' ? "" : ", ",
                    mode);
}

} // namespace

TimeCount *AllocateTimes(size_t n) {
    return allocate<TimeCount>(Min(n, size_t{max_times}) + 1, server_memory);
}

void Load(const Header *head, Funnel *funnel) {
    const State *state = FunnelState::AsState(head, false);
    bool good;
    if (state != nullptr) {
        funnel->counts = load(*state, server_memory);
        good = parse_question(*state, &funnel->mode) &&
               check_counts(funnel->mode.question(head->window), funnel->counts);
    } else {
        const size_t size = size_of(head);
        funnel->counts.times = AllocateTimes(size / 2);
        good = check_header(*head, size) && decode(*head, size, &funnel->mode, &funnel->counts);
    }
    if (!good)
        RaiseCorrupt("funnel");
    funnel->window = head->window;
}

const State *FunnelState::AsState(const Header *head, bool own) {
    if (size_of(head) < sizeof(Header) || head->form != Form::state)
        return nullptr;
    const auto *state = reinterpret_cast<const State *>(head);
    if (!own && !check_state(*state))
        RaiseCorrupt("funnel");
    return state;
}

State *FunnelState::FromStored(const Header *head) {
    Funnel funnel;
    Load(head, &funnel);
    State *state =
        new_state(funnel.question(), slots_for(0, funnel.counts.n_times, 0), server_memory);
    CheckCounted(add_counts(&state, funnel.counts, server_memory));
    return state;
}

Header *FunnelState::Store(const State &state) {
    Mode mode;
    if (!parse_question(state, &mode))
        RaiseCorrupt("funnel");
    return store(mode.question(state.head.window), load(state, server_memory), server_memory);
}

void CheckLabels(int labels, uint32_t steps) {
    if (labels != static_cast<int>(steps))
        ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
                        errmsg("number of labels must be the number of steps"),
                        errdetail("Steps: %u, labels: %d.", steps, labels)));
}

Labels GetLabels(FunctionCallInfo fcinfo, int n, uint32_t steps) {
    Labels labels = {};
    if (PG_ARGISNULL(n))
        return labels;
    int count;
    deconstruct_array(PG_GETARG_ARRAYTYPE_P_COPY(n), TEXTOID, -1, false, TYPALIGN_INT,
                      &labels.values, &labels.nulls, &count);
    CheckLabels(count, steps);
    return labels;
}

Datum TimesDatum(const Chain &chain, uint32_t steps) {
    Datum values[max_steps];
    bool nulls[max_steps];
    for (uint32_t step = 0; step < steps; step++) {
        nulls[step] = (chain.done >> step & 1) == 0;
        values[step] = nulls[step] ? Datum{0} : TimestampTzGetDatum(chain.times[step]);
    }
    int dims[] = {static_cast<int>(steps)};
    int lower_bounds[] = {1};
    return PointerGetDatum(construct_md_array(values, nulls, 1, dims, lower_bounds, TIMESTAMPTZOID,
                                              sizeof(TimestampTz), FLOAT8PASSBYVAL,
                                              TYPALIGN_DOUBLE));
}

void CheckCounted(Status status) {
    switch (status) {
    case Status::ok:
        return;
    case Status::out_of_range:
        Raise({ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE, "funnel count out of range"});
    case Status::full: // never returned: states grow
    case Status::corrupt:
        RaiseCorrupt("funnel");
    }
}

void CheckSameQuestion(const Question &a, const Question &b) {
    if (a != b)
        ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
                        errmsg("funnels have different steps, windows or modes"),
                        errdetail("One is %s, the other %s.", Describe(a), Describe(b))));
}

} // namespace heatmap::funnel
