// The aggregates of a scan: how the rows of a batch go into the states of their groups.
#pragma once

#include "pg/scan/groups.hpp"
#include "pg/scan/query.hpp"

namespace heatmap::scan {

struct Batch {
    const Reader &reader;
    Group *const *groups; // of each row
    bool one_group;       // it is the same for all rows
    MemoryContext memory; // is reset after the batch
};

struct Aggregate {
    // Adds the rows of the batch. The current memory is that of the groups.
    void (*add)(Aggregate &, const Batch &);

    // The partial result of a state, in the current memory; the state may become part of it.
    Datum (*result)(const Aggregate &, const AggregateState &, bool *null);

    int number;   // of the states in a group
    int filter;   // a condition of the reader; rows in which it does not hold do not count
    Fixed *fixed; // the arguments that are the same for all rows
    int n_fixed;
    bool knows_fixed;
    ExprContext *context; // of these

    // Evaluates the fixed arguments, when the first row asks for them. False if they were known.
    bool EvaluateFixed() {
        if (knows_fixed)
            return false;
        for (int i = 0; i < n_fixed; i++)
            fixed[i].Evaluate(context);
        return knows_fixed = true;
    }

    // Before rows are read anew.
    void Forget() {
        knows_fixed = false;
        for (int i = 0; i < n_fixed; i++)
            fixed[i].known = false;
    }
};

// What the aggregate of a plan needs to be set up.
struct Setup {
    const Aggref *aggref;
    Method method;
    int number;
    int filter;
    Reader *reader;
    PlanState *node;
    ExprContext *context;
};

// A new aggregate of the type A in the current memory, with the arguments from first up to end as
// fixed ones.
template <class A>
A *NewAggregate(const Setup &setup, int first, int end) {
    auto *aggregate = static_cast<A *>(palloc0(sizeof(A)));
    aggregate->number = setup.number;
    aggregate->filter = setup.filter;
    aggregate->context = setup.context;
    aggregate->n_fixed = end - first;
    aggregate->fixed = static_cast<Fixed *>(palloc0(sizeof(Fixed) * (end - first + 1)));
    for (int i = first; i < end; i++)
        aggregate->fixed[i - first].state = ExecInitExpr(ArgumentOf(setup.aggref, i), setup.node);
    return aggregate;
}

Aggregate *MakeCount(const Setup &setup);
Aggregate *MakeHeatmaps(const Setup &setup); // floats, ints, points, depths
Aggregate *MakeJourneys(const Setup &setup); // journey, funnel and its variants
Aggregate *MakeCalls(const Setup &setup);

} // namespace heatmap::scan
