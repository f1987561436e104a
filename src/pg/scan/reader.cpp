#include "pg/scan/reader.hpp"

#include <algorithm>

namespace heatmap::scan {

namespace {

// Loads a value of a fixed length, which is known where it is called.
template <class T>
void LoadFixed(const HeapTupleHeader *tuples, int n, int32 offset, Datum *values) {
    for (int i = 0; i < n; i++) {
        T value;
        memcpy(&value, reinterpret_cast<const char *>(tuples[i]) + tuples[i]->t_hoff + offset,
               sizeof(value));
        values[i] = static_cast<Datum>(value); // with its sign, as the server's macros do
    }
}

// Keeps the numbers of the rows that test(value) accepts, without branches.
template <class Test>
int Keep(const Column &column, const uint16 *rows, int n, uint16 *kept, Test &&test) {
    int m = 0;
    for (int i = 0; i < n; i++) {
        const uint16 row = rows[i];
        kept[m] = row;
        m += !column.nulls[row] && test(column.values[row]);
    }
    return m;
}

template <class Convert, class Number>
int KeepCompared(const Column &column, Comparison comparison, Number constant, Convert &&number,
                 const uint16 *rows, int n, uint16 *kept) {
    // Written so that NaN is larger than every number and equal to none, as the server has it.
    switch (comparison) {
    case Comparison::lt:
        return Keep(column, rows, n, kept, [&](Datum v) { return number(v) < constant; });
    case Comparison::le:
        return Keep(column, rows, n, kept, [&](Datum v) { return number(v) <= constant; });
    case Comparison::eq:
        return Keep(column, rows, n, kept, [&](Datum v) { return number(v) == constant; });
    case Comparison::ge:
        return Keep(column, rows, n, kept, [&](Datum v) { return !(number(v) < constant); });
    case Comparison::gt:
        return Keep(column, rows, n, kept, [&](Datum v) { return !(number(v) <= constant); });
    }
    return 0;
}

int Select(const Condition &condition, const Column &column, const uint16 *rows, int n,
           uint16 *kept) {
    switch (condition.type) {
    case NumberType::int2:
        return KeepCompared(
            column, condition.comparison, condition.whole,
            [](Datum v) { return int64{DatumGetInt16(v)}; }, rows, n, kept);
    case NumberType::int4:
        return KeepCompared(
            column, condition.comparison, condition.whole,
            [](Datum v) { return int64{DatumGetInt32(v)}; }, rows, n, kept);
    case NumberType::int8:
        return KeepCompared(
            column, condition.comparison, condition.whole, [](Datum v) { return DatumGetInt64(v); },
            rows, n, kept);
    case NumberType::float8:
        return KeepCompared(
            column, condition.comparison, condition.real, [](Datum v) { return DatumGetFloat8(v); },
            rows, n, kept);
    }
    return 0;
}

Relation RelationOf(PlanState *child) {
    return reinterpret_cast<ScanState *>(child)->ss_currentRelation;
}

} // namespace

void Reader::Init(PlanState *child) {
    child_ = child;
    estate_ = child->state;
    if (!IsA(child, SeqScanState))
        elog(ERROR, "unexpected child of HeatmapScan: %d", static_cast<int>(nodeTag(child)));
    desc_ = RelationGetDescr(RelationOf(child));
    const int natts = desc_->natts;
    attributes_ = static_cast<Attribute *>(palloc(sizeof(Attribute) * natts));
    int32 offset = 0;
    for (int i = 0; i < natts; i++) {
        const Form_pg_attribute att = TupleDescAttr(desc_, i);
        Attribute &a = attributes_[i];
        a = {-1, att->attlen, att->attalign, att->attbyval};
        if (offset < 0)
            continue;
        // One of variable length may or may not be padded, unless it needs none.
        const auto aligned = static_cast<int32>(att_align_nominal(offset, att->attalign));
        a.offset = att->attlen > 0 || aligned == offset ? aligned : -1;
        offset = att->attlen > 0 ? aligned + att->attlen : -1;
    }
    last_fixed_ = 0;
    while (last_fixed_ + 1 < natts && attributes_[last_fixed_ + 1].offset >= 0)
        last_fixed_++;
    // A column for each condition, and one for each attribute that may be needed.
    const List *quals = child->plan->qual;
    columns_ = static_cast<Column *>(palloc(sizeof(Column) * (list_length(quals) + natts)));
    conditions_ = static_cast<Condition *>(palloc(sizeof(Condition) * (list_length(quals) + 1)));
    n_columns_ = n_conditions_ = 0;
    others_ = NIL;
    ListCell *cell;
    foreach (cell, quals) {
        auto *expression = static_cast<Expr *>(lfirst(cell));
        if (AsCondition(expression, &conditions_[n_conditions_]))
            n_conditions_++;
        else
            others_ = lappend(others_, expression);
    }
    for (int i = 0; i < n_conditions_; i++)
        columns_[n_columns_++].number = conditions_[i].column;
    n_condition_columns_ = n_columns_;
}

int Reader::Need(AttrNumber number) {
    for (int i = n_condition_columns_; i < n_columns_; i++)
        if (columns_[i].number == number)
            return i;
    columns_[n_columns_].number = number;
    return n_columns_++;
}

void Reader::Prepare() {
    for (int i = 0; i < n_columns_; i++) {
        Column &c = columns_[i];
        c.length = attributes_[c.number - 1].length;
        c.by_value = attributes_[c.number - 1].by_value;
        c.values = static_cast<Datum *>(palloc(sizeof(Datum) * max_batch));
        c.nulls = static_cast<bool *>(palloc(sizeof(bool) * max_batch));
        c.child = -1;
        ListCell *cell;
        foreach (cell, child_->plan->targetlist) {
            const auto *entry = lfirst_node(TargetEntry, cell);
            if (IsA(entry->expr, Var) &&
                reinterpret_cast<const Var *>(entry->expr)->varattno == c.number)
                c.child = entry->resno - 1;
        }
    }
    const int needed = n_columns_ - n_condition_columns_;
    by_number_ = static_cast<int *>(palloc(sizeof(int) * (needed + 1)));
    for (int i = 0; i < needed; i++)
        by_number_[i] = n_condition_columns_ + i;
    std::sort(by_number_, by_number_ + needed,
              [this](int a, int b) { return columns_[a].number < columns_[b].number; });
    selected_ = static_cast<OffsetNumber *>(palloc(sizeof(OffsetNumber) * max_batch));
    tuples_ = static_cast<HeapTupleHeader *>(palloc(sizeof(HeapTupleHeader) * max_batch));
    // Subplans belong to the child's own expression.
    others_state_ = n_conditions_ == 0 || contain_subplans(reinterpret_cast<Node *>(others_))
                        ? child_->qual
                        : ExecInitQual(others_, child_);
    known_ = false;
    predicted_ = nullptr;
    blocks_read_ = -1;
}

// Asks the processor for the lines of the next page, which is mostly in the next buffer; if the
// last guess was wrong, for those of this page. While pages come from the disk, they go into a few
// buffers in turn, and a guess would only drive other lines out.
void Reader::Prefetch(const char *page) {
    constexpr int line = 64;
    const int64 blocks_read = pgBufferUsage.shared_blks_read;
    if (blocks_read == blocks_read_) {
        const char *next = page == predicted_ ? page + BLCKSZ : page;
        for (int i = 0; i < BLCKSZ; i += line)
            __builtin_prefetch(next + i);
    }
    predicted_ = page + BLCKSZ;
    blocks_read_ = blocks_read;
}

// Whether pages can be read: the scan is one of a heap that sees a snapshot, and no row is checked
// again for an update that waited.
bool Reader::UsesPages() {
    if (known_)
        return pages_;
    known_ = true;
    pages_ = false;
    const Relation relation = RelationOf(child_);
    if (estate_->es_epq_active != nullptr || relation->rd_tableam != GetHeapamTableAmRoutine())
        return false;
    auto *scan = reinterpret_cast<ScanState *>(child_);
    if (scan->ss_currentScanDesc == nullptr) {
        // The child closes it at its end, so it must be there until then.
        const MemoryContext old = MemoryContextSwitchTo(estate_->es_query_cxt);
        scan->ss_currentScanDesc = table_beginscan(relation, estate_->es_snapshot, 0, nullptr);
        MemoryContextSwitchTo(old);
    }
    pages_ = (scan->ss_currentScanDesc->rs_flags & SO_ALLOW_PAGEMODE) != 0;
    return pages_;
}

bool Reader::Next() {
    return UsesPages() ? NextPage() : NextRow();
}

bool Reader::NextRow() {
    TupleTableSlot *slot = ExecProcNode(child_);
    if (TupIsNull(slot))
        return false;
    for (int i = n_condition_columns_; i < n_columns_; i++) {
        Column &c = columns_[i];
        c.values[0] = slot_getattr(slot, c.child + 1, &c.nulls[0]);
        c.any_nulls = c.nulls[0];
    }
    rows_ = 1;
    return true;
}

bool Reader::NextPage() {
    auto *state = reinterpret_cast<ScanState *>(child_);
    auto *heap = reinterpret_cast<HeapScanDesc>(state->ss_currentScanDesc);
    TupleTableSlot *slot = state->ss_ScanTupleSlot;
    do {
        CHECK_FOR_INTERRUPTS();
        if (child_->instrument != nullptr)
            InstrStartNode(child_->instrument);
        // The first row of a page that has any. The page is then pinned, and what the snapshot sees
        // on it is not pruned, so it needs no lock.
        const bool found =
            table_scan_getnextslot(state->ss_currentScanDesc, ForwardScanDirection, slot);
        rows_ = 0;
        if (found) {
            const auto n = static_cast<int>(heap->rs_ntuples);
            const Page page = BufferGetPage(heap->rs_cbuf);
            Prefetch(page);
            for (int i = 0; i < n; i++) {
                selected_[i] = heap->rs_vistuples[i];
                tuples_[i] = reinterpret_cast<HeapTupleHeader>(
                    PageGetItem(page, PageGetItemId(page, selected_[i])));
            }
            int kept = SelectSimple(tuples_, n);
            kept = SelectOthers(heap, kept);
            InstrCountFiltered1(child_, n - kept);
            Load(tuples_, kept, by_number_, n_columns_ - n_condition_columns_);
            rows_ = kept;
            // The scan goes on with the next page, and has counted one row.
            heap->rs_cindex = heap->rs_ntuples - 1;
            const Relation relation = RelationOf(child_);
            if (pgstat_should_count_relation(relation))
                relation->pgstat_info->t_counts.t_tuples_returned += n - 1;
        }
        if (child_->instrument != nullptr)
            InstrStopNode(child_->instrument, rows_);
        if (!found)
            return false;
    } while (rows_ == 0);
    return true;
}

// Keeps the rows that the simple conditions accept; returns how many.
int Reader::SelectSimple(const HeapTupleHeader *tuples, int n) {
    if (n_conditions_ == 0)
        return n;
    uint16 rows[max_batch + 1], kept[max_batch + 1];
    for (int i = 0; i < n; i++)
        rows[i] = static_cast<uint16>(i);
    int m = n;
    for (int i = 0; i < n_conditions_ && m > 0; i++) {
        Load(tuples, n, &i, 1);
        m = Select(conditions_[i], columns_[i], rows, m, kept);
        memcpy(rows, kept, sizeof(uint16) * m);
    }
    for (int i = 0; i < m; i++) {
        selected_[i] = selected_[rows[i]];
        tuples_[i] = tuples_[rows[i]];
    }
    return m;
}

// Keeps the rows that the other conditions accept.
int Reader::SelectOthers(HeapScanDesc scan, int n) {
    if (others_ == NIL)
        return n;
    ExprContext *context = child_->ps_ExprContext;
    TupleTableSlot *slot = reinterpret_cast<ScanState *>(child_)->ss_ScanTupleSlot;
    const Page page = BufferGetPage(scan->rs_cbuf);
    int m = 0;
    for (int i = 0; i < n; i++) {
        const OffsetNumber offset = selected_[i];
        tuple_.t_data = tuples_[i];
        tuple_.t_len = ItemIdGetLength(PageGetItemId(page, offset));
        tuple_.t_tableOid = RelationGetRelid(RelationOf(child_));
        ItemPointerSet(&tuple_.t_self, scan->rs_cblock, offset);
        ExecStoreBufferHeapTuple(&tuple_, slot, scan->rs_cbuf);
        context->ecxt_scantuple = slot;
        ResetExprContext(context);
        if (!ExecQual(others_state_, context))
            continue;
        selected_[m] = offset;
        tuples_[m++] = tuples_[i];
    }
    return m;
}

// Fills these columns, which are in order of their numbers, for these rows.
void Reader::Load(const HeapTupleHeader *tuples, int n, const int *which, int n_which) {
    if (n_which == 0 || n == 0)
        return;
    const AttrNumber last = columns_[which[n_which - 1]].number;
    bool plain = true; // no NULLs, and all columns are there
    for (int i = 0; i < n; i++)
        plain &= (tuples[i]->t_infomask & HEAP_HASNULL) == 0 &&
                 HeapTupleHeaderGetNatts(tuples[i]) >= last;
    int done = 0; // of the columns: those that all rows have at the same place
    for (; plain && done < n_which; done++) {
        Column &column = columns_[which[done]];
        const int32 offset = attributes_[column.number - 1].offset;
        if (offset < 0)
            break;
        memset(column.nulls, 0, sizeof(bool) * n);
        column.any_nulls = false;
        if (!column.by_value) {
            for (int i = 0; i < n; i++)
                column.values[i] = PointerGetDatum(reinterpret_cast<const char *>(tuples[i]) +
                                                   tuples[i]->t_hoff + offset);
        } else if (column.length == sizeof(int64)) {
            LoadFixed<int64>(tuples, n, offset, column.values);
        } else if (column.length == sizeof(int32)) {
            LoadFixed<int32>(tuples, n, offset, column.values);
        } else if (column.length == sizeof(int16)) {
            LoadFixed<int16>(tuples, n, offset, column.values);
        } else {
            LoadFixed<char>(tuples, n, offset, column.values);
        }
    }
    for (int i = done; i < n_which; i++)
        columns_[which[i]].any_nulls = false;
    if (done < n_which)
        for (int i = 0; i < n; i++)
            Walk(tuples[i], plain, i, which + done, n_which - done);
}

// Finds the columns of one row: from its beginning or, of a plain one, from the last attribute
// whose place is known.
void Reader::Walk(HeapTupleHeader tuple, bool plain, int row, const int *which, int n_which) {
    const char *data = reinterpret_cast<const char *>(tuple) + tuple->t_hoff;
    const bool has_nulls = (tuple->t_infomask & HEAP_HASNULL) != 0;
    const int natts = HeapTupleHeaderGetNatts(tuple);
    int a = plain ? last_fixed_ : 0;
    auto offset = static_cast<uint32>(plain ? attributes_[a].offset : 0);
    for (int next = 0; next < n_which; a++) {
        Column &column = columns_[which[next]];
        const bool needed = column.number == a + 1;
        const Attribute &attribute = attributes_[a];
        if (a >= natts || (has_nulls && att_isnull(a, tuple->t_bits))) {
            if (needed) {
                column.nulls[row] = true;
                if (a >= natts)
                    column.values[row] = getmissingattr(desc_, a + 1, &column.nulls[row]);
                column.any_nulls |= column.nulls[row];
                next++;
            }
            continue;
        }
        offset = static_cast<uint32>(
            att_align_pointer(offset, attribute.align, attribute.length, data + offset));
        const char *at = data + offset;
        if (needed) {
            column.values[row] = fetch_att(at, attribute.by_value, attribute.length);
            column.nulls[row] = false;
            next++;
        }
        offset = static_cast<uint32>(att_addlength_pointer(offset, attribute.length, at));
    }
}

} // namespace heatmap::scan
