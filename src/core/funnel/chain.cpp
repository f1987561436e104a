#include <algorithm>

#include "core/funnel/any_order.hpp"
#include "core/funnel/chain.hpp"
#include "core/funnel/scan.hpp"
#include "core/funnel/trace.hpp"
#include "core/funnel/tries.hpp"

namespace heatmap::funnel {

namespace {

bool is_any_order(const Question &question) noexcept {
    return (question.modes & any_order) != 0;
}

// The modes that end the search before the last row.
constexpr Modes ending = strict_order | allow_reentry | strict_deduplication;

// The question without these modes, for rows of which the others were left out.
Question without_end(const Question &question) noexcept {
    return Question{question.steps, question.window, static_cast<Modes>(question.modes & ~ending),
                    question.clauses};
}

// Leaves out the rows and steps that are not seen.
void cut(const Seen &seen, Rows *rows) noexcept {
    for (uint32_t i = seen.from; i < seen.to; i++)
        rows->events[i].steps &= seen.steps;
    rows->n = seen.to;
}

// Finds the chain of a question without exclusions. With Begin::first, `events` begin with a try.
void find_best(const Event *events, uint32_t n, const Question &question, Begin begin,
               const Memory &memory, Chain *chain) noexcept {
    if (!has_limits(question)) {
        const Outcome outcome = scan(events, n, question, begin, memory.poll);
        if (outcome.level > 0)
            follow(events, n, question, outcome, memory.poll, chain);
        return;
    }
    Seen seen;
    const Outcome outcome = scan_all(events, n, question, begin, memory.poll, &seen);
    if (outcome.level == 0)
        return;
    if (seen.from == seen.to)
        return trace(events, seen.to, question, outcome, begin, memory, chain);
    Rows rows{allocate<Event>(seen.to, memory), seen.to, nullptr};
    std::copy(events, events + seen.to, rows.events);
    cut(seen, &rows);
    trace(rows.events, rows.n, question, outcome, begin, memory, chain);
    release(rows, memory);
}

void clear(Chain *chain) noexcept {
    chain->level = 0;
    chain->done = 0;
}

// Finds the chain of a question whose exclusions are left aside.
void find_any(const Event *events, uint32_t n, const Question &question, const Memory &memory,
              Chain *chain) noexcept {
    if (is_any_order(question))
        find_any_order(events, n, question, memory.poll, chain);
    else
        find_best(events, n, question, Begin::anywhere, memory, chain);
}

// Finds the best of the tries that remain. Changes the rows.
void find_remaining_seen(Rows *rows, const Question &question, const Memory &memory,
                         Chain *chain) noexcept {
    if ((question.modes & ending) != 0) {
        Seen seen;
        scan_all(rows->events, rows->n, question, Begin::anywhere, memory.poll, &seen);
        cut(seen, rows);
    }
    const Question rest = without_end(question);
    // Mostly the best chain of all is that of a try that remains.
    find_any(rows->events, rows->n, rest, memory, chain);
    if (chain->level == 0)
        return;
    const Event *first = first_from(rows->events, rows->n, chain->begin());
    if (!is_discarded(*rows, static_cast<uint32_t>(first - rows->events), rest, memory.poll,
                      *chain))
        return;
    clear(chain);
    find_remaining(*rows, rest, memory, chain);
}

} // namespace

int64_t Chain::begin() const noexcept {
    // With any_order, a later step may have been done first.
    int64_t first = INT64_MAX;
    for (uint64_t left = done; left != 0; left &= left - 1)
        first = std::min(first, times[lowest(left)]);
    return first;
}

int64_t Chain::completed() const noexcept {
    int64_t last = INT64_MIN;
    for (uint64_t left = done; left != 0; left &= left - 1)
        last = std::max(last, times[lowest(left)]);
    return last;
}

uint32_t chain_level(const Event *events, uint32_t n, const Question &question,
                     const Memory &memory) noexcept {
    if (exclusions_of(question) > 0) {
        Chain chain;
        find_chain(events, n, question, memory, &chain);
        return chain.level;
    }
    Rows rows{nullptr, 0, nullptr};
    if (question.clauses != nullptr) {
        rows = rows_of(events, n, question, memory);
        events = rows.events;
    }
    uint32_t level;
    if (is_any_order(question)) {
        Event chain[max_steps];
        level = latest_rows(events, n, question, memory.poll, chain);
    } else {
        level = scan(events, n, question, Begin::anywhere, memory.poll).level;
    }
    if (question.clauses != nullptr)
        release(rows, memory);
    return level;
}

void find_chain(const Event *events, uint32_t n, const Question &question, const Memory &memory,
                Chain *chain) noexcept {
    clear(chain);
    Rows rows{nullptr, 0, nullptr};
    if (question.clauses != nullptr) {
        rows = rows_of(events, n, question, memory);
        events = rows.events;
    }
    if (rows.excluded != nullptr)
        find_remaining_seen(&rows, question, memory, chain);
    else
        find_any(events, n, question, memory, chain);
    if (question.clauses != nullptr)
        release(rows, memory);
}

Tries start_tries(const Event *events, uint32_t n, const Question &question,
                  const Memory &memory) noexcept {
    if (question.clauses != nullptr)
        return Tries{rows_of(events, n, question, memory), 0};
    return Tries{{const_cast<Event *>(events), n, nullptr}, 0};
}

bool next_try(Tries *tries, const Question &question, const Memory &memory, Chain *chain) noexcept {
    const Rows &rows = tries->rows;
    const bool any = is_any_order(question);
    Work work{memory.poll};
    while (tries->next < rows.n) {
        const uint32_t first = tries->next;
        const Group group(rows.events, rows.n, &tries->next);
        work.add(group.n);
        if (any ? group.steps == 0 : !has(group.steps, 0))
            continue;
        const Event *from = rows.events + first;
        const uint32_t left = rows.n - first;
        if (any)
            find_any_order_try(from, left, question, memory.poll, chain);
        else
            find_best(from, left, question, Begin::first, memory, chain);
        if (rows.excluded == nullptr)
            return true;
        Seen seen{left, left, 0};
        if ((question.modes & ending) != 0)
            scan_all(from, left, question, Begin::first, memory.poll, &seen);
        const Rows seen_rows{rows.events, first + seen.to, rows.excluded};
        if (!is_discarded(seen_rows, first, question, memory.poll, *chain))
            return true;
    }
    return false;
}

} // namespace heatmap::funnel
