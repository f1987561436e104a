// Funnels in the server's memory: from arguments to the core's counts and back.
#pragma once

#include "core/funnel/state.hpp"
#include "pg/base/memory.hpp"
#include "pg/journey/value.hpp"
#include "pg/funnel/question.hpp"

namespace heatmap::funnel {

// Argument n of a function, detoasted but not checked.
inline const Header *GetHeader(FunctionCallInfo fcinfo, int n) {
    return reinterpret_cast<const Header *>(PG_DETOAST_DATUM(PG_GETARG_DATUM(n)));
}

// Memory for n time counts and one more; no funnel has more than max_times.
TimeCount *AllocateTimes(size_t n);

// A funnel that was read.
struct Funnel {
    Mode mode;
    uint64_t window;
    Counts counts;

    Question question() const {
        return mode.question(window);
    }
};

// Reads a stored funnel or a state. A damaged one is an error.
void Load(const Header *head, Funnel *funnel);

// Aggregate states, for pg/base/aggregate.hpp.
struct FunnelState {
    using State = funnel::State;

    static const Header *GetHeader(FunctionCallInfo fcinfo, int n) {
        return funnel::GetHeader(fcinfo, n);
    }

    static const State *AsState(const Header *head, bool own);
    static State *FromStored(const Header *head);

    static bool IsEmpty(const State &) {
        return false;
    }

    // Builds a new hash table: in a state made elsewhere, a search might miss some buckets.
    static State *Copy(const State &state) {
        return FromStored(&state.head);
    }

    static Header *Store(const State &state);
};

// Raises an error unless there is a label for each step.
void CheckLabels(int labels, uint32_t steps);

// The labels of the steps, as texts; all NULL if there are none.
struct Labels {
    Datum *values;
    bool *nulls;

    bool is_null(uint32_t step) const {
        return values == nullptr || nulls[step];
    }

    Datum operator[](uint32_t step) const {
        return values == nullptr ? 0 : values[step];
    }
};

// Argument n, an array of text or NULL, in the current memory.
Labels GetLabels(FunctionCallInfo fcinfo, int n, uint32_t steps);

// An array with the time of each step, NULL for a step that was not done.
Datum TimesDatum(const Chain &chain, uint32_t steps);

// Raises an error if a count has left its range.
void CheckCounted(Status status);

// Raises an error that describes both questions, unless they are the same.
void CheckSameQuestion(const Question &a, const Question &b);

} // namespace heatmap::funnel
