// Reads a table in batches, a page at a time: of the rows that the snapshot sees and the conditions
// accept, the columns that are needed.
#pragma once

#include "pg/scan/query.hpp"

namespace heatmap::scan {

// The most rows of a batch: those of a page.
inline constexpr int max_batch = MaxHeapTuplesPerPage;

// A column of a batch. Values by reference point into the page, or into the row of the child, and
// are valid until the next batch.
struct Column {
    AttrNumber number; // in the relation, from 1
    int16 length;      // of its type, as in pg_attribute
    bool by_value;
    int child; // its place in the rows of the child, from 0
    Datum *values;
    bool *nulls;
    bool any_nulls; // of the batch
};

class Reader {
public:
    // For the child of the node, which has been initialised. All memory is that of the current
    // context, which must live as long as the reader.
    void Init(PlanState *child);

    // The number under which column() has a column of the relation, from now on.
    int Need(AttrNumber number);

    // To be called once all columns are known.
    void Prepare();

    // Reads the next batch that has rows; false at the end. After that it must not be called again
    // before the child was told to begin anew.
    bool Next();

    int rows() const {
        return rows_;
    }

    const Column &column(int i) const {
        return columns_[i];
    }

    // The conditions that are evaluated for a page at a time, and all.
    int simple_conditions() const {
        return n_conditions_;
    }

    int all_conditions() const {
        return n_conditions_ + list_length(others_);
    }

private:
    // What is needed to find an attribute in a row.
    struct Attribute {
        int32 offset; // where all rows without NULLs have it; -1 behind one of variable length
        int16 length;
        char align;
        bool by_value;
    };

    bool UsesPages();
    bool NextPage();
    bool NextRow();
    void Prefetch(const char *page);
    int SelectSimple(const HeapTupleHeader *tuples, int n);
    int SelectOthers(HeapScanDesc scan, int n);
    void Load(const HeapTupleHeader *tuples, int n, const int *which, int n_which);
    void Walk(HeapTupleHeader tuple, bool plain, int row, const int *which, int n_which);

    PlanState *child_;
    EState *estate_;
    TupleDesc desc_;        // of the relation
    Attribute *attributes_; // by number from 0
    int last_fixed_;        // the last one that all plain rows have at the same place
    Column *columns_;       // first a column for each simple condition, then those that are needed
    int n_columns_;
    int n_condition_columns_;
    int *by_number_; // the places of those that are needed, in order of their numbers
    Condition *conditions_;
    int n_conditions_;
    List *others_; // the other conditions
    ExprState *others_state_;
    int rows_;
    bool known_; // whether pages_ is known
    bool pages_; // reads pages, not rows of the child
    HeapTupleData tuple_;
    const char *predicted_;  // where the next page lies if its buffer follows
    int64 blocks_read_;      // when the last page was there
    OffsetNumber *selected_; // line pointers
    HeapTupleHeader *tuples_;
};

} // namespace heatmap::scan
