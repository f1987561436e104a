// Set-returning function: funnel_steps.

#include "pg/funnel/value.hpp"

#include "pg/base/rows.hpp"

namespace heatmap::funnel {

namespace {

// What funnel_steps keeps between calls, in the multi-call memory context.
struct Steps {
    Counts counts;
    Datum *labels; // null if there are none
    bool *label_nulls;
};

void GetLabels(ArrayType *array, uint32_t steps, Steps *result) {
    int n;
    deconstruct_array(array, TEXTOID, -1, false, TYPALIGN_INT, &result->labels,
                      &result->label_nulls, &n);
    if (n != static_cast<int>(steps))
        ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
                        errmsg("number of labels must be the number of steps"),
                        errdetail("Steps: %u, labels: %d.", steps, n)));
}

Datum IntervalDatum(uint64_t microseconds) {
    auto *interval = static_cast<Interval *>(palloc(sizeof(Interval)));
    *interval = IntervalOf(microseconds);
    return IntervalPGetDatum(interval);
}

Datum StepRow(const Steps &steps, uint32_t step, TupleDesc tuple) {
    const StepCount *counts = steps.counts.steps;
    const uint64_t entered = counts[0].reached;
    const uint64_t reached = counts[step].reached;
    // Those who could do step 1 are those who did.
    const uint64_t before = counts[step == 0 ? 0 : step - 1].reached;
    const auto dropped = before - reached;
    Datum values[10] = {};
    bool nulls[10] = {};
    int i = 0;
    values[i++] = Int32GetDatum(static_cast<int32>(step + 1));
    nulls[i] = steps.labels == nullptr || steps.label_nulls[step];
    values[i] = nulls[i] ? Datum{0} : steps.labels[step];
    i++;
    values[i++] = Int64GetDatum(static_cast<int64>(reached));
    values[i++] = Int64GetDatum(static_cast<int64>(dropped));
    SetRatio(&values[i], &nulls[i], double(reached), double(entered), entered != 0);
    i++;
    SetRatio(&values[i], &nulls[i], double(reached), double(before), before != 0);
    i++;
    SetRatio(&values[i], &nulls[i], double(dropped), double(before), before != 0);
    i++;
    if (step > 0 && reached > 0) {
        values[i++] = IntervalDatum(average_time(counts[step]));
        values[i++] = IntervalDatum(time_quantile(steps.counts, step, 2));
        values[i++] = IntervalDatum(time_quantile(steps.counts, step, 10));
    } else {
        nulls[i] = nulls[i + 1] = nulls[i + 2] = true;
    }
    return HeapTupleGetDatum(heap_form_tuple(tuple, values, nulls));
}

} // namespace

// funnel_steps(f, labels): one row a step.
HEATMAP_FUNCTION(funnel_steps) {
    if (SRF_IS_FIRSTCALL()) {
        FuncCallContext *call = SRF_FIRSTCALL_INIT();
        if (PG_ARGISNULL(0))
            SRF_RETURN_DONE(call);
        MemoryContext old = MemoryContextSwitchTo(call->multi_call_memory_ctx);
        const Header *head = GetHeader(fcinfo, 0);
        auto *steps = static_cast<Steps *>(palloc0(sizeof(Steps)));
        steps->counts = Load(head);
        if (!PG_ARGISNULL(1))
            GetLabels(PG_GETARG_ARRAYTYPE_P_COPY(1), head->steps, steps);
        call->max_calls = head->steps;
        call->tuple_desc = ResultType(fcinfo);
        call->user_fctx = steps;
        MemoryContextSwitchTo(old);
    }
    FuncCallContext *call = SRF_PERCALL_SETUP();
    if (call->call_cntr == call->max_calls)
        SRF_RETURN_DONE(call);
    const auto *steps = static_cast<const Steps *>(call->user_fctx);
    const Datum row = StepRow(*steps, static_cast<uint32_t>(call->call_cntr), call->tuple_desc);
    SRF_RETURN_NEXT(call, row);
}

} // namespace heatmap::funnel
