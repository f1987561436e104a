// The function compare_rates: whether two rates differ by more than chance.

#include "core/stats/tests.hpp"
#include "pg/stats/confidence.hpp"

#include "pg/base/rows.hpp"

namespace heatmap::stats {

namespace {

// Successes and trials of a group.
struct Group {
    double successes, trials;
};

Group GetGroup(FunctionCallInfo fcinfo, int n, const char *name) {
    const int64 successes = PG_GETARG_INT64(n), trials = PG_GETARG_INT64(n + 1);
    if (successes < 0 || successes > trials)
        ereport(ERROR,
                (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
                 errmsg("successes must be between 0 and the number of trials"),
                 errdetail("Group %s has %lld successes and %lld trials.", name,
                           static_cast<long long>(successes), static_cast<long long>(trials)),
                 errhint("Count each visitor once, as a trial and as a success.")));
    return {static_cast<double>(successes), static_cast<double>(trials)};
}

} // namespace

// compare_rates(successes_a, trials_a, successes_b, trials_b, confidence)
HEATMAP_FUNCTION(compare_rates) {
    const Group a = GetGroup(fcinfo, 0, "a"), b = GetGroup(fcinfo, 2, "b");
    const double z = GetWidth(fcinfo, 4);
    Row row(ResultType(fcinfo));
    row.ratio(a.successes, a.trials);
    row.ratio(b.successes, b.trials);
    if (a.trials == 0 || b.trials == 0) {
        for (int column = 0; column < 5; column++)
            row.null();
        return row.finish();
    }
    const Difference d = newcombe(a.successes, a.trials, b.successes, b.trials, z);
    row.real(d.difference);
    row.real(d.low);
    row.real(d.high);
    row.ratio(d.difference, a.successes / a.trials);
    row.real(fisher_test(a.successes, a.trials - a.successes, b.successes, b.trials - b.successes));
    return row.finish();
}

} // namespace heatmap::stats
