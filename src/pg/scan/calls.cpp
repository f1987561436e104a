// Aggregates that are computed by calls of their transition functions, a row at a time: what the
// scan has no faster way for, and built-in aggregates whose state is a plain value.

#include "pg/scan/aggregate.hpp"

namespace heatmap::scan {

namespace {

struct Calls : Aggregate {
    FmgrInfo transition;
    FunctionCallInfo call;
    int *columns; // of the arguments
    int n_arguments;
    bool by_value; // the state
    int16 length;
    bool has_initial;
    Datum initial; // state
};

// A state that has seen no row yet.
void Begin(const Calls &calls, AggregateState *state) {
    state->started = true;
    state->has_value = calls.has_initial;
    if (calls.has_initial)
        state->value = datumCopy(calls.initial, calls.by_value, calls.length);
}

// Puts a result of the transition function, which is in memory of the batch or is the state itself,
// into the state.
void Replace(const Calls &calls, Datum value, bool null, AggregateState *state) {
    if (!calls.by_value) {
        if (!null && state->has_value && value == state->value)
            return;
        if (!null)
            value = datumCopy(value, false, calls.length);
        if (state->has_value)
            pfree(DatumGetPointer(state->value));
    }
    state->value = value;
    state->has_value = !null;
}

void Add(Aggregate &aggregate, const Batch &batch) {
    auto &calls = static_cast<Calls &>(aggregate);
    const Reader &reader = batch.reader;
    const bool *holds = calls.filter == no_condition ? nullptr : reader.holds(calls.filter);
    FunctionCallInfo fcinfo = calls.call;
    for (int row = 0; row < reader.rows(); row++) {
        if (holds != nullptr && !holds[row])
            continue;
        AggregateState &state = batch.groups[row]->states[calls.number];
        if (!state.started)
            Begin(calls, &state);
        bool any_null = false;
        for (int k = 0; k < calls.n_arguments; k++) {
            const Column &column = reader.column(calls.columns[k]);
            fcinfo->args[k + 1] = {column.values[row], column.nulls[row]};
            any_null |= column.nulls[row];
        }
        if (calls.transition.fn_strict) {
            if (any_null)
                continue;
            // The first row is the state, unless there is one to begin with.
            if (!state.has_value) {
                if (!state.lost)
                    Replace(calls, fcinfo->args[1].value, false, &state);
                continue;
            }
        }
        fcinfo->args[0] = {state.value, !state.has_value};
        fcinfo->isnull = false;
        const MemoryContext old = MemoryContextSwitchTo(batch.memory);
        const Datum value = FunctionCallInvoke(fcinfo);
        MemoryContextSwitchTo(old);
        Replace(calls, value, fcinfo->isnull, &state);
        state.lost = fcinfo->isnull;
    }
}

// A group whose rows were all left out has the state of no rows.
Datum Result(const Aggregate &aggregate, const AggregateState &state, bool *null) {
    const auto &calls = static_cast<const Calls &>(aggregate);
    *null = state.started ? !state.has_value : !calls.has_initial;
    return state.started ? state.value : calls.initial;
}

void FindInitial(Calls *calls, HeapTuple tuple, Oid type) {
    bool null;
    const Datum initial = SysCacheGetAttr(AGGFNOID, tuple, Anum_pg_aggregate_agginitval, &null);
    calls->has_initial = !null;
    if (null)
        return;
    Oid input, parameter;
    getTypeInputInfo(type, &input, &parameter);
    calls->initial = OidInputFunctionCall(input, TextDatumGetCString(initial), parameter, -1);
}

} // namespace

Aggregate *MakeCalls(const Setup &setup) {
    const Aggref *aggref = setup.aggref;
    auto *calls = NewAggregate<Calls>(setup, 0, 0);
    calls->add = Add;
    calls->result = Result;
    get_typlenbyval(aggref->aggtranstype, &calls->length, &calls->by_value);
    const HeapTuple tuple = SearchSysCache1(AGGFNOID, ObjectIdGetDatum(aggref->aggfnoid));
    if (!HeapTupleIsValid(tuple))
        elog(ERROR, "cache lookup failed for aggregate %u", aggref->aggfnoid);
    const Oid transition = reinterpret_cast<Form_pg_aggregate>(GETSTRUCT(tuple))->aggtransfn;
    FindInitial(calls, tuple, aggref->aggtranstype);
    ReleaseSysCache(tuple);

    Oid types[FUNC_MAX_ARGS];
    const int n_types = get_aggregate_argtypes(const_cast<Aggref *>(aggref), types);
    Expr *expression;
    build_aggregate_transfn_expr(types, n_types, 0, aggref->aggvariadic, aggref->aggtranstype,
                                 aggref->inputcollid, transition, InvalidOid, &expression, nullptr);
    fmgr_info(transition, &calls->transition);
    fmgr_info_set_expr(reinterpret_cast<Node *>(expression), &calls->transition);

    const int n = calls->n_arguments = list_length(aggref->args);
    calls->call = static_cast<FunctionCallInfo>(palloc0(SizeForFunctionCallInfo(n + 1)));
    // Our own functions change the state in place if the node calls.
    InitFunctionCallInfoData(*calls->call, &calls->transition, static_cast<short>(n + 1),
                             aggref->inputcollid, reinterpret_cast<Node *>(setup.node), nullptr);
    calls->columns = static_cast<int *>(palloc(sizeof(int) * (n + 1)));
    for (int k = 0; k < n; k++)
        calls->columns[k] = setup.reader->NeedColumn(ArgumentOf(aggref, k), setup.filter);
    return calls;
}

} // namespace heatmap::scan
