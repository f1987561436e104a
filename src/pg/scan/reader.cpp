#include "pg/scan/reader.hpp"

#include "pg/scan/query.hpp"

#include <algorithm>

namespace heatmap::scan {

namespace {

// Loads a value of a fixed length, which is known where it is called.
template <class T>
void LoadFixed(const char *const *data, int n, int32 offset, Datum *values) {
    for (int i = 0; i < n; i++) {
        T value;
        memcpy(&value, data[i] + offset, sizeof(value));
        values[i] = static_cast<Datum>(value); // with its sign, as the server's macros do
    }
}

// A number by value as LoadFixed loads it. A function may return its upper bits otherwise: hashtext
// gives an int4 without a sign. Groups compare whole Datums.
Datum WithItsSign(Datum value, int16 length) {
    switch (length) {
    case sizeof(int32):
        return Int32GetDatum(DatumGetInt32(value));
    case sizeof(int16):
        return Int16GetDatum(DatumGetInt16(value));
    case sizeof(char):
        return static_cast<Datum>(DatumGetChar(value));
    default:
        return value;
    }
}

Relation RelationOf(PlanState *child) {
    return reinterpret_cast<ScanState *>(child)->ss_currentRelation;
}

template <class T>
T *Grow(T *items, int n, int *room) {
    if (n < *room)
        return items;
    *room = std::max(2 * *room, 16);
    auto *larger = static_cast<T *>(palloc0(sizeof(T) * *room));
    if (n > 0)
        memcpy(static_cast<void *>(larger), items, sizeof(T) * n);
    return larger;
}

} // namespace

void Reader::Init(PlanState *child, ExprContext *fixed) {
    child_ = child;
    estate_ = child->state;
    fixed_ = fixed;
    if (!IsA(child, SeqScanState))
        elog(ERROR, "unexpected child of HeatmapScan: %d", static_cast<int>(nodeTag(child)));
    row_context_ = CreateExprContext(estate_);
    batch_memory_ =
        AllocSetContextCreate(CurrentMemoryContext, "HeatmapScan rows", ALLOCSET_DEFAULT_SIZES);
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

    const List *quals = child->plan->qual;
    filters_ = static_cast<Filter *>(palloc0(sizeof(Filter) * (list_length(quals) + 1)));
    ListCell *cell;
    foreach (cell, quals) {
        auto *expression = static_cast<Expr *>(lfirst(cell));
        Predicate *predicate = AsFilter(expression);
        if (predicate == nullptr) {
            others_ = lappend(others_, expression);
            continue;
        }
        Filter &filter = filters_[n_filters_++];
        filter.predicate = predicate;
        PreparePredicate(predicate, true);
        int n = 0;
        ForEachLeaf(*predicate, [&n](const Predicate &) { n++; });
        filter.columns = static_cast<int *>(palloc(sizeof(int) * n));
        ForEachLeaf(*predicate, [&filter](const Predicate &leaf) {
            for (int i = 0; i < filter.n_columns; i++)
                if (filter.columns[i] == leaf.column)
                    return;
            filter.columns[filter.n_columns++] = leaf.column;
        });
        InOrder(filter.columns, filter.n_columns);
    }
}

int Reader::AddColumn(const Source &source) {
    int room = room_columns_;
    columns_ = Grow(columns_, n_columns_, &room);
    sources_ = Grow(sources_, n_columns_, &room_columns_);
    sources_[n_columns_] = source;
    Column &column = columns_[n_columns_];
    column.values = static_cast<Datum *>(palloc0(sizeof(Datum) * max_batch));
    column.nulls = static_cast<bool *>(palloc0(sizeof(bool) * max_batch));
    return n_columns_++;
}

int Reader::NeedAttribute(AttrNumber number, Cast cast, bool early) {
    for (int i = 0; i < n_columns_; i++)
        if (sources_[i].number == number && sources_[i].cast == cast && sources_[i].early == early)
            return i;
    Source source = {};
    source.number = number;
    source.cast = cast;
    source.early = early;
    const Attribute &attribute = attributes_[number - 1];
    source.length = cast == Cast::none ? attribute.length : sizeof(Datum);
    source.by_value = cast == Cast::none ? attribute.by_value : true;
    return AddColumn(source);
}

int Reader::NeedColumn(Expr *expression, int only_if) {
    const Node *node = WithoutRelabels(reinterpret_cast<const Node *>(expression));
    Cast cast = Cast::none;
    if (IsA(node, FuncExpr)) {
        const auto *function = reinterpret_cast<const FuncExpr *>(node);
        constexpr struct {
            Oid function;
            Cast cast;
        } casts[] = {{F_INT4_INT2, Cast::int2_int4},
                     {F_FLOAT8_INT2, Cast::int2_float8},
                     {F_FLOAT8_INT4, Cast::int4_float8},
                     {F_FLOAT8_INT8, Cast::int8_float8},
                     {F_FLOAT8_FLOAT4, Cast::float4_float8}};
        for (const auto &known : casts)
            if (function->funcid == known.function && sizeof(Datum) == sizeof(float8)) {
                cast = known.cast;
                node = static_cast<const Node *>(linitial(function->args));
            }
    }
    const AttrNumber number = ColumnOf(node);
    if (number != 0)
        return NeedAttribute(number, cast, false);
    for (int i = 0; i < n_columns_; i++)
        if (sources_[i].expression != nullptr && sources_[i].only_if == only_if &&
            equal(sources_[i].expression, expression))
            return i;
    Source source = {};
    source.expression = expression;
    source.only_if = only_if;
    get_typlenbyval(exprType(reinterpret_cast<Node *>(expression)), &source.length,
                    &source.by_value);
    source.state = ExecInitExpr(expression, child_);
    return AddColumn(source);
}

int Reader::NeedFloat(Expr *expression, int only_if) {
    if (exprType(reinterpret_cast<Node *>(expression)) == FLOAT8OID)
        return NeedColumn(expression, only_if);
    FuncExpr *cast = makeFuncExpr(F_FLOAT8_INT4, FLOAT8OID, list_make1(expression), InvalidOid,
                                  InvalidOid, COERCE_IMPLICIT_CAST);
    return NeedColumn(reinterpret_cast<Expr *>(cast), only_if);
}

int Reader::NeedCondition(Expr *expression, int only_if) {
    for (int i = 0; i < n_conditions_; i++)
        if (conditions_[i].only_if == only_if && equal(conditions_[i].expression, expression))
            return i;
    Condition condition = {};
    condition.expression = expression;
    condition.only_if = only_if;
    condition.predicate = AsPredicate(expression);
    if (condition.predicate != nullptr)
        PreparePredicate(condition.predicate, false);
    else
        condition.state = ExecInitExpr(expression, child_);
    condition.holds = static_cast<bool *>(palloc0(sizeof(bool) * max_batch));
    conditions_ = Grow(conditions_, n_conditions_, &room_conditions_);
    conditions_[n_conditions_] = condition;
    return n_conditions_++;
}

void Reader::PreparePredicate(Predicate *predicate, bool early) {
    ForEachLeaf(*predicate, [&](Predicate &leaf) {
        leaf.column = NeedAttribute(leaf.number, Cast::none, early);
        if (leaf.expression != nullptr)
            leaf.right.state = ExecInitExpr(leaf.expression, child_);
    });
}

// Sorts columns of attributes by the number of the attribute.
int *Reader::InOrder(int *columns, int n) {
    std::sort(columns, columns + n,
              [this](int a, int b) { return sources_[a].number < sources_[b].number; });
    return columns;
}

void Reader::Prepare() {
    late_ = static_cast<int *>(palloc(sizeof(int) * (n_columns_ + 1)));
    for (int i = 0; i < n_columns_; i++) {
        if (sources_[i].number > 0 && !sources_[i].early)
            late_[n_late_++] = i;
    }
    InOrder(late_, n_late_);
    for (int i = 0; i < n_columns_; i++)
        last_ = std::max(last_, sources_[i].number);
    by_row_ = row_expressions() > 0;
    selected_ = static_cast<OffsetNumber *>(palloc(sizeof(OffsetNumber) * max_batch));
    tuples_ = static_cast<HeapTupleHeader *>(palloc(sizeof(HeapTupleHeader) * max_batch));
    data_ = static_cast<const char **>(palloc(sizeof(const char *) * max_batch));
    // Subplans belong to the child's own expression.
    others_state_ = n_filters_ == 0 || contain_subplans(reinterpret_cast<Node *>(others_))
                        ? child_->qual
                        : ExecInitQual(others_, child_);
    blocks_read_ = -1;
}

int Reader::row_expressions() const {
    int n = 0;
    for (int i = 0; i < n_columns_; i++)
        n += sources_[i].state != nullptr;
    for (int i = 0; i < n_conditions_; i++)
        n += conditions_[i].state != nullptr;
    return n;
}

void Reader::Forget() {
    const auto forget = [](Predicate &leaf) { leaf.right.known = false; };
    for (int i = 0; i < n_filters_; i++)
        ForEachLeaf(*filters_[i].predicate, forget);
    for (int i = 0; i < n_conditions_; i++)
        if (conditions_[i].predicate != nullptr)
            ForEachLeaf(*conditions_[i].predicate, forget);
}

// Asks the processor for the lines of the next page, which is mostly in the next buffer; if the
// last guess was wrong, for those of this page. While pages come from the disk, they go into a few
// buffers in turn, and a guess would only drive other lines out.
void Reader::Prefetch(const char *page) {
    constexpr int line = 64;
    constexpr int second_cache = 2; // more of its lines can be on their way than of the first one's
    const int64 blocks_read = pgBufferUsage.shared_blks_read;
    if (blocks_read == blocks_read_) {
        const char *next = page == predicted_ ? page + BLCKSZ : page;
        for (int i = 0; i < BLCKSZ; i += line)
            __builtin_prefetch(next + i, 0, second_cache);
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
    MemoryContextReset(batch_memory_);
    return UsesPages() ? NextPage() : NextRow();
}

bool Reader::NextRow() {
    row_ = ExecProcNode(child_);
    if (TupIsNull(row_))
        return false;
    if (child_->qual != nullptr || child_->ps_ProjInfo != nullptr)
        row_ = child_->ps_ExprContext->ecxt_scantuple; // as it was before the child's projection
    for (int i = 0; i < n_late_; i++) {
        Column &column = columns_[late_[i]];
        column.values[0] = slot_getattr(row_, sources_[late_[i]].number, &column.nulls[0]);
        column.any_nulls = column.nulls[0];
    }
    rows_ = 1;
    Finish();
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
            FindTuples(heap);
            rows_ = SelectOthers(SelectSimple(n));
            InstrCountFiltered1(child_, n - rows_);
            if (rows_ > 0) {
                Load(rows_, late_, n_late_);
                Finish();
            }
            // The scan goes on with the next page, and has counted one row.
            heap->rs_cindex = heap->rs_ntuples - 1;
            CountRows(RelationOf(child_), n - 1);
        }
        if (child_->instrument != nullptr)
            InstrStopNode(child_->instrument, rows_);
        if (!found)
            return false;
    } while (rows_ == 0);
    return true;
}

// Finds the rows of the page that the snapshot sees.
void Reader::FindTuples(HeapScanDesc heap) {
    const auto n = static_cast<int>(heap->rs_ntuples);
    const Page page = BufferGetPage(heap->rs_cbuf);
    Prefetch(page);
    for (int i = 0; i < n; i++) {
        selected_[i] = heap->rs_vistuples[i];
        tuples_[i] =
            reinterpret_cast<HeapTupleHeader>(PageGetItem(page, PageGetItemId(page, selected_[i])));
    }
    bool plain = true;
    for (int i = 0; i < n; i++) {
        const HeapTupleHeader tuple = tuples_[i];
        plain &= (tuple->t_infomask & HEAP_HASNULL) == 0 && HeapTupleHeaderGetNatts(tuple) >= last_;
        data_[i] = reinterpret_cast<const char *>(tuple) + tuple->t_hoff;
    }
    plain_ = plain;
}

// Keeps the rows in which a condition holds, without branches; returns how many.
int Reader::Keep(const bool *holds, int n) {
    int m = 0;
    for (int i = 0; i < n; i++) {
        selected_[m] = selected_[i];
        tuples_[m] = tuples_[i];
        data_[m] = data_[i];
        m += holds[i];
    }
    return m;
}

// Whether all columns of a condition are where all rows of the page have them.
bool Reader::IsPlain(const Filter &filter) const {
    if (!plain_)
        return false;
    for (int i = 0; i < filter.n_columns; i++)
        if (attributes_[sources_[filter.columns[i]].number - 1].offset < 0)
            return false;
    return true;
}

// Whether the filter reads the one column that the filter before it has read.
bool Reader::IsLoaded(int filter) const {
    const Filter &f = filters_[filter];
    return filter > 0 && f.n_columns == 1 && filters_[filter - 1].n_columns == 1 &&
           f.columns[0] == filters_[filter - 1].columns[0];
}

// Keeps the rows that the simple conditions of the query accept: first those of columns that cost
// little to load, all at once, then the others one after the other. Most pages have no row in a
// range of times, which the first condition tells.
int Reader::SelectSimple(int n) {
    bool holds[max_batch], one[max_batch];
    bool any = false; // of the first kind
    for (int i = 0; i < n_filters_; i++) {
        if (!IsPlain(filters_[i]))
            continue;
        if (!IsLoaded(i))
            Load(n, filters_[i].columns, filters_[i].n_columns);
        Evaluate(*filters_[i].predicate, columns_, n, fixed_, any ? one : holds);
        for (int row = 0; any && row < n; row++)
            holds[row] &= one[row];
        if (memchr(holds, true, n) == nullptr)
            return 0;
        any = true;
    }
    if (any)
        n = Keep(holds, n);
    for (int i = 0; i < n_filters_ && n > 0; i++) {
        if (IsPlain(filters_[i]))
            continue;
        Load(n, filters_[i].columns, filters_[i].n_columns);
        Evaluate(*filters_[i].predicate, columns_, n, fixed_, holds);
        n = Keep(holds, n);
    }
    return n;
}

// Keeps the rows that the other conditions of the query accept.
int Reader::SelectOthers(int n) {
    if (others_ == NIL)
        return n;
    ExprContext *context = child_->ps_ExprContext;
    bool holds[max_batch];
    for (int i = 0; i < n; i++) {
        StoreRow(i);
        context->ecxt_scantuple = reinterpret_cast<ScanState *>(child_)->ss_ScanTupleSlot;
        ResetExprContext(context);
        holds[i] = ExecQual(others_state_, context);
    }
    return Keep(holds, n);
}

// Puts a row of the page into the slot of the child.
void Reader::StoreRow(int row) {
    auto *state = reinterpret_cast<ScanState *>(child_);
    const auto *heap = reinterpret_cast<HeapScanDesc>(state->ss_currentScanDesc);
    const OffsetNumber offset = selected_[row];
    tuple_.t_data = tuples_[row];
    tuple_.t_len = ItemIdGetLength(PageGetItemId(BufferGetPage(heap->rs_cbuf), offset));
    tuple_.t_tableOid = RelationGetRelid(RelationOf(child_));
    ItemPointerSet(&tuple_.t_self, heap->rs_cblock, offset);
    ExecStoreBufferHeapTuple(&tuple_, state->ss_ScanTupleSlot, heap->rs_cbuf);
}

// Computes the casts, conditions and expressions of the batch.
void Reader::Finish() {
    for (int i = 0; i < n_late_; i++)
        Convert(late_[i]);
    for (int i = 0; i < n_conditions_; i++)
        if (conditions_[i].predicate != nullptr)
            Evaluate(*conditions_[i].predicate, columns_, rows_, fixed_, conditions_[i].holds);
    if (!by_row_)
        return;
    for (int i = 0; i < n_columns_; i++)
        if (sources_[i].state != nullptr)
            columns_[i].any_nulls = false;
    for (int row = 0; row < rows_; row++) {
        if (pages_) {
            StoreRow(row);
            row_context_->ecxt_scantuple = reinterpret_cast<ScanState *>(child_)->ss_ScanTupleSlot;
        } else {
            row_context_->ecxt_scantuple = row_;
        }
        ResetExprContext(row_context_);
        const auto wanted = [this, row](int only_if) {
            return only_if == no_condition || conditions_[only_if].holds[row];
        };
        // Conditions come first: expressions may depend on them.
        for (int i = 0; i < n_conditions_; i++) {
            Condition &condition = conditions_[i];
            if (condition.state == nullptr)
                continue;
            bool null = true;
            Datum value = 0;
            if (wanted(condition.only_if))
                value = ExecEvalExprSwitchContext(condition.state, row_context_, &null);
            condition.holds[row] = !null && DatumGetBool(value);
        }
        for (int i = 0; i < n_columns_; i++) {
            const Source &source = sources_[i];
            if (source.state == nullptr)
                continue;
            Column &column = columns_[i];
            column.nulls[row] = true;
            if (wanted(source.only_if))
                column.values[row] = EvaluateRow(source, &column.nulls[row]);
            column.any_nulls |= column.nulls[row];
        }
    }
}

// The value of an expression in the current row. One by reference, which may point into the row or
// memory of the row, is copied.
Datum Reader::EvaluateRow(const Source &source, bool *null) {
    const Datum value = ExecEvalExprSwitchContext(source.state, row_context_, null);
    if (*null)
        return value;
    if (source.by_value)
        return WithItsSign(value, source.length);
    const MemoryContext old = MemoryContextSwitchTo(batch_memory_);
    const Datum copy = datumCopy(value, false, source.length);
    MemoryContextSwitchTo(old);
    return copy;
}

void Reader::LoadPlain(const Attribute &attribute, int n, Column *column) {
    const int32 offset = attribute.offset;
    memset(column->nulls, 0, sizeof(bool) * n);
    if (!attribute.by_value) {
        for (int i = 0; i < n; i++)
            column->values[i] = PointerGetDatum(data_[i] + offset);
    } else if (attribute.length == sizeof(int64)) {
        LoadFixed<int64>(data_, n, offset, column->values);
    } else if (attribute.length == sizeof(int32)) {
        LoadFixed<int32>(data_, n, offset, column->values);
    } else if (attribute.length == sizeof(int16)) {
        LoadFixed<int16>(data_, n, offset, column->values);
    } else {
        LoadFixed<char>(data_, n, offset, column->values);
    }
}

// Fills these columns, which are in order of their numbers, for the first n rows.
void Reader::Load(int n, const int *which, int n_which) {
    if (n_which == 0)
        return;
    int done = 0; // of the columns: those that all rows have at the same place
    for (; plain_ && done < n_which; done++) {
        const Attribute &attribute = attributes_[sources_[which[done]].number - 1];
        if (attribute.offset < 0)
            break;
        columns_[which[done]].any_nulls = false;
        LoadPlain(attribute, n, &columns_[which[done]]);
    }
    for (int i = done; i < n_which; i++)
        columns_[which[i]].any_nulls = false;
    if (done < n_which)
        for (int i = 0; i < n; i++)
            Walk(i, which + done, n_which - done);
}

// Finds the columns of one row: from its beginning or, of a plain one, from the last attribute
// whose place is known.
void Reader::Walk(int row, const int *which, int n_which) {
    const HeapTupleHeader tuple = tuples_[row];
    const char *data = data_[row];
    const bool has_nulls = (tuple->t_infomask & HEAP_HASNULL) != 0;
    const int natts = HeapTupleHeaderGetNatts(tuple);
    int a = plain_ ? last_fixed_ : 0;
    auto offset = static_cast<uint32>(plain_ ? attributes_[a].offset : 0);
    for (int next = 0; next < n_which; a++) {
        const Attribute &attribute = attributes_[a];
        const bool absent = a >= natts || (has_nulls && att_isnull(a, tuple->t_bits));
        if (!absent)
            offset = static_cast<uint32>(
                att_align_pointer(offset, attribute.align, attribute.length, data + offset));
        const char *at = data + offset;
        // The same attribute may be needed as it is and cast.
        for (; next < n_which && sources_[which[next]].number == a + 1; next++) {
            Column &column = columns_[which[next]];
            column.nulls[row] = absent;
            if (!absent)
                column.values[row] = fetch_att(at, attribute.by_value, attribute.length);
            else if (a >= natts)
                column.values[row] = getmissingattr(desc_, a + 1, &column.nulls[row]);
            column.any_nulls |= column.nulls[row];
        }
        if (!absent)
            offset = static_cast<uint32>(att_addlength_pointer(offset, attribute.length, at));
    }
}

// Casts the values of a column. Those that are NULL are any bits, which have a cast, too.
void Reader::Convert(int column) {
    Datum *values = columns_[column].values;
    switch (sources_[column].cast) {
    case Cast::none:
        break;
    case Cast::int2_int4:
        break; // a Datum has the sign already
    case Cast::int2_float8:
        for (int i = 0; i < rows_; i++)
            values[i] = Float8GetDatum(DatumGetInt16(values[i]));
        break;
    case Cast::int4_float8:
        for (int i = 0; i < rows_; i++)
            values[i] = Float8GetDatum(DatumGetInt32(values[i]));
        break;
    case Cast::int8_float8:
        for (int i = 0; i < rows_; i++)
            values[i] = Float8GetDatum(static_cast<double>(DatumGetInt64(values[i])));
        break;
    case Cast::float4_float8:
        for (int i = 0; i < rows_; i++)
            values[i] = Float8GetDatum(DatumGetFloat4(values[i]));
        break;
    }
}

} // namespace heatmap::scan
