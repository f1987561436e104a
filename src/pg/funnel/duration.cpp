// The functions funnel_quantile and funnel_histogram: how long actors took for a step.

#include <cmath>

#include "pg/base/rows.hpp"
#include "pg/funnel/value.hpp"

namespace heatmap::funnel {

namespace {

// Argument n, the number of a step that has a step before it, counted from 0.
uint32_t GetStep(FunctionCallInfo fcinfo, int n, uint32_t steps) {
    const int32 step = PG_GETARG_INT32(n);
    if (step < 1 || step > static_cast<int32>(steps))
        ereport(ERROR,
                (errcode(ERRCODE_INVALID_PARAMETER_VALUE), errmsg("step %d does not exist", step),
                 errdetail_plural("The funnel has %u step.", "The funnel has %u steps.", steps,
                                  steps)));
    if (step == 1)
        ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
                        errmsg("step 1 takes no time: no step is before it")));
    return static_cast<uint32_t>(step) - 1;
}

// Argument n, the step from which times count: NULL for the step before.
Since GetSince(FunctionCallInfo fcinfo, int n, const Question &question, uint32_t step) {
    if (PG_ARGISNULL(n))
        return since_before;
    const int32 since = PG_GETARG_INT32(n);
    const uint32_t before = step_before(question, step);
    if (since != 1 && since != static_cast<int32>(before) + 1)
        ereport(ERROR,
                (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
                 errmsg("times since step %d are not kept", since),
                 before == 0
                     ? errdetail("Times of step %u count since step 1.", step + 1)
                     : errdetail("Times of step %u count since step %u, the one before it, or "
                                 "since step 1.",
                                 step + 1, before + 1)));
    return since == 1 ? since_first : since_before;
}

} // namespace

// funnel_quantile(f, step, p, since): as percentile_disc(p), exact below 128 microseconds and
// otherwise within 1%. NULL if an argument but `since` is NULL, or nobody reached the step.
HEATMAP_FUNCTION(funnel_quantile) {
    if (PG_ARGISNULL(0) || PG_ARGISNULL(1) || PG_ARGISNULL(2))
        PG_RETURN_NULL();
    const double p = PG_GETARG_FLOAT8(2);
    if (!(p >= 0 && p <= 1))
        ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
                        errmsg("quantile must be from 0 to 1, not %g", p)));
    Funnel funnel;
    Load(GetHeader(fcinfo, 0), &funnel);
    const Question question = funnel.question();
    const uint32_t step = GetStep(fcinfo, 1, question.steps);
    const Since since = GetSince(fcinfo, 3, question, step);
    const uint64_t reached = funnel.counts.steps[step].reached;
    if (reached == 0)
        PG_RETURN_NULL();
    const double rank = std::ceil(p * static_cast<double>(reached));
    const Times times = times_of(question, funnel.counts, step, since);
    auto *interval = static_cast<Interval *>(palloc(sizeof(Interval)));
    *interval = IntervalOf(times.at_rank(Min(static_cast<uint64_t>(rank), reached)));
    PG_RETURN_INTERVAL_P(interval);
}

// funnel_histogram(f, step, since): one row for each range of times that anybody took, `low`
// included and `high` not. No rows if f or step is NULL.
HEATMAP_FUNCTION(funnel_histogram) {
    struct Scan {
        const TimeCount *next, *end;
    };
    return ReturnRows<Scan>(
        fcinfo,
        [fcinfo](Scan &scan) {
            if (PG_ARGISNULL(0) || PG_ARGISNULL(1))
                return;
            Funnel funnel;
            Load(GetHeader(fcinfo, 0), &funnel);
            const Question question = funnel.question();
            const uint32_t step = GetStep(fcinfo, 1, question.steps);
            const Since since = GetSince(fcinfo, 2, question, step);
            const Times times = times_of(question, funnel.counts, step, since);
            scan.next = times.begin();
            scan.end = times.end();
        },
        [](Scan &scan, Row &row) {
            if (scan.next == scan.end)
                return false;
            const uint32_t bucket = Times::bucket_of(*scan.next);
            const double low = static_cast<double>(stats::bucket_low(bucket));
            const double high = static_cast<double>(stats::bucket_high(bucket)) + 1;
            row.real(low / USECS_PER_SEC);
            row.real(high / USECS_PER_SEC);
            row.bigint(static_cast<int64>(scan.next++->count));
            return true;
        });
}

} // namespace heatmap::funnel
