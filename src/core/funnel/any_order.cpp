#include <algorithm>

#include "core/funnel/any_order.hpp"
#include "core/funnel/group.hpp"
#include "core/funnel/matching.hpp"

namespace heatmap::funnel {

namespace {

// The rows of the latest chain of any_order: a set of rows, each for a step of its own, that is as
// large as possible and then as late as possible. Rows are added in order of time, and a row that
// finds no free step replaces the oldest row that it can. The set is a greedy basis of a
// transversal matroid: it has as many rows from every period that ends now as any such set can
// have.
class Latest {
public:
    void add(const Event &row) noexcept {
        uint8_t queue[max_steps], parent[max_steps];
        uint32_t head = 0, tail = 0;
        uint64_t seen = 0, reachable = row.steps;
        uint32_t via = no_step, oldest = no_step;
        for (;;) {
            for (uint64_t left = reachable & ~seen; left != 0; left &= left - 1) {
                const uint32_t step = lowest(left);
                parent[step] = static_cast<uint8_t>(via);
                queue[tail++] = static_cast<uint8_t>(step);
                if (!has(used_, step)) {
                    used_ |= bit(step);
                    return put(row, step, parent);
                }
                if (oldest == no_step || rows_[step].at < rows_[oldest].at)
                    oldest = step;
            }
            seen |= reachable;
            if (head == tail)
                break;
            via = queue[head++];
            reachable = rows_[via].steps;
        }
        if (oldest != no_step && rows_[oldest].at < row.at)
            put(row, oldest, parent);
    }

    // Copies the rows that are at most `window` before `now`; returns how many.
    uint32_t within(uint64_t window, int64_t now, Event *rows) const noexcept {
        uint32_t n = 0;
        for (uint64_t left = used_; left != 0; left &= left - 1)
            if (elapsed(rows_[lowest(left)].at, now) <= window)
                rows[n++] = rows_[lowest(left)];
        return n;
    }

private:
    static constexpr uint8_t no_step = 255;

    // Puts the row at the start of its path, moving each row on the path to the next step.
    void put(const Event &row, uint32_t step, const uint8_t *parent) noexcept {
        for (; parent[step] != no_step; step = parent[step])
            rows_[step] = rows_[parent[step]];
        rows_[step] = row;
    }

    uint64_t used_ = 0;
    Event rows_[max_steps]; // by the step that a row fills
};

} // namespace

uint32_t latest_rows(const Event *events, uint32_t n, const Question &question, Poll poll,
                     Event *chain) noexcept {
    Latest latest;
    Work work{poll};
    uint32_t best = 0;
    for (uint32_t next = 0; next < n && best < question.steps;) {
        const Group group(events, n, &next);
        for (uint32_t i = 0; i < group.n; i++) {
            work.add(1);
            latest.add(group.rows[i]);
        }
        Event rows[max_steps];
        const uint32_t count = latest.within(question.window, group.at, rows);
        if (count > best) {
            best = count;
            std::copy(rows, rows + count, chain);
        }
    }
    return best;
}

void find_any_order(const Event *events, uint32_t n, const Question &question, Poll poll,
                    Chain *chain) noexcept {
    Event rows[max_steps];
    chain->level = latest_rows(events, n, question, poll, rows);
    chain->done = 0;
    // Assign the rows to steps, so that the steps with the lowest numbers are done.
    std::sort(rows, rows + chain->level, journey::before);
    Matching matching;
    matching.start(rows, chain->level);
    for (uint32_t step = 0; step < question.steps; step++)
        if (matching.add(step))
            chain->done |= bit(step);
    for (uint64_t left = chain->done; left != 0; left &= left - 1)
        chain->times[lowest(left)] = rows[matching.row_of(lowest(left))].at;
}

} // namespace heatmap::funnel
