// The events of a journey as a question sees them: with its steps in place of conditions.
#pragma once

#include "core/base/memory.hpp"
#include "core/funnel/question.hpp"

namespace heatmap::funnel {

struct Rows {
    Event *events; // sorted by time, and at one time with breaks first
    uint32_t n;
    const uint64_t *excluded; // for each row, the exclusions whose condition holds, as bits by
                              // their number; null if none ever holds
};

// New rows of sorted events, for a question with clauses.
Rows rows_of(const Event *events, uint32_t n, const Question &question,
             const Memory &memory) noexcept;

void release(const Rows &rows, const Memory &memory) noexcept;

// The exclusions that hold in any of the rows from `from` up to `to`.
inline uint64_t excluded_in(const Rows &rows, uint32_t from, uint32_t to) noexcept {
    uint64_t all = 0;
    for (uint32_t i = from; i < to && rows.excluded != nullptr; i++)
        all |= rows.excluded[i];
    return all;
}

} // namespace heatmap::funnel
