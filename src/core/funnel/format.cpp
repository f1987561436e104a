#include <algorithm>
#include <bit>
#include <cstring>

#include "core/funnel/format.hpp"
#include "core/base/varint.hpp"

namespace heatmap::funnel {

namespace {

constexpr uint64_t max_reached = UINT64_MAX >> 1;

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

// The slot of a key: where it is, or the free one where it belongs.
TimeCount *find_slot(State &state, uint32_t key) noexcept {
    TimeCount *slots = time_slots(state);
    const uint32_t mask = state.slots - 1;
    uint32_t i = (key * 2654435769u >> 7) & mask; // Fibonacci hashing
    for (uint32_t probes = 0; probes < mask && slots[i].count != 0 && slots[i].key != key; probes++)
        i = (i + 1) & mask;
    return &slots[i];
}

// False if a count would leave its range. (Of 2^63 - 1 times below 2^64 the sum fits 128 bits.)
bool add_step(StepCount &step, uint64_t reached, uint128 sum) noexcept {
    if (reached > max_reached - step.reached)
        return false;
    step.reached += reached;
    set_sum(step, sum_of(step) + sum);
    return true;
}

void add_time(State &state, uint32_t key, uint64_t count) noexcept {
    TimeCount *slot = find_slot(state, key);
    if (slot->count == 0)
        state.used++;
    slot->key = key;
    slot->count += count;
}

// Where the counts of a step's times begin.
const TimeCount *times_of(const Counts &counts, uint32_t step) noexcept {
    return std::partition_point(
        counts.times, counts.times + counts.n_times,
        [step](const TimeCount &t) { return t.key < step * stats::max_buckets; });
}

// Calls put(number) for every number of the payload.
template <class Put>
void write_counts(uint32_t steps, const Counts &counts, Put &&put) noexcept {
    put(counts.steps[0].reached);
    const TimeCount *t = counts.times;
    for (uint32_t step = 1; step < steps; step++) {
        put(counts.steps[step].reached);
        if (counts.steps[step].reached == 0)
            continue;
        const uint128 sum = sum_of(counts.steps[step]);
        put(static_cast<uint64_t>(sum) & max_reached);
        put(static_cast<uint64_t>(sum >> 63));
        const TimeCount *end = times_of(counts, step + 1);
        put(static_cast<uint64_t>(end - t));
        for (uint32_t last = step * stats::max_buckets; t < end; last = t++->key) {
            put(t->key - last);
            put(t->count);
        }
    }
}

} // namespace

size_t state_size(uint32_t steps, uint32_t slots) noexcept {
    return sizeof(State) + sizeof(StepCount) * steps + sizeof(TimeCount) * slots;
}

void init_state(State *state, const Header &like, uint32_t slots) noexcept {
    state->head.form = Form::state;
    state->head.steps = like.steps;
    state->head.modes = like.modes;
    state->head.window = like.window;
    state->slots = slots;
    state->used = 0;
    std::memset(state + 1, 0, state_size(like.steps, slots) - sizeof(State));
}

uint32_t slots_for(uint32_t slots, uint32_t used, uint32_t more) noexcept {
    constexpr uint32_t fewest = 16;
    // What is added may be there already: no more than all buckets can come together.
    const uint32_t buckets = std::min(used + more, max_steps * stats::max_buckets);
    return std::max({fewest, slots, std::bit_ceil(buckets * 4 / 3 + 1)});
}

bool check_state(const State &state, size_t size) noexcept {
    const Header &head = state.head;
    if (size < sizeof(State) || head.form != Form::state || head.steps == 0 ||
        head.steps > max_steps || !modes_agree(head.modes) || !std::has_single_bit(state.slots) ||
        state.slots > slots_for(0, max_steps * stats::max_buckets, 0) ||
        state.used >= state.slots || size != state_size(head.steps, state.slots))
        return false;
    // The counts are checked when they have been brought into order.
    const TimeCount *slots = time_slots(state);
    uint32_t used = 0;
    for (uint32_t i = 0; i < state.slots; i++)
        used += slots[i].count != 0;
    return used == state.used;
}

bool add_chain(State &state, const Chain &chain) noexcept {
    int64_t times[max_steps];
    uint32_t n = 0;
    for (uint64_t left = chain.done; left != 0; left &= left - 1)
        times[n++] = chain.times[std::countr_zero(left)];
    std::sort(times, times + n); // any_order; else they are
    for (uint32_t step = 0; step < n; step++) {
        const uint64_t time = step == 0 ? 0 : elapsed(times[step - 1], times[step]);
        if (!add_step(step_counts(state)[step], 1, time))
            return false;
        if (step > 0)
            add_time(state, step * stats::max_buckets + stats::bucket_of(time), 1);
    }
    return true;
}

bool add_counts(State &state, const Counts &counts) noexcept {
    for (uint32_t step = 0; step < state.head.steps; step++)
        if (!add_step(step_counts(state)[step], counts.steps[step].reached,
                      sum_of(counts.steps[step])))
            return false;
    for (uint32_t i = 0; i < counts.n_times; i++)
        add_time(state, counts.times[i].key, counts.times[i].count);
    return true;
}

void load_state(const State &state, Counts *counts) noexcept {
    std::memcpy(counts->steps, step_counts(state), sizeof(StepCount) * state.head.steps);
    counts->n_times = 0;
    const TimeCount *slots = time_slots(state);
    for (uint32_t i = 0; i < state.slots; i++)
        if (slots[i].count != 0)
            counts->times[counts->n_times++] = slots[i];
    std::sort(counts->times, counts->times + counts->n_times,
              [](const TimeCount &a, const TimeCount &b) { return a.key < b.key; });
}

bool check_header(const Header &head, size_t size) noexcept {
    return size > sizeof(Header) && head.form == Form::stored && head.steps > 0 &&
           head.steps <= max_steps && modes_agree(head.modes);
}

bool decode(const Header &head, size_t size, Counts *counts) noexcept {
    const auto *p = reinterpret_cast<const uint8_t *>(&head + 1);
    const uint8_t *end = reinterpret_cast<const uint8_t *>(&head) + size;
    const auto get = [&p, end](uint64_t *v) {
        p = get_varint(p, end, v);
        return p != nullptr;
    };
    std::memset(counts->steps, 0, sizeof(counts->steps));
    counts->n_times = 0;
    if (!get(&counts->steps[0].reached))
        return false;
    for (uint32_t step = 1; step < head.steps; step++) {
        StepCount &count = counts->steps[step];
        uint64_t low, high, n;
        if (!get(&count.reached))
            return false;
        if (count.reached == 0)
            continue;
        if (!get(&low))
            return false;
        p = get_varint<64>(p, end, &high);
        if (p == nullptr || !get(&n) || n > static_cast<uint64_t>(end - p) / 2)
            return false;
        set_sum(count, uint128{high} << 63 | low);
        uint64_t bucket = 0;
        for (uint64_t i = 0; i < n; i++) {
            uint64_t gap;
            TimeCount &time = counts->times[counts->n_times++];
            if (!get(&gap) || gap >= stats::max_buckets - bucket || (i > 0 && gap == 0) ||
                !get(&time.count))
                return false;
            bucket += gap;
            time.key = static_cast<uint32_t>(step * stats::max_buckets + bucket);
        }
    }
    return p == end && check_counts(head.steps, *counts);
}

bool check_counts(uint32_t steps, const Counts &counts) noexcept {
    const TimeCount *t = counts.times;
    const TimeCount *last = t + counts.n_times;
    for (uint32_t step = 0; step < steps; step++) {
        const StepCount &count = counts.steps[step];
        if (count.reached > (step == 0 ? max_reached : counts.steps[step - 1].reached))
            return false;
        uint64_t n = 0;
        uint128 least = 0, most = 0;
        const uint32_t first_key = step * stats::max_buckets;
        for (; step > 0 && t < last && t->key < first_key + stats::max_buckets; t++) {
            if (t->key < first_key || (t > counts.times && t->key <= t[-1].key) || t->count == 0 ||
                t->count > count.reached - n)
                return false;
            n += t->count;
            least += uint128{stats::bucket_low(t->key - first_key)} * t->count;
            most += uint128{stats::bucket_high(t->key - first_key)} * t->count;
        }
        if ((step > 0 && n != count.reached) || sum_of(count) < least || sum_of(count) > most)
            return false;
    }
    return t == last;
}

size_t stored_size(uint32_t steps, const Counts &counts) noexcept {
    size_t size = sizeof(Header);
    write_counts(steps, counts, [&size](uint64_t v) { size += varint_size(v); });
    return size;
}

void encode(const Header &like, const Counts &counts, Header *out) noexcept {
    out->form = Form::stored;
    out->steps = like.steps;
    out->modes = like.modes;
    out->window = like.window;
    auto *p = reinterpret_cast<uint8_t *>(out + 1);
    write_counts(like.steps, counts, [&p](uint64_t v) { p = put_varint(p, v); });
}

uint64_t average_time(const StepCount &step) noexcept {
    return static_cast<uint64_t>((sum_of(step) + step.reached / 2) / step.reached);
}

uint64_t time_quantile(const Counts &counts, uint32_t step, uint64_t part) noexcept {
    const uint64_t n = counts.steps[step].reached;
    const uint64_t rank = n - n / part;
    const TimeCount *t = times_of(counts, step);
    for (uint64_t before = t->count; before < rank; before += t->count)
        t++;
    return stats::bucket_value(t->key - step * stats::max_buckets);
}

} // namespace heatmap::funnel
