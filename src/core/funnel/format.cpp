#include <algorithm>
#include <cstring>

#include "core/base/varint.hpp"
#include "core/funnel/format.hpp"

namespace heatmap::funnel {

namespace {

// The first of the time counts whose key is not below this one.
const TimeCount *find_times(const Counts &counts, uint32_t key) noexcept {
    return std::partition_point(counts.times, counts.times + counts.n_times,
                                [key](const TimeCount &t) { return t.key < key; });
}

// Calls visit(step, since) for all times that a step has.
template <class Visit>
bool visit_times(const Question &question, uint32_t step, Visit &&visit) noexcept {
    return step == 0 ||
           (visit(since_before) && (!has_totals(question, step) || visit(since_first)));
}

// Calls put(number) for every number of the counts.
template <class Put>
void write_counts(const Question &question, const Counts &counts, Put &&put) noexcept {
    for (uint32_t step = 0; step < question.steps; step++) {
        const StepCount &count = counts.steps[step];
        put(count.reached);
        if (count.reached == 0)
            continue;
        visit_times(question, step, [&](Since since) {
            const uint128 sum = count.sums[since].get();
            put(static_cast<uint64_t>(sum) & max_reached);
            put(static_cast<uint64_t>(sum >> 63));
            uint32_t last = times_key(step, since);
            const TimeCount *t = find_times(counts, last);
            const TimeCount *end = find_times(counts, last + stats::max_buckets);
            put(static_cast<uint64_t>(end - t));
            for (; t < end; last = t++->key) {
                put(t->key - last);
                put(t->count);
            }
            return true;
        });
    }
}

// Reads numbers of a stored funnel.
class Reader {
public:
    Reader(const uint8_t *begin, const uint8_t *end) noexcept : at_(begin), end_(end) {
    }

    bool get(uint64_t *v) noexcept {
        at_ = get_varint(at_, end_, v);
        return at_ != nullptr;
    }

    bool get_text(std::string_view *text) noexcept {
        uint64_t length;
        if (!get(&length) || length > static_cast<uint64_t>(end_ - at_))
            return false;
        *text = {reinterpret_cast<const char *>(at_), static_cast<size_t>(length)};
        at_ += length;
        return true;
    }

    bool get_times(Sum *sum, uint32_t key, Counts *counts) noexcept {
        uint64_t low, high, n;
        if (!get(&low))
            return false;
        at_ = get_varint<64>(at_, end_, &high);
        if (at_ == nullptr || !get(&n) || n > static_cast<uint64_t>(end_ - at_) / 2)
            return false;
        sum->set(uint128{high} << 63 | low);
        uint64_t bucket = 0;
        for (uint64_t i = 0; i < n; i++) {
            uint64_t gap;
            TimeCount &time = counts->times[counts->n_times++];
            if (!get(&gap) || gap >= stats::max_buckets - bucket || (i > 0 && gap == 0) ||
                !get(&time.count))
                return false;
            bucket += gap;
            time.key = static_cast<uint32_t>(key + bucket);
        }
        return true;
    }

    bool at_end() const noexcept {
        return at_ == end_;
    }

private:
    const uint8_t *at_, *end_;
};

// Checks the counts of the times of a step, which begin at *t, and moves it behind them.
bool check_times(const StepCount &count, uint32_t first_key, Since since, const TimeCount **t,
                 const TimeCount *end) noexcept {
    uint64_t n = 0;
    uint128 least = 0, most = 0;
    for (uint32_t last = first_key; *t < end && (*t)->key < first_key + stats::max_buckets;
         (*t)++) {
        const TimeCount &time = **t;
        if (time.key < last || time.count == 0 || time.count > count.reached - n)
            return false;
        last = time.key + 1;
        n += time.count;
        least += uint128{stats::bucket_low(time.key - first_key)} * time.count;
        most += uint128{stats::bucket_high(time.key - first_key)} * time.count;
    }
    const uint128 sum = count.sums[since].get();
    return n == count.reached && sum >= least && sum <= most;
}

} // namespace

bool check_header(const Header &head, size_t size) noexcept {
    return size > sizeof(Header) && head.form == Form::stored && head.steps > 0 &&
           head.steps <= max_steps && modes_agree(head.modes);
}

bool parse_stored_question(const Header &head, std::string_view clauses, Mode *mode) noexcept {
    parse_mode(clauses, {0, head.steps, head.modes}, parse_written_time, mode);
    if (mode->error != ModeError::none || mode->steps != head.steps || mode->modes != head.modes)
        return false;
    char written[mode_length];
    write_clauses(mode->question(head.window), TimeUnit::microseconds, written);
    return clauses == written;
}

bool decode(const Header &head, size_t size, Mode *mode, Counts *counts) noexcept {
    const auto *begin = reinterpret_cast<const uint8_t *>(&head);
    Reader reader(begin + sizeof(Header), begin + size);
    std::string_view clauses;
    if (!reader.get_text(&clauses) || !parse_stored_question(head, clauses, mode))
        return false;
    const Question question = mode->question(head.window);
    std::memset(counts->steps, 0, sizeof(counts->steps));
    counts->n_times = 0;
    for (uint32_t step = 0; step < head.steps; step++) {
        StepCount &count = counts->steps[step];
        if (!reader.get(&count.reached))
            return false;
        if (count.reached != 0 && !visit_times(question, step, [&](Since since) {
                return reader.get_times(&count.sums[since], times_key(step, since), counts);
            }))
            return false;
    }
    return reader.at_end() && check_counts(question, *counts);
}

bool check_counts(const Question &question, const Counts &counts) noexcept {
    const TimeCount *t = counts.times, *end = t + counts.n_times;
    for (uint32_t step = 0; step < question.steps; step++) {
        const StepCount &count = counts.steps[step];
        if ((step == 0 && count.sums[since_before].get() != 0) ||
            (!has_totals(question, step) && count.sums[since_first].get() != 0))
            return false;
        const uint64_t most =
            step == 0 ? max_reached : counts.steps[step_before(question, step)].reached;
        if (count.reached > most || !visit_times(question, step, [&](Since since) {
                return check_times(count, times_key(step, since), since, &t, end);
            }))
            return false;
    }
    return t == end;
}

void write_header(const Question &question, Form form, Header *head) noexcept {
    head->form = form;
    head->steps = static_cast<uint8_t>(question.steps);
    head->modes = question.modes;
    head->window = question.window;
}

Header *store(const Question &question, const Counts &counts, const Memory &memory) noexcept {
    char clauses[mode_length];
    write_clauses(question, TimeUnit::microseconds, clauses);
    const size_t length = std::strlen(clauses);
    size_t size = sizeof(Header) + varint_size(length) + length;
    write_counts(question, counts, [&size](uint64_t v) { size += varint_size(v); });
    auto *stored = new_value<Header>(size, memory);
    write_header(question, Form::stored, stored);
    uint8_t *p = put_varint(reinterpret_cast<uint8_t *>(stored + 1), length);
    p = std::copy(clauses, clauses + length, p);
    write_counts(question, counts, [&p](uint64_t v) { p = put_varint(p, v); });
    return stored;
}

Times times_of(const Question &question, const Counts &counts, uint32_t step,
               Since since) noexcept {
    if (!has_totals(question, step))
        since = since_before;
    const uint32_t key = times_key(step, since);
    return Times{find_times(counts, key), find_times(counts, key + stats::max_buckets),
                 counts.steps[step].reached, counts.steps[step].sums[since].get()};
}

uint64_t Times::average() const noexcept {
    return static_cast<uint64_t>((sum + n / 2) / n);
}

uint64_t Times::at_rank(uint64_t rank) const noexcept {
    const TimeCount *t = first;
    for (uint64_t before = t->count; before < rank; before += t->count)
        t++;
    return stats::bucket_value(bucket_of(*t));
}

} // namespace heatmap::funnel
