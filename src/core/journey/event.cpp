#include <algorithm>

#include "core/journey/event.hpp"
#include "core/journey/repeats.hpp"

namespace heatmap::journey {

namespace {

// The end of the sorted run that begins at `from`.
uint32_t run_end(const Event *events, uint32_t from, uint32_t n, Work &work) noexcept {
    uint32_t i = from + 1;
    for (; i < n && !before(events[i], events[i - 1]); i++)
        work.add(1);
    return std::min(i, n);
}

// Merges two sorted runs, [a, b) and [b, c), into `to`.
void merge_runs(const Event *events, uint32_t a, uint32_t b, uint32_t c, Work &work,
                Event *to) noexcept {
    for (uint32_t i = a, j = b, k = a; k < c; k++) {
        work.add(1);
        to[k] = i == b || (j < c && before(events[j], events[i])) ? events[j++] : events[i++];
    }
}

} // namespace

// A merge sort of the runs that are there already: parallel workers and shards deliver sorted
// pieces.
Event *sort_events(Event *events, uint32_t n, Poll poll, Event *scratch) noexcept {
    Event *from = events, *to = scratch;
    Work work{poll};
    while (n > 0 && run_end(from, 0, n, work) < n) {
        for (uint32_t a = 0; a < n;) {
            const uint32_t b = run_end(from, a, n, work);
            const uint32_t c = b < n ? run_end(from, b, n, work) : n;
            merge_runs(from, a, b, c, work, to);
            a = c;
        }
        std::swap(from, to);
    }
    return from;
}

uint32_t drop_repeated_breaks(Event *events, uint32_t n, Poll poll) noexcept {
    return drop_repeats(events, n, poll, [](const Event &kept, const Event &next) {
        return is_break(kept) && is_break(next);
    });
}

uint32_t drop_equal_breaks(Event *events, uint32_t n, Poll poll) noexcept {
    return drop_repeats(events, n, poll, [](const Event &kept, const Event &next) {
        return is_break(kept) && kept == next;
    });
}

} // namespace heatmap::journey
