#include "pg/scan/sorter.hpp"

namespace heatmap::scan {

void Sorter::Begin(EState *estate, TupleDesc desc, const int *keys, int n_keys) {
    auto *columns = static_cast<AttrNumber *>(palloc(sizeof(AttrNumber) * n_keys));
    auto *operators = static_cast<Oid *>(palloc(sizeof(Oid) * n_keys));
    auto *collations = static_cast<Oid *>(palloc(sizeof(Oid) * n_keys));
    auto *nulls_first = static_cast<bool *>(palloc0(sizeof(bool) * n_keys));
    for (int k = 0; k < n_keys; k++) {
        const Form_pg_attribute attribute = TupleDescAttr(desc, keys[k]);
        columns[k] = static_cast<AttrNumber>(keys[k] + 1);
        operators[k] = lookup_type_cache(attribute->atttypid, TYPECACHE_LT_OPR)->lt_opr;
        // Any order will do in which equal texts are neighbours: they have the same bytes.
        collations[k] = OidIsValid(attribute->attcollation) ? C_COLLATION_OID : InvalidOid;
    }
    const MemoryContext old = MemoryContextSwitchTo(estate->es_query_cxt);
    sort_ = tuplesort_begin_heap(desc, n_keys, columns, operators, collations, nulls_first,
                                 work_mem, nullptr, 0);
    pfree(columns);
    pfree(operators);
    pfree(collations);
    pfree(nulls_first);
    if (row_ == nullptr)
        row_ = ExecInitExtraTupleSlot(estate, desc, &TTSOpsMinimalTuple);
    MemoryContextSwitchTo(old);
}

void Sorter::Put(TupleTableSlot *row) {
    tuplesort_puttupleslot(sort_, row);
}

void Sorter::Sort() {
    tuplesort_performsort(sort_);
}

bool Sorter::Take(TupleTableSlot *slot) {
    if (!tuplesort_gettupleslot(sort_, true, false, row_, nullptr))
        return false;
    slot_getallattrs(row_);
    ExecClearTuple(slot);
    const int n = row_->tts_tupleDescriptor->natts;
    memcpy(slot->tts_values, row_->tts_values, sizeof(Datum) * n);
    memcpy(slot->tts_isnull, row_->tts_isnull, sizeof(bool) * n);
    ExecStoreVirtualTuple(slot);
    return true;
}

void Sorter::End() {
    if (sort_ != nullptr)
        tuplesort_end(sort_);
    sort_ = nullptr;
}

} // namespace heatmap::scan
