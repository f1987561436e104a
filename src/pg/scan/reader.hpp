// Reads a table in batches, a page at a time: of the rows that the snapshot sees and the conditions
// of the query accept, the columns, expressions and further conditions that are needed.
#pragma once

#include "pg/scan/predicate.hpp"

namespace heatmap::scan {

inline constexpr int no_condition = -1;

class Reader {
public:
    // For the child of the node, which has been initialised. All memory is that of the current
    // context, which must live as long as the reader. `fixed` evaluates what is the same for all
    // rows; it must not be reset before Forget().
    void Init(PlanState *child, ExprContext *fixed);

    // The number under which column() has the values of an expression, from now on. It is not
    // evaluated for rows in which the condition of this number, if there is one, does not hold.
    int NeedColumn(Expr *expression, int only_if);

    // The same for numbers of type int or float8, as float8.
    int NeedFloat(Expr *expression, int only_if);

    // The number under which holds() says in which rows the condition is true.
    int NeedCondition(Expr *expression, int only_if);

    // To be called once all that is needed is known.
    void Prepare();

    // Reads the next batch that has rows; false at the end. After that it must not be called again
    // before the child was told to begin anew.
    bool Next();

    // Before rows are read anew.
    void Forget();

    int rows() const {
        return rows_;
    }

    const Column &column(int i) const {
        return columns_[i];
    }

    const bool *holds(int condition) const {
        return conditions_[condition].holds;
    }

    // Type of the values of a column: by value, and its length as in pg_type.
    bool by_value(int column) const {
        return sources_[column].by_value;
    }

    int16 length(int column) const {
        return sources_[column].length;
    }

    // The conditions of the query: those that are evaluated for a page at a time, and all.
    int simple_filters() const {
        return n_filters_;
    }

    int all_filters() const {
        return n_filters_ + list_length(others_);
    }

    // Expressions and conditions that are evaluated for one row at a time, beside those.
    int row_expressions() const;

private:
    // What is needed to find an attribute in a row.
    struct Attribute {
        int32 offset; // where all rows without NULLs have it; -1 behind one of variable length
        int16 length;
        char align;
        bool by_value;
    };

    // How the value of an attribute becomes that of a column.
    enum class Cast : uint8_t {
        none,
        int2_int4,
        int2_float8,
        int4_float8,
        int8_float8,
        float4_float8
    };

    // Where the values of a column come from: an attribute, or an expression.
    struct Source {
        Expr *expression;
        AttrNumber number; // 0: none, the expression is evaluated
        Cast cast;
        bool early; // for the conditions of the query: loaded before rows are selected
        ExprState *state;
        int only_if;
        int16 length; // of the column's type
        bool by_value;
    };

    // A condition that does not select rows of the query.
    struct Condition {
        Expr *expression;
        Predicate *predicate; // null: it is evaluated for one row at a time
        ExprState *state;
        int only_if;
        bool *holds;
    };

    // A simple condition of the query, and the columns that it looks at, by number.
    struct Filter {
        Predicate *predicate;
        int *columns;
        int n_columns;
    };

    int AddColumn(const Source &source);
    int NeedAttribute(AttrNumber number, Cast cast, bool early);
    void PreparePredicate(Predicate *predicate, bool early);
    int *InOrder(int *columns, int n);
    bool UsesPages();
    bool NextPage();
    bool NextRow();
    void Prefetch(const char *page);
    void FindTuples(HeapScanDesc heap);
    int Keep(const bool *holds, int n);
    bool IsPlain(const Filter &filter) const;
    bool IsLoaded(int filter) const;
    int SelectSimple(int n);
    int SelectOthers(int n);
    void StoreRow(int row);
    void Finish();
    Datum EvaluateRow(const Source &source, bool *null);
    void Load(int n, const int *which, int n_which);
    void LoadPlain(const Attribute &attribute, int n, Column *column);
    void Walk(int row, const int *which, int n_which);
    void Convert(int column);

    PlanState *child_;
    EState *estate_;
    ExprContext *fixed_;         // of what is the same for all rows
    ExprContext *row_context_;   // of expressions; its memory is that of a row
    MemoryContext batch_memory_; // of values by reference
    TupleDesc desc_;             // of the relation
    Attribute *attributes_;      // by number from 0
    int last_fixed_;             // the last one that all plain rows have at the same place
    Column *columns_;
    Source *sources_; // of the columns
    int n_columns_, room_columns_;
    int *late_; // the columns of attributes that are not early, by number
    int n_late_;
    Condition *conditions_;
    int n_conditions_, room_conditions_;
    Filter *filters_;
    int n_filters_;
    List *others_; // the conditions of the query that are not simple
    ExprState *others_state_;
    bool by_row_; // there are expressions or conditions that are evaluated for one row at a time
    AttrNumber last_; // the highest number of an attribute that is needed
    int rows_;
    bool plain_; // no row of the page has NULLs, and each has all attributes that are needed
    bool known_; // whether pages_ is known
    bool pages_; // reads pages, not rows of the child
    TupleTableSlot *row_;    // of the child
    HeapTupleData tuple_;    // of a page
    const char *predicted_;  // where the next page lies if its buffer follows
    int64 blocks_read_;      // when the last page was there
    OffsetNumber *selected_; // line pointers
    HeapTupleHeader *tuples_;
    const char **data_; // of the tuples, behind their headers
};

} // namespace heatmap::scan
