#include "pg/funnel/value.hpp"

namespace heatmap::funnel {

namespace {

char *DescribeFunnel(const Header &head) {
    char modes[modes_length];
    write_modes(head.modes, modes);
    Interval window = IntervalOf(head.window);
    const char *within =
        DatumGetCString(DirectFunctionCall1(interval_out, IntervalPGetDatum(&window)));
    return psprintf("a %d-step funnel within %s%s%s", head.steps, within,
                    *modes == '\0' ? "" : ", ", modes);
}

} // namespace

TimeCount *AllocateTimes(size_t n) {
    const size_t most = max_steps * stats::max_buckets;
    return static_cast<TimeCount *>(palloc(sizeof(TimeCount) * (Min(n, most) + 1)));
}

const State *AsState(const Header *head, bool own) {
    if (VARSIZE(head) < sizeof(Header) || head->form != Form::state)
        return nullptr;
    const auto *state = reinterpret_cast<const State *>(head);
    if (!own && !check_state(*state, VARSIZE(head)))
        RaiseCorrupt("funnel");
    return state;
}

Counts Load(const Header *head, bool own) {
    Counts counts;
    const size_t size = VARSIZE(head);
    const State *state = AsState(head, own);
    if (state == nullptr && !check_header(*head, size))
        RaiseCorrupt("funnel");
    counts.times = AllocateTimes(state != nullptr ? state->used : size / 2);
    if (state != nullptr)
        load_state(*state, &counts);
    else if (!decode(*head, size, &counts))
        RaiseCorrupt("funnel");
    if (state != nullptr && !own && !check_counts(head->steps, counts))
        RaiseCorrupt("funnel");
    return counts;
}

Header *Store(const Header &like, const Counts &counts) {
    const size_t size = stored_size(like.steps, counts);
    auto *head = static_cast<Header *>(palloc(size));
    SET_VARSIZE(head, size);
    encode(like, counts, head);
    return head;
}

void CheckSame(const Header &a, const Header &b) {
    if (!same_question(a, b))
        ereport(ERROR,
                (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
                 errmsg("funnels have different steps, windows or modes"),
                 errdetail("One is %s, the other %s.", DescribeFunnel(a), DescribeFunnel(b))));
}

} // namespace heatmap::funnel
