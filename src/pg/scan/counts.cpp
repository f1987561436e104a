// count(*)

#include "pg/scan/aggregate.hpp"

namespace heatmap::scan {

namespace {

void Add(Aggregate &aggregate, const Batch &batch) {
    const int n = batch.reader.rows(), number = aggregate.number;
    if (aggregate.filter == no_condition) {
        for (int i = 0; i < n; i++)
            batch.groups[i]->states[number].rows++;
        return;
    }
    const bool *holds = batch.reader.holds(aggregate.filter);
    for (int i = 0; i < n; i++)
        batch.groups[i]->states[number].rows += holds[i];
}

Datum Result(const Aggregate &, const AggregateState &state, bool *null) {
    *null = false;
    return Int64GetDatum(state.rows);
}

} // namespace

Aggregate *MakeCount(const Setup &setup) {
    auto *aggregate = NewAggregate<Aggregate>(setup, 0, 0);
    aggregate->add = Add;
    aggregate->result = Result;
    return aggregate;
}

} // namespace heatmap::scan
