// Maximum bipartite matching of steps to rows, by augmenting paths: the searches start from steps,
// of which there are few. H. W. Kuhn, "The Hungarian Method for the Assignment Problem" (1955).
#pragma once

#include "core/funnel/question.hpp"

namespace heatmap::funnel {

class Matching {
public:
    // Sets the rows that may fill a step; to be called first. When a step has more candidates than
    // there are steps, the further ones cannot matter: of so many, some row is always free.
    //
    // Not a constructor: those that are not inline come with an alias in the bitcode, which
    // PostgreSQL's JIT compiler cannot inline and stops at.
    void start(const Event *rows, uint32_t n) noexcept;

    // Finds a row for one more step (from 0), moving those that are matched already where that
    // helps; false if there is none.
    bool add(uint32_t step) noexcept;

    // The row of a step that was added, an index into the rows.
    uint32_t row_of(uint32_t step) const noexcept {
        return rows_[row_of_[step]].index;
    }

    // Forgets what was added.
    void clear() noexcept;

private:
    static constexpr uint8_t none = 255;

    struct Row {
        uint64_t steps;
        uint32_t index;
        uint8_t step; // the step it fills, or none
    };

    uint32_t n_;
    uint16_t row_of_[max_steps]; // 0 while nothing is known
    Row rows_[max_steps * max_steps];
};

} // namespace heatmap::funnel
