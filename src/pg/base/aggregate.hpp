// The common part of the functions of an aggregate: who calls, the state as an argument that may be
// changed, an unchanged result, the stored result.
//
// An executor node passes its own state, which is changed in place; a larger one is returned when
// it must grow. Called by hand, the same functions leave their arguments alone and return stored
// values.
//
// A type T says what this part must know of its states:
//     State, Header         a stored value begins with a Header
//     GetHeader(fcinfo, n)  argument n, detoasted but not checked
//     AsState(header, own)  the value as a state; null if it is a stored value. `own`: an executor
//                           node passed it, so it was made here. Every other state is checked byte
//                           by byte
//     FromStored(header)    a new state from a stored value; only for types that are stored
//     Copy(state)           only if a copy of the bytes is not enough
//     IsEmpty(state)        returns whether the state holds no rows (yet, or any more)
//     NewNone()             a state without rows; only for aggregates over window frames
//     Store(state)          the stored form; a type without one returns the state
#pragma once

#include "pg/base/memory.hpp"

namespace heatmap {

// The vectorised scan, a node of this extension. Other custom scans are somebody else's.
extern const CustomExecMethods scan_node_methods;

inline bool IsOurScan(const Node *context) {
    return context != nullptr && IsA(context, CustomScanState) &&
           reinterpret_cast<const CustomScanState *>(context)->methods == &scan_node_methods;
}

// The same as AggCheckCallContext(). The vectorised scan keeps states as an Agg node does.
inline int AggregateContext(FunctionCallInfo fcinfo) {
    if (IsOurScan(fcinfo->context))
        return AGG_CONTEXT_AGGREGATE;
    return AggCheckCallContext(fcinfo, nullptr);
}

// Argument n, a state of type bytea, detoasted but not checked. A bytea in a row is aligned to four
// bytes; a state that must be aligned to more is copied.
template <class State>
const State *GetByteaState(FunctionCallInfo fcinfo, int n) {
    varlena *bytes = PG_DETOAST_DATUM(PG_GETARG_DATUM(n));
    if (reinterpret_cast<uintptr_t>(bytes) % alignof(State) != 0)
        bytes = PG_DETOAST_DATUM_COPY(PointerGetDatum(bytes));
    return reinterpret_cast<const State *>(bytes);
}

template <class T>
class Aggregate {
public:
    using State = typename T::State;

    explicit Aggregate(FunctionCallInfo fcinfo)
        : fcinfo_(fcinfo), context_(AggregateContext(fcinfo)) {
    }

    // Argument 0 as a state that may be changed. Null when the argument is NULL or holds no rows.
    State *GetState() const {
        FunctionCallInfo fcinfo = fcinfo_;
        if (PG_ARGISNULL(0))
            return nullptr;
        const auto *header = T::GetHeader(fcinfo, 0);
        const State *state = T::AsState(header, InPlace());
        if constexpr (requires { T::FromStored(header); })
            if (state == nullptr)
                return T::FromStored(header);
        if (T::IsEmpty(*state))
            return nullptr;
        return InPlace() ? const_cast<State *>(state) : Copy(*state);
    }

    // Argument 0 as a state to be read. Null if it is a stored value.
    const State *ReadState() const {
        return T::AsState(T::GetHeader(fcinfo_, 0), InPlace());
    }

    // The result for a row that is skipped: the state as it is. A window frame must have a state
    // even before its first row.
    Datum Unchanged() const {
        FunctionCallInfo fcinfo = fcinfo_;
        if (!PG_ARGISNULL(0))
            return PG_GETARG_DATUM(0);
        if constexpr (requires { T::NewNone(); })
            if (context_ == AGG_CONTEXT_WINDOW)
                PG_RETURN_POINTER(T::NewNone());
        PG_RETURN_NULL();
    }

    Datum Result(const State *state) const {
        return InPlace() ? PointerGetDatum(state) : PointerGetDatum(T::Store(*state));
    }

    // The result of a final function. NULL if there are no rows.
    Datum Final() const {
        FunctionCallInfo fcinfo = fcinfo_;
        const auto *header = T::GetHeader(fcinfo, 0);
        const State *state = T::AsState(header, InPlace());
        if (state == nullptr)
            PG_RETURN_POINTER(header);
        if (T::IsEmpty(*state))
            PG_RETURN_NULL();
        PG_RETURN_POINTER(T::Store(*state));
    }

private:
    bool InPlace() const {
        return context_ != 0;
    }

    static State *Copy(const State &state) {
        if constexpr (requires { T::Copy(state); })
            return T::Copy(state);
        auto *copy = static_cast<State *>(palloc(VARSIZE(&state)));
        memcpy(static_cast<void *>(copy), &state, VARSIZE(&state));
        return copy;
    }

    FunctionCallInfo fcinfo_;
    int context_;
};

// Returns whether an Agg node, or the vectorised scan, is calling. AggregateContext() would say the
// same, at the cost of a call.
inline bool IsAggNode(FunctionCallInfo fcinfo) {
    return fcinfo->context != nullptr &&
           (IsA(fcinfo->context, AggState) || IsOurScan(fcinfo->context));
}

} // namespace heatmap
