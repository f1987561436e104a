#include <bit>
#include <initializer_list>

#include "core/funnel/rows.hpp"

namespace heatmap::funnel {

namespace {

// For each condition, the steps that it is and the exclusions that it has.
struct Roles {
    uint64_t steps[max_steps] = {};
    uint64_t exclusions[max_steps] = {};
    uint64_t excluded = 0; // the conditions that have any

    explicit Roles(const Question &question) noexcept {
        const Clauses &clauses = *question.clauses;
        for (uint32_t step = 0; step < question.steps; step++)
            steps[clauses.condition[step]] |= uint64_t{1} << step;
        for (uint32_t i = 0; i < clauses.n_exclusions; i++) {
            exclusions[clauses.exclusions[i].condition] |= uint64_t{1} << i;
            excluded |= uint64_t{1} << clauses.exclusions[i].condition;
        }
    }
};

uint64_t map(uint64_t conditions, const uint64_t *to) noexcept {
    uint64_t mapped = 0;
    for (; conditions != 0; conditions &= conditions - 1)
        mapped |= to[std::countr_zero(conditions)];
    return mapped;
}

} // namespace

namespace {

// Whether any of the events has one of these conditions.
bool any_has(const Event *events, uint32_t n, uint64_t conditions) noexcept {
    uint64_t all = 0;
    for (uint32_t i = 0; i < n; i++)
        all |= events[i].steps;
    return (all & conditions) != 0;
}

} // namespace

Rows rows_of(const Event *events, uint32_t n, const Question &question,
             const Memory &memory) noexcept {
    const Roles roles(question);
    auto *rows = allocate<Event>(n, memory);
    auto *excluded = any_has(events, n, roles.excluded) ? allocate<uint64_t>(n, memory) : nullptr;
    Work work{memory.poll};
    uint32_t written = 0;
    const auto put = [&](const Event &event, uint64_t steps) {
        if (excluded != nullptr)
            excluded[written] = map(event.steps & roles.excluded, roles.exclusions);
        rows[written++] = Event{event.at, steps};
    };
    for (uint32_t from = 0, to = 0; from < n; from = to) {
        while (to < n && events[to].at == events[from].at)
            to++;
        work.add(to - from);
        for (uint32_t i = from; i < to; i++)
            if (const uint64_t steps = map(events[i].steps, roles.steps);
                steps == 0 || to == from + 1)
                put(events[i], steps);
        for (uint32_t i = from; i < to && to > from + 1; i++)
            if (const uint64_t steps = map(events[i].steps, roles.steps); steps != 0)
                put(events[i], steps);
    }
    return Rows{rows, n, excluded};
}

void release(const Rows &rows, const Memory &memory) noexcept {
    memory.release(rows.events);
    if (rows.excluded != nullptr)
        memory.release(const_cast<uint64_t *>(rows.excluded));
}

} // namespace heatmap::funnel
