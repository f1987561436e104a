// Set-returning function: funnel_steps.

#include "pg/funnel/value.hpp"

#include "pg/base/rows.hpp"

namespace heatmap::funnel {

namespace {

// What funnel_steps keeps between calls.
struct Steps {
    Funnel funnel;
    Labels labels;
    uint32_t n, next;
};

Datum IntervalDatum(uint64_t microseconds) {
    auto *interval = static_cast<Interval *>(palloc(sizeof(Interval)));
    *interval = IntervalOf(microseconds);
    return IntervalPGetDatum(interval);
}

// The average, the median and the 90th percentile as intervals and in seconds, NULL for a step
// without times.
void PutTimes(const Steps &steps, uint32_t step, Since since, Row &row) {
    if (step == 0 || steps.funnel.counts.steps[step].reached == 0) {
        for (int column = 0; column < 6; column++)
            row.null();
        return;
    }
    const Times all = times_of(steps.funnel.question(), steps.funnel.counts, step, since);
    const uint64_t times[] = {all.average(), all.quantile(2), all.quantile(10)};
    for (const uint64_t time : times)
        row.put(IntervalDatum(time), false);
    for (const uint64_t time : times)
        row.real(static_cast<double>(time) / USECS_PER_SEC);
}

void PutStep(const Steps &steps, uint32_t step, Row &row) {
    const Question question = steps.funnel.question();
    const StepCount *counts = steps.funnel.counts.steps;
    const uint64_t entered = counts[0].reached;
    const uint64_t reached = counts[step].reached;
    // Nobody can drop out before the first step, so it is compared with itself; nor at an optional
    // step.
    const uint64_t before = counts[step_before(question, step)].reached;
    const bool optional = (question.optional() >> step & 1) != 0;
    const uint64_t dropped = optional ? 0 : before - reached;
    row.integer(static_cast<int32>(step + 1));
    row.put(steps.labels[step], steps.labels.is_null(step));
    row.bigint(static_cast<int64>(reached));
    row.bigint(static_cast<int64>(dropped));
    row.ratio(double(reached), double(entered));
    row.ratio(double(reached), double(before));
    row.ratio(double(dropped), double(before));
    PutTimes(steps, step, since_before, row);
    PutTimes(steps, step, since_first, row);
}

} // namespace

// funnel_steps(f, labels): one row for each step. No rows for a NULL funnel.
HEATMAP_FUNCTION(funnel_steps) {
    return ReturnRows<Steps>(
        fcinfo,
        [fcinfo](Steps &steps) {
            if (PG_ARGISNULL(0))
                return;
            Load(GetHeader(fcinfo, 0), &steps.funnel);
            steps.n = steps.funnel.mode.steps;
            steps.labels = GetLabels(fcinfo, 1, steps.n);
        },
        [](Steps &steps, Row &row) {
            if (steps.next == steps.n)
                return false;
            PutStep(steps, steps.next++, row);
            return true;
        });
}

} // namespace heatmap::funnel
