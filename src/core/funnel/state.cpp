#include <algorithm>
#include <bit>
#include <cstring>
#include <initializer_list>

#include "core/base/hash_table.hpp"
#include "core/funnel/state.hpp"

namespace heatmap::funnel {

namespace {

StepCount *step_counts(State &state) noexcept {
    return reinterpret_cast<StepCount *>(&state + 1);
}

const StepCount *step_counts(const State &state) noexcept {
    return reinterpret_cast<const StepCount *>(&state + 1);
}

TimeCount *time_slots(State &state) noexcept {
    return reinterpret_cast<TimeCount *>(step_counts(state) + state.head.steps);
}

const TimeCount *time_slots(const State &state) noexcept {
    return reinterpret_cast<const TimeCount *>(step_counts(state) + state.head.steps);
}

// False if the count would leave its range. The sums cannot: 2^63 - 1 times below 2^64 fit into 128
// bits.
bool add_step(StepCount &step, const StepCount &more) noexcept {
    if (more.reached > max_reached - step.reached)
        return false;
    step.reached += more.reached;
    for (const Since since : {since_before, since_first})
        step.sums[since].set(step.sums[since].get() + more.sums[since].get());
    return true;
}

// Adds to the count of a bucket. There is a slot for it, because a table is never full.
void add_time(State &state, uint32_t key, uint64_t count) noexcept {
    TimeCount *slot =
        find_slot(time_slots(state), state.slots, key, [key](const TimeCount &candidate) {
            return candidate.count == 0 || candidate.key == key;
        });
    if (slot->count == 0)
        state.used++;
    slot->key = key;
    slot->count += count;
}

// Adds counts to a state that has room for their buckets. False if a count would leave its range.
bool put_counts(State &state, const Counts &counts) noexcept {
    for (uint32_t step = 0; step < state.head.steps; step++)
        if (!add_step(step_counts(state)[step], counts.steps[step]))
            return false;
    for (uint32_t i = 0; i < counts.n_times; i++)
        add_time(state, counts.times[i].key, counts.times[i].count);
    return true;
}

State *new_state(const Header &head, std::string_view clauses, uint32_t slots,
                 const Memory &memory) noexcept {
    const size_t size = state_size(head.steps, slots);
    auto *state = new_value<State>(size + clauses.size(), memory);
    state->head = head;
    state->head.form = Form::state;
    set_size(state, size + clauses.size());
    state->slots = slots;
    state->used = 0;
    std::memset(state + 1, 0, size - sizeof(State));
    std::copy(clauses.begin(), clauses.end(), reinterpret_cast<char *>(state) + size);
    return state;
}

// Makes room for `more` further buckets.
void reserve(State **state, uint32_t more, const Memory &memory) noexcept {
    const State &s = **state;
    if (slots_for(s.slots, s.used, more) == s.slots)
        return;
    const Counts counts = load(s, memory);
    State *grown = new_state(s.head, clauses_of(s), slots_for(0, counts.n_times, more), memory);
    put_counts(*grown, counts); // cannot fail: one state already held these counts
    memory.release(counts.times);
    *state = grown;
}

} // namespace

size_t state_size(uint32_t steps, uint32_t slots) noexcept {
    return sizeof(State) + sizeof(StepCount) * steps + sizeof(TimeCount) * slots;
}

uint32_t slots_for(uint32_t slots, uint32_t used, uint32_t more) noexcept {
    constexpr uint32_t fewest = 16;
    // An upper bound: the added buckets may be in the table already. There are never more than all.
    const uint32_t buckets = std::min(used + more, max_times);
    return std::max({fewest, slots, std::bit_ceil(buckets * 4 / 3 + 1)});
}

State *new_state(const Question &question, uint32_t slots, const Memory &memory) noexcept {
    char clauses[mode_length];
    write_clauses(question, TimeUnit::microseconds, clauses);
    Header head{};
    write_header(question, Form::state, &head);
    return new_state(head, clauses, slots, memory);
}

std::string_view clauses_of(const State &state) noexcept {
    const size_t used = state_size(state.head.steps, state.slots);
    return {reinterpret_cast<const char *>(&state) + used, size_of(&state) - used};
}

bool parse_question(const State &state, Mode *mode) noexcept {
    return parse_stored_question(state.head, clauses_of(state), mode);
}

bool check_state(const State &state) noexcept {
    const size_t size = size_of(&state);
    const Header &head = state.head;
    if (size < sizeof(State) || head.form != Form::state || head.steps == 0 ||
        head.steps > max_steps || !modes_agree(head.modes) || !std::has_single_bit(state.slots) ||
        state.slots > slots_for(0, max_times, 0) || state.used >= state.slots ||
        size < state_size(head.steps, state.slots))
        return false;
    Mode mode;
    if (!parse_question(state, &mode))
        return false;
    // The counts themselves are left to check_counts(), which needs them in order.
    const TimeCount *slots = time_slots(state);
    uint32_t used = 0;
    for (uint32_t i = 0; i < state.slots; i++)
        used += slots[i].count != 0;
    return used == state.used;
}

Counts load(const State &state, const Memory &memory) noexcept {
    Counts counts;
    std::memset(counts.steps, 0, sizeof(counts.steps));
    std::memcpy(counts.steps, step_counts(state), sizeof(StepCount) * state.head.steps);
    counts.times = allocate<TimeCount>(state.used, memory);
    counts.n_times = 0;
    const TimeCount *slots = time_slots(state);
    for (uint32_t i = 0; i < state.slots; i++)
        if (slots[i].count != 0)
            counts.times[counts.n_times++] = slots[i];
    std::sort(counts.times, counts.times + counts.n_times,
              [](const TimeCount &a, const TimeCount &b) { return a.key < b.key; });
    return counts;
}

Status add_chain(State **state, const Question &question, const Chain &chain,
                 const Memory &memory) noexcept {
    reserve(state, 2 * chain.level, memory);
    int64_t times[max_steps];
    uint64_t done = chain.done;
    std::copy(chain.times, chain.times + question.steps, times);
    if ((question.modes & any_order) != 0) {
        // Any step may have been done first. The n-th one done stands for step n.
        uint32_t n = 0;
        for (uint64_t left = chain.done; left != 0; left &= left - 1)
            times[n++] = chain.times[std::countr_zero(left)];
        std::sort(times, times + n);
        done = steps_upto(n);
    }
    for (; done != 0; done &= done - 1) {
        const auto step = static_cast<uint32_t>(std::countr_zero(done));
        const uint64_t since[] = {elapsed(times[step_before(question, step)], times[step]),
                                  elapsed(times[0], times[step])};
        StepCount more{1, {{since[since_before], 0}, {0, 0}}};
        if (has_totals(question, step))
            more.sums[since_first].low = since[since_first];
        if (!add_step(step_counts(**state)[step], more))
            return Status::out_of_range;
        if (step > 0)
            add_time(**state, times_key(step, since_before) + stats::bucket_of(since[since_before]),
                     1);
        if (has_totals(question, step))
            add_time(**state, times_key(step, since_first) + stats::bucket_of(since[since_first]),
                     1);
    }
    return Status::ok;
}

Status add_counts(State **state, const Counts &counts, const Memory &memory) noexcept {
    reserve(state, counts.n_times, memory);
    return put_counts(**state, counts) ? Status::ok : Status::out_of_range;
}

} // namespace heatmap::funnel
