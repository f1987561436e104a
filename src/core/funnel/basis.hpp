// The best rows for a set of steps, each by another row: as many as possible, and then as late or
// as early as possible.
#pragma once

#include "core/funnel/group.hpp"

namespace heatmap::funnel {

enum class Prefer { latest, earliest };

// Rows are added in order of time, the preferred ones last; a row that finds no free step replaces
// the worst row that it can. The set is a greedy basis of a transversal matroid: it has as many
// rows from every period that ends now as any such set can have.
template <Prefer prefer>
class Basis {
public:
    // Adds a row if it finds a free step. Otherwise, if `replace`, it replaces the worst row that
    // it can. Returns whether there was a free step.
    bool add(const Event &row, bool replace = true) noexcept {
        uint8_t queue[max_steps], parent[max_steps];
        uint32_t head = 0, tail = 0;
        uint64_t seen = 0, reachable = row.steps;
        uint32_t via = no_step, worst = no_step;
        for (;;) {
            for (uint64_t left = reachable & ~seen; left != 0; left &= left - 1) {
                const uint32_t step = lowest(left);
                parent[step] = static_cast<uint8_t>(via);
                queue[tail++] = static_cast<uint8_t>(step);
                if (!has(used_, step)) {
                    used_ |= bit(step);
                    put(row, step, parent);
                    return true;
                }
                if (worst == no_step || is_worse(rows_[step], rows_[worst]))
                    worst = step;
            }
            seen |= reachable;
            if (head == tail)
                break;
            via = queue[head++];
            reachable = rows_[via].steps;
        }
        if (replace && worst != no_step && is_worse(rows_[worst], row))
            put(row, worst, parent);
        return false;
    }

    // Copies the rows that are at most `window` away from `now`; returns how many.
    uint32_t within(uint64_t window, int64_t now, Event *rows) const noexcept {
        uint32_t n = 0;
        for (uint64_t left = used_; left != 0; left &= left - 1) {
            const Event &row = rows_[lowest(left)];
            if ((prefer == Prefer::latest ? elapsed(row.at, now) : elapsed(now, row.at)) <= window)
                rows[n++] = row;
        }
        return n;
    }

private:
    static constexpr uint8_t no_step = 255;

    static bool is_worse(const Event &a, const Event &b) noexcept {
        return prefer == Prefer::latest ? a.at < b.at : a.at > b.at;
    }

    // Puts the row at the start of its path, moving each row on the path to the next step.
    void put(const Event &row, uint32_t step, const uint8_t *parent) noexcept {
        for (; parent[step] != no_step; step = parent[step])
            rows_[step] = rows_[parent[step]];
        rows_[step] = row;
    }

    uint64_t used_ = 0;
    Event rows_[max_steps]; // by the step that a row fills
};

using Latest = Basis<Prefer::latest>;
using Earliest = Basis<Prefer::earliest>;

} // namespace heatmap::funnel
