// Set-returning function: funnel_steps.

#include "pg/funnel/value.hpp"

#include "pg/base/rows.hpp"

namespace heatmap::funnel {

namespace {

// What funnel_steps keeps between calls.
struct Steps {
    Counts counts;
    Labels labels;
    uint32_t n, next;
};

Datum IntervalDatum(uint64_t microseconds) {
    auto *interval = static_cast<Interval *>(palloc(sizeof(Interval)));
    *interval = IntervalOf(microseconds);
    return IntervalPGetDatum(interval);
}

void PutStep(const Steps &steps, uint32_t step, Row &row) {
    const StepCount *counts = steps.counts.steps;
    const uint64_t entered = counts[0].reached;
    const uint64_t reached = counts[step].reached;
    // Nobody can drop out before the first step, so it is compared with itself.
    const uint64_t before = counts[step == 0 ? 0 : step - 1].reached;
    const auto dropped = before - reached;
    row.integer(static_cast<int32>(step + 1));
    row.put(steps.labels[step], steps.labels.is_null(step));
    row.bigint(static_cast<int64>(reached));
    row.bigint(static_cast<int64>(dropped));
    row.ratio(double(reached), double(entered));
    row.ratio(double(reached), double(before));
    row.ratio(double(dropped), double(before));
    if (step > 0 && reached > 0) {
        const uint64_t times[] = {average_time(counts[step]), time_quantile(steps.counts, step, 2),
                                  time_quantile(steps.counts, step, 10)};
        for (const uint64_t time : times)
            row.put(IntervalDatum(time), false);
        for (const uint64_t time : times)
            row.real(static_cast<double>(time) / USECS_PER_SEC);
    } else {
        for (int column = 0; column < 6; column++)
            row.null();
    }
}

} // namespace

// funnel_steps(f, labels): one row for each step. No rows for a NULL funnel.
HEATMAP_FUNCTION(funnel_steps) {
    return ReturnRows<Steps>(
        fcinfo,
        [fcinfo](Steps &steps) {
            if (PG_ARGISNULL(0))
                return;
            const Header *head = GetHeader(fcinfo, 0);
            steps.counts = Load(head);
            steps.labels = GetLabels(fcinfo, 1, head->steps);
            steps.n = head->steps;
        },
        [](Steps &steps, Row &row) {
            if (steps.next == steps.n)
                return false;
            PutStep(steps, steps.next++, row);
            return true;
        });
}

} // namespace heatmap::funnel
