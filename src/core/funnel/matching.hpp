// Maximum bipartite matching of steps to rows, by augmenting paths. The searches start from steps,
// because there are few of them. H. W. Kuhn, "The Hungarian Method for the Assignment Problem"
// (1955).
#pragma once

#include "core/funnel/question.hpp"

namespace heatmap::funnel {

class Matching {
public:
    // Sets the rows that may fill a step; to be called first. A row is left out when each of its
    // steps has max_steps candidates already: there are no more steps than that, so a step with so
    // many candidates always finds a free one.
    //
    // This is not a constructor because a constructor that is not inline has an alias in the
    // bitcode, which stops PostgreSQL's JIT compiler from inlining.
    void start(const Event *rows, uint32_t n) noexcept;

    // Finds a row for one more step (from 0); rows that are matched already may move to other
    // steps. False if there is no row for the step.
    bool add(uint32_t step) noexcept;

    // The row of a step that was added, as an index into the rows given to start().
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
    uint16_t row_of_[max_steps]; // 0 until the step gets a row
    Row rows_[max_steps * max_steps];
};

// Forgets what was added, and finds a row for each of the steps from `from` on, as long as they are
// below `limit`. Returns the first step that got none.
inline uint32_t extend_once(Matching *matching, uint32_t from, uint32_t limit) noexcept {
    matching->clear();
    uint32_t step = from;
    while (step < limit && matching->add(step))
        step++;
    return step;
}

} // namespace heatmap::funnel
