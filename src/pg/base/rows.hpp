// What functions that return composite values share.
#pragma once

#include "pg/base/errors.hpp"
#include "pg/base/pg.hpp"

namespace heatmap {

// The row type of the result.
inline TupleDesc ResultType(FunctionCallInfo fcinfo) {
    TupleDesc tuple;
    if (get_call_result_type(fcinfo, nullptr, &tuple) != TYPEFUNC_COMPOSITE)
        ereport(ERROR, (errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
                        errmsg("function returning record called in context that cannot accept "
                               "type record")));
    return BlessTupleDesc(tuple);
}

// One row, written column by column in the order of their declaration.
class Row {
public:
    explicit Row(TupleDesc tuple) : tuple_(tuple), n_(0) {
    }

    void integer(int32 value) {
        put(Int32GetDatum(value), false);
    }

    void bigint(int64 value) {
        put(Int64GetDatum(value), false);
    }

    void real(double value) {
        put(Float8GetDatum(value), false);
    }

    void null() {
        put(Datum{0}, true);
    }

    // Puts a ratio: NULL if the denominator is 0. A ratio out of range is an error.
    void ratio(double numerator, double denominator) {
        if (denominator == 0)
            return null();
        CheckFinite(numerator / denominator);
        real(numerator / denominator);
    }

    // Puts a value of any type, or NULL if `is_null`.
    void put(Datum value, bool is_null) {
        if (n_ == tuple_->natts || n_ == max_columns)
            elog(ERROR, "row has more columns than its type");
        values_[n_] = value;
        nulls_[n_++] = is_null;
    }

    Datum finish() {
        if (n_ != tuple_->natts)
            elog(ERROR, "row has fewer columns than its type");
        return HeapTupleGetDatum(heap_form_tuple(tuple_, values_, nulls_));
    }

private:
    static constexpr int max_columns = 20;

    TupleDesc tuple_;
    int n_;
    Datum values_[max_columns];
    bool nulls_[max_columns];
};

// The body of a set-returning function. The first call makes a Scan, all zeros, calls begin(scan),
// and keeps the Scan for the further calls. Every call writes a row with next(scan, row), which
// returns false when there are no more rows.
template <class Scan, class Begin, class Next>
Datum ReturnRows(FunctionCallInfo fcinfo, Begin &&begin, Next &&next) {
    if (SRF_IS_FIRSTCALL()) {
        FuncCallContext *call = SRF_FIRSTCALL_INIT();
        MemoryContext old = MemoryContextSwitchTo(call->multi_call_memory_ctx);
        auto *scan = static_cast<Scan *>(palloc0(sizeof(Scan)));
        call->tuple_desc = ResultType(fcinfo);
        call->user_fctx = scan;
        begin(*scan);
        MemoryContextSwitchTo(old);
    }
    FuncCallContext *call = SRF_PERCALL_SETUP();
    Row row(call->tuple_desc);
    if (!next(*static_cast<Scan *>(call->user_fctx), row))
        SRF_RETURN_DONE(call);
    SRF_RETURN_NEXT(call, row.finish());
}

} // namespace heatmap
