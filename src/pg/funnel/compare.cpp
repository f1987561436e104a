// The function funnel_compare: whether two funnels convert differently by more than chance.

#include "core/stats/tests.hpp"
#include "pg/funnel/value.hpp"
#include "pg/stats/confidence.hpp"

#include "pg/base/rows.hpp"

namespace heatmap::funnel {

namespace {

// What funnel_compare keeps between calls.
struct Comparison {
    Funnel a, b;
    Labels labels;
    double z; // half the width of intervals
    double *p, *q;
    uint32_t n, next;
};

double Reached(const Funnel &funnel, uint32_t step) {
    return static_cast<double>(funnel.counts.steps[step].reached);
}

// Whether both have actors.
bool IsComparable(const Comparison &c) {
    return Reached(c.a, 0) > 0 && Reached(c.b, 0) > 0;
}

// The tests of all steps behind the first one.
void Test(Comparison *c) {
    c->p = static_cast<double *>(palloc(sizeof(double) * c->n));
    c->q = static_cast<double *>(palloc(sizeof(double) * c->n));
    for (uint32_t step = 1; step < c->n; step++)
        c->p[step] = c->q[step] =
            stats::fisher_test(Reached(c->a, step), Reached(c->a, 0) - Reached(c->a, step),
                               Reached(c->b, step), Reached(c->b, 0) - Reached(c->b, step));
    uint32_t order[journey::max_steps];
    stats::benjamini_hochberg(c->q + 1, c->n - 1, order, CheckForInterrupts);
}

void PutStep(const Comparison &c, uint32_t step, Row &row) {
    const double entered_a = Reached(c.a, 0), entered_b = Reached(c.b, 0);
    const double reached_a = Reached(c.a, step), reached_b = Reached(c.b, step);
    row.integer(static_cast<int32>(step + 1));
    row.put(c.labels[step], c.labels.is_null(step));
    row.bigint(static_cast<int64>(c.a.counts.steps[step].reached));
    row.bigint(static_cast<int64>(c.b.counts.steps[step].reached));
    row.ratio(reached_a, entered_a);
    row.ratio(reached_b, entered_b);
    // All who entered are at the first step.
    if (step == 0 || !IsComparable(c)) {
        for (int column = 0; column < 5; column++)
            row.null();
        return;
    }
    const stats::Difference d = stats::newcombe(reached_a, entered_a, reached_b, entered_b, c.z);
    row.real(d.difference);
    row.real(d.low);
    row.real(d.high);
    row.real(c.p[step]);
    row.real(c.q[step]);
}

} // namespace

// funnel_compare(a, b, labels, confidence): one row for each step. No rows if a or b is NULL.
HEATMAP_FUNCTION(funnel_compare) {
    return ReturnRows<Comparison>(
        fcinfo,
        [fcinfo](Comparison &c) {
            if (PG_ARGISNULL(0) || PG_ARGISNULL(1) || PG_ARGISNULL(3))
                return;
            Load(GetHeader(fcinfo, 0), &c.a);
            Load(GetHeader(fcinfo, 1), &c.b);
            CheckSameQuestion(c.a.question(), c.b.question());
            c.labels = GetLabels(fcinfo, 2, c.a.mode.steps);
            c.z = stats::GetWidth(fcinfo, 3);
            c.n = c.a.mode.steps;
            Test(&c);
        },
        [](Comparison &c, Row &row) {
            if (c.next == c.n)
                return false;
            PutStep(c, c.next++, row);
            return true;
        });
}

} // namespace heatmap::funnel
