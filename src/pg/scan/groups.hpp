// The groups of a vectorised scan: a hash table from keys to the states of aggregates.
#pragma once

#include "pg/scan/reader.hpp"

namespace heatmap::scan {

// The state of an aggregate of a group. All bits are 0 before the first row.
struct AggregateState {
    union {
        Datum value;
        int64 rows;  // of count(*)
        void *state; // of heatmap_agg, journey_agg and others
    };
    // Of aggregates by calls:
    bool started;   // a row made the state
    bool has_value; // which is not NULL
    bool lost;      // the transition function returned NULL
};

struct Group {
    uint64 hash;
    Datum *keys;
    bool *nulls;
    AggregateState *states;
};

class Groups {
public:
    // Groups by columns of the reader, of which there may be none: then there is one group, of all
    // rows. Each has so many aggregates.
    void Init(const Reader *reader, const int *columns, int n_columns, int n_aggregates);

    // Finds the group of each row of the batch, and adds those that are new.
    void Find(Group **groups);

    // Removes all groups, and their memory.
    void Clear();

    int size() const {
        return n_groups_;
    }

    Group &operator[](int i) const {
        return *groups_[i];
    }

    // Where the states live; it is reset with the groups.
    MemoryContext memory() const {
        return memory_;
    }

    MemoryContext batch_memory() const {
        return batch_memory_;
    }

private:
    void Prefetch(const uint64 *hashes, int n) const;
    void FindByValue(const Column &column, Group **groups);
    uint64 HashOf(int key, Datum value) const;
    bool IsSame(int key, Datum a, Datum b) const;
    Group *FindOne(int row, uint64 hash);
    Group *Add(int row, uint64 hash);
    bool IsGroupOf(const Group &group, int row) const;
    void PutIntoSlot(Group *group);
    void Enlarge();

    const Reader *reader_;
    const int *columns_;
    int n_columns_, n_aggregates_;
    MemoryContext memory_;
    MemoryContext batch_memory_; // of detoasted keys
    Datum **keys_;               // of the batch, detoasted
    uint64 *hashes_;             // of the batch
    Group **slots_;              // by hash, then the next one
    uint32 n_slots_;             // a power of two
    Group **groups_;             // in the order in which they came
    int n_groups_, room_;
};

} // namespace heatmap::scan
