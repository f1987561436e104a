#include <algorithm>
#include <cstring>

#include "core/base/varint.hpp"
#include "core/funnel/format.hpp"

namespace heatmap::funnel {

namespace {

// The first of the time counts of a step.
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

void write_question(const Question &question, Form form, Header *head) noexcept {
    head->form = form;
    head->steps = static_cast<uint8_t>(question.steps);
    head->modes = question.modes;
    head->window = question.window;
}

Header *store(const Question &question, const Counts &counts, const Memory &memory) noexcept {
    size_t size = sizeof(Header);
    write_counts(question.steps, counts, [&size](uint64_t v) { size += varint_size(v); });
    auto *stored = new_value<Header>(size, memory);
    write_question(question, Form::stored, stored);
    auto *p = reinterpret_cast<uint8_t *>(stored + 1);
    write_counts(question.steps, counts, [&p](uint64_t v) { p = put_varint(p, v); });
    return stored;
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
