#include "pg/scan/groups.hpp"

namespace heatmap::scan {

namespace {

constexpr uint32 first_slots = 64;

constexpr uint64 seed = 0x9E3779B97F4A7C15;

// The last step of splitmix64.
uint64 Mix(uint64 v) {
    v = (v ^ v >> 30) * 0xBF58476D1CE4E5B9;
    v = (v ^ v >> 27) * 0x94D049BB133111EB;
    return v ^ v >> 31;
}

bool SameText(Datum a, Datum b) {
    const auto *x = reinterpret_cast<const varlena *>(DatumGetPointer(a));
    const auto *y = reinterpret_cast<const varlena *>(DatumGetPointer(b));
    const size_t n = VARSIZE_ANY_EXHDR(x);
    return n == VARSIZE_ANY_EXHDR(y) && memcmp(VARDATA_ANY(x), VARDATA_ANY(y), n) == 0;
}

// Eight bytes at a time; the last ones overlap.
uint64 HashBytes(const char *bytes, size_t n) {
    uint64 hash = n, word = 0;
    if (n < sizeof(word)) {
        memcpy(&word, bytes, n);
        return Mix(hash + word);
    }
    for (size_t i = 0; i + sizeof(word) < n; i += sizeof(word)) {
        memcpy(&word, bytes + i, sizeof(word));
        hash = (hash ^ word) * 0x9FB21C651E98DF25;
        hash ^= hash >> 32;
    }
    memcpy(&word, bytes + n - sizeof(word), sizeof(word));
    return Mix(hash ^ word);
}

} // namespace

void Groups::Init(const Reader *reader, const int *columns, int n_columns, int n_aggregates) {
    reader_ = reader;
    columns_ = columns;
    n_columns_ = n_columns;
    n_aggregates_ = n_aggregates;
    memory_ =
        AllocSetContextCreate(CurrentMemoryContext, "HeatmapScan groups", ALLOCSET_DEFAULT_SIZES);
    batch_memory_ =
        AllocSetContextCreate(CurrentMemoryContext, "HeatmapScan batch", ALLOCSET_DEFAULT_SIZES);
    keys_ = static_cast<Datum **>(palloc(sizeof(Datum *) * (n_columns + 1)));
    for (int k = 0; k < n_columns; k++)
        keys_[k] = static_cast<Datum *>(palloc(sizeof(Datum) * max_batch));
    hashes_ = static_cast<uint64 *>(palloc(sizeof(uint64) * max_batch));
    Clear();
}

void Groups::Clear() {
    MemoryContextReset(memory_);
    n_slots_ = first_slots;
    slots_ = static_cast<Group **>(MemoryContextAllocZero(memory_, sizeof(Group *) * n_slots_));
    room_ = static_cast<int>(first_slots) / 2;
    groups_ = static_cast<Group **>(MemoryContextAlloc(memory_, sizeof(Group *) * room_));
    n_groups_ = 0;
}

void Groups::Find(Group **groups) {
    const int n = reader_->rows();
    if (n_columns_ == 0) {
        Group *all = n_groups_ > 0 ? groups_[0] : Add(0, 0);
        for (int i = 0; i < n; i++)
            groups[i] = all;
        return;
    }
    const Column &first_column = reader_->column(columns_[0]);
    if (n_columns_ == 1 && reader_->by_value(columns_[0]) && !first_column.any_nulls) {
        FindByValue(first_column, groups);
        return;
    }
    uint64 *hashes = hashes_;
    for (int i = 0; i < n; i++)
        hashes[i] = seed;
    for (int k = 0; k < n_columns_; k++) {
        const Column &column = reader_->column(columns_[k]);
        const bool is_text = reader_->length(columns_[k]) == -1;
        const MemoryContext old = MemoryContextSwitchTo(batch_memory_);
        for (int i = 0; i < n; i++) {
            Datum value = column.values[i];
            if (is_text && !column.nulls[i])
                value = PointerGetDatum(PG_DETOAST_DATUM_PACKED(value));
            keys_[k][i] = value;
            hashes[i] = Mix(hashes[i] + (column.nulls[i] ? 0 : HashOf(k, value)));
        }
        MemoryContextSwitchTo(old);
    }
    Prefetch(hashes, n);
    for (int i = 0; i < n; i++) {
        const bool same = i > 0 && hashes[i] == hashes[i - 1] && IsGroupOf(*groups[i - 1], i);
        groups[i] = same ? groups[i - 1] : FindOne(i, hashes[i]);
    }
}

// Asks for the groups of the rows, step by step, so that many are on their way at once. A few
// groups are in the caches anyway.
void Groups::Prefetch(const uint64 *hashes, int n) const {
    constexpr int few = 1000;
    if (n_groups_ < few)
        return;
    for (int i = 0; i < n; i++)
        __builtin_prefetch(&slots_[hashes[i] & (n_slots_ - 1)]);
    for (int i = 0; i < n; i++) {
        const auto *group = reinterpret_cast<const char *>(slots_[hashes[i] & (n_slots_ - 1)]);
        __builtin_prefetch(group);
        __builtin_prefetch(group + sizeof(Group) + sizeof(AggregateState)); // key and state
    }
}

// The most frequent case: one number, which is never NULL.
void Groups::FindByValue(const Column &column, Group **groups) {
    const int n = reader_->rows();
    memcpy(keys_[0], column.values, sizeof(Datum) * n);
    uint64 *hashes = hashes_;
    for (int i = 0; i < n; i++)
        hashes[i] = Mix(seed + column.values[i]);
    Prefetch(hashes, n);
    for (int i = 0; i < n; i++) {
        const Datum value = column.values[i];
        const uint64 hash = hashes[i];
        for (uint64 slot = hash;; slot++) {
            Group *group = slots_[slot & (n_slots_ - 1)];
            if (group == nullptr)
                group = Add(i, hash);
            // No two numbers have the same hash, but 0 has that of NULL.
            if (group->hash == hash && (value != 0 || !group->nulls[0])) {
                groups[i] = group;
                break;
            }
        }
    }
}

uint64 Groups::HashOf(int key, Datum value) const {
    const int16 length = reader_->length(columns_[key]);
    if (reader_->by_value(columns_[key]))
        return value;
    if (length > 0)
        return HashBytes(DatumGetPointer(value), static_cast<size_t>(length));
    const auto *text = reinterpret_cast<const varlena *>(DatumGetPointer(value));
    return HashBytes(VARDATA_ANY(text), VARSIZE_ANY_EXHDR(text));
}

bool Groups::IsSame(int key, Datum a, Datum b) const {
    const int16 length = reader_->length(columns_[key]);
    if (reader_->by_value(columns_[key]))
        return a == b;
    return length > 0 ? memcmp(DatumGetPointer(a), DatumGetPointer(b), length) == 0
                      : SameText(a, b);
}

bool Groups::IsGroupOf(const Group &group, int row) const {
    for (int k = 0; k < n_columns_; k++) {
        const Column &column = reader_->column(columns_[k]);
        if (group.nulls[k] != column.nulls[row])
            return false;
        if (group.nulls[k])
            continue;
        if (!IsSame(k, group.keys[k], keys_[k][row]))
            return false;
    }
    return true;
}

Group *Groups::FindOne(int row, uint64 hash) {
    for (uint64 slot = hash;; slot++) {
        Group *group = slots_[slot & (n_slots_ - 1)];
        if (group == nullptr)
            return Add(row, hash);
        if (group->hash == hash && IsGroupOf(*group, row))
            return group;
    }
}

Group *Groups::Add(int row, uint64 hash) {
    if (n_groups_ == room_)
        Enlarge();
    const MemoryContext old = MemoryContextSwitchTo(memory_);
    auto *group = static_cast<Group *>(palloc(sizeof(Group) + sizeof(Datum) * n_columns_ +
                                              sizeof(AggregateState) * n_aggregates_ +
                                              sizeof(bool) * n_columns_));
    group->hash = hash;
    group->keys = reinterpret_cast<Datum *>(group + 1);
    group->states = reinterpret_cast<AggregateState *>(group->keys + n_columns_);
    group->nulls = reinterpret_cast<bool *>(group->states + n_aggregates_);
    memset(group->states, 0, sizeof(AggregateState) * n_aggregates_);
    for (int k = 0; k < n_columns_; k++) {
        const Column &column = reader_->column(columns_[k]);
        group->nulls[k] = column.nulls[row];
        if (!group->nulls[k])
            group->keys[k] = datumCopy(keys_[k][row], reader_->by_value(columns_[k]),
                                       reader_->length(columns_[k]));
    }
    MemoryContextSwitchTo(old);
    groups_[n_groups_++] = group;
    PutIntoSlot(group);
    return group;
}

// Puts a group into the first slot that is free for its hash.
void Groups::PutIntoSlot(Group *group) {
    uint64 slot = group->hash;
    while (slots_[slot & (n_slots_ - 1)] != nullptr)
        slot++;
    slots_[slot & (n_slots_ - 1)] = group;
}

void Groups::Enlarge() {
    n_slots_ *= 2;
    room_ *= 2;
    pfree(slots_);
    slots_ = static_cast<Group **>(MemoryContextAllocExtended(memory_, sizeof(Group *) * n_slots_,
                                                              MCXT_ALLOC_HUGE | MCXT_ALLOC_ZERO));
    groups_ = static_cast<Group **>(repalloc_huge(groups_, sizeof(Group *) * room_));
    for (int i = 0; i < n_groups_; i++)
        PutIntoSlot(groups_[i]);
}

} // namespace heatmap::scan
