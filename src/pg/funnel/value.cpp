#include "pg/funnel/value.hpp"

namespace heatmap {

namespace {

char *DescribeFunnel(const FunnelHeader &head) {
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
    const size_t most = max_steps * max_buckets;
    return static_cast<TimeCount *>(palloc(sizeof(TimeCount) * (Min(n, most) + 1)));
}

const FunnelState *AsFunnelState(const FunnelHeader *head, bool own) {
    if (VARSIZE(head) < sizeof(FunnelHeader) || head->form != FunnelForm::state)
        return nullptr;
    const auto *state = reinterpret_cast<const FunnelState *>(head);
    if (!own && !check_funnel_state(*state, VARSIZE(head)))
        RaiseCorrupt("funnel");
    return state;
}

FunnelCounts LoadFunnel(const FunnelHeader *head, bool own) {
    FunnelCounts counts;
    const size_t size = VARSIZE(head);
    const FunnelState *state = AsFunnelState(head, own);
    if (state == nullptr && !check_funnel(*head, size))
        RaiseCorrupt("funnel");
    counts.times = AllocateTimes(state != nullptr ? state->used : size / 2);
    if (state != nullptr)
        load_state(*state, &counts);
    else if (!decode_funnel(*head, size, &counts))
        RaiseCorrupt("funnel");
    if (state != nullptr && !own && !check_counts(head->steps, counts))
        RaiseCorrupt("funnel");
    return counts;
}

FunnelHeader *StoreFunnel(const FunnelHeader &like, const FunnelCounts &counts) {
    const size_t size = funnel_size(like.steps, counts);
    auto *head = static_cast<FunnelHeader *>(palloc(size));
    SET_VARSIZE(head, size);
    encode_funnel(like, counts, head);
    return head;
}

void CheckSameFunnel(const FunnelHeader &a, const FunnelHeader &b) {
    if (!same_question(a, b))
        ereport(ERROR,
                (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
                 errmsg("funnels have different steps, windows or modes"),
                 errdetail("One is %s, the other %s.", DescribeFunnel(a), DescribeFunnel(b))));
}

} // namespace heatmap
