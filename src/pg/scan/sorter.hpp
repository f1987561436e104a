// Brings the parts of each group together, when a scan that promises to return the rows of a group
// one after the other had to return its groups in parts. Sorts on disk beyond work_mem.
#pragma once

#include "pg/scan/server.hpp"

namespace heatmap::scan {

class Sorter {
public:
    // Begins to sort rows of this shape by keys, columns from 0 whose types are those of
    // IsKeyType().
    void Begin(EState *estate, TupleDesc desc, const int *keys, int n_keys);

    bool begun() const {
        return sort_ != nullptr;
    }

    void Put(TupleTableSlot *row);

    // Between the last row put and the first one taken.
    void Sort();

    // The next row in virtual form, in a slot of the caller; false if there is none.
    bool Take(TupleTableSlot *slot);

    void End();

private:
    Tuplesortstate *sort_;
    TupleTableSlot *row_;
};

} // namespace heatmap::scan
