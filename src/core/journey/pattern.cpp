#include <algorithm>
#include <bit>
#include <charconv>
#include <limits>

#include "core/journey/pattern.hpp"

namespace heatmap::journey {

namespace {

bool is_blank(char c) noexcept {
    return c == ' ' || (c >= '\t' && c <= '\r');
}

class PatternParser {
public:
    PatternParser(std::string_view text, uint32_t conditions, ParsedPattern *parsed) noexcept
        : text_(text), conditions_(conditions), parsed_(*parsed) {
    }

    void parse() noexcept {
        for (skip_blanks(); at_ < text_.size(); skip_blanks()) {
            element_ = at_;
            if (take(".*") ? !star() : take(".") ? !event(true, 0) : !group())
                return;
        }
        if (timed_)
            fail(PatternError::time_at_end, element_);
        else if (parsed_.pattern.n == 0)
            fail(PatternError::empty, at_);
    }

private:
    bool fail(PatternError error, size_t at, uint32_t number = 0) noexcept {
        parsed_.error = error;
        parsed_.at = at;
        parsed_.number = number;
        return false;
    }

    void skip_blanks() noexcept {
        while (at_ < text_.size() && is_blank(text_[at_]))
            at_++;
    }

    bool take(std::string_view word) noexcept {
        if (text_.size() - at_ < word.size() ||
            std::string_view(text_.data() + at_, word.size()) != word)
            return false;
        at_ += word.size();
        return true;
    }

    template <class Number>
    bool take_number(Number *number) noexcept {
        const char *begin = text_.data() + at_, *end = text_.data() + text_.size();
        if (begin == end || *begin < '0' || *begin > '9')
            return false;
        const auto [after, error] = std::from_chars(begin, end, *number);
        if (error == std::errc::result_out_of_range)
            *number = std::numeric_limits<Number>::max();
        at_ += static_cast<size_t>(after - begin);
        return true;
    }

    bool star() noexcept {
        if (timed_)
            return fail(PatternError::time_at_star, element_);
        starred_ = true;
        return true;
    }

    bool event(bool any, uint8_t condition) noexcept {
        Pattern &pattern = parsed_.pattern;
        if (pattern.n == max_pattern)
            return fail(PatternError::too_long, element_);
        const Follows follows = timed_     ? Follows::in_time
                                : starred_ ? Follows::anywhere
                                           : Follows::directly;
        pattern.events[pattern.n++] = PatternEvent{follows, any, condition, least_, most_};
        starred_ = timed_ = false;
        least_ = 0;
        most_ = UINT64_MAX;
        return true;
    }

    // (?number) or (?t operator seconds).
    bool group() noexcept {
        uint32_t number = 0;
        if (!take("(?"))
            return fail(PatternError::syntax, element_);
        if (take("t"))
            return time();
        if (!take_number(&number) || !take(")"))
            return fail(PatternError::syntax, element_);
        if (number == UINT32_MAX)
            return fail(PatternError::syntax, element_);
        if (number < 1 || number > conditions_)
            return fail(PatternError::condition, element_, number);
        return event(false, static_cast<uint8_t>(number - 1));
    }

    bool time() noexcept {
        enum { less, less_equal, greater, greater_equal, equal } comparison;
        skip_blanks();
        if (take("<="))
            comparison = less_equal;
        else if (take("<"))
            comparison = less;
        else if (take(">="))
            comparison = greater_equal;
        else if (take(">"))
            comparison = greater;
        else if (take("=="))
            comparison = equal;
        else
            return fail(PatternError::syntax, element_);
        skip_blanks();
        uint64_t seconds = 0, length;
        if (!take_number(&seconds))
            return fail(PatternError::syntax, element_);
        skip_blanks();
        if (!take(")"))
            return fail(PatternError::syntax, element_);
        if (__builtin_mul_overflow(seconds, uint64_t{1000000}, &length) || length == UINT64_MAX)
            return fail(PatternError::time_range, element_);
        if (parsed_.pattern.n == 0)
            return fail(PatternError::time_at_end, element_);
        if (starred_)
            return fail(PatternError::time_at_star, element_);
        timed_ = true;
        if (comparison == less && length == 0)
            least_ = UINT64_MAX; // never
        if (comparison == less || comparison == less_equal || comparison == equal)
            most_ = std::min(most_, length - (comparison == less && length > 0));
        if (comparison == greater || comparison == greater_equal || comparison == equal)
            least_ = std::max(least_, length + (comparison == greater));
        return true;
    }

    std::string_view text_;
    uint32_t conditions_;
    ParsedPattern &parsed_;
    size_t at_ = 0, element_ = 0;
    bool starred_ = false, timed_ = false;
    uint64_t least_ = 0, most_ = UINT64_MAX;
};

// A set of the pattern's events, as bits.
using Set = uint64_t;

Set bit(uint32_t i) noexcept {
    return Set{1} << i;
}

bool has(Set set, uint32_t i) noexcept {
    return (set >> i & 1) != 0;
}

// Which events of a pattern follow the one before them in which way, and which conditions they
// have.
struct Sets {
    Set any = 0, directly = 0, anywhere = 0, in_time = 0;
    Set condition[max_steps] = {};

    explicit Sets(const Pattern &pattern) noexcept {
        for (uint32_t i = 0; i < pattern.n; i++) {
            const PatternEvent &event = pattern.events[i];
            (event.any ? any : condition[event.condition]) |= bit(i);
            if (i > 0)
                (event.follows == Follows::directly   ? directly
                 : event.follows == Follows::anywhere ? anywhere
                                                      : in_time) |= bit(i);
        }
    }

    // The events of the pattern that the event matches by itself.
    Set matched_by(const Event &event) const noexcept {
        Set set = any;
        for (uint64_t left = event.steps; left != 0; left &= left - 1)
            set |= condition[std::countr_zero(left)];
        return set;
    }
};

// For a time limit of the pattern: the events that may precede, and how many of them match the
// pattern up to there. The events are those from `from` up to `to`, and both only grow.
struct Range {
    uint32_t from = 0, to = 0, matches = 0;
};

// Searches for matches, one behind the other.
class Search {
public:
    Search(const Event *events, uint32_t n, const Pattern &pattern, const Memory &memory) noexcept
        : memory_(memory), work_{memory.poll}, pattern_(pattern), sets_(pattern) {
        events_ = allocate<Event>(n, memory);
        for (uint32_t i = 0; i < n; i++)
            if (!is_break(events[i]))
                events_[n_++] = events[i];
        work_.add(n);
        reached_ = allocate<Set>(n_, memory);
    }

    void release() noexcept {
        memory_.release(events_);
        memory_.release(reached_);
    }

    // Finds the match that ends first among the events from `begin` on. Returns the event with
    // which it ends, or a number that is too large.
    uint32_t find_end(uint32_t begin) noexcept {
        begin_ = begin;
        Set any_before = 0, before = 0;
        Range ranges[max_pattern];
        for (Range &range : ranges)
            range.from = range.to = begin;
        const Set last = bit(pattern_.n - 1);
        for (uint32_t i = begin; i < n_; i++) {
            work_.add(1);
            Set may = bit(0) | (before << 1 & sets_.directly) | (any_before << 1 & sets_.anywhere);
            for (Set left = sets_.in_time; left != 0; left &= left - 1) {
                const auto event = static_cast<uint32_t>(std::countr_zero(left));
                if (move(ranges[event], event, i))
                    may |= bit(event);
            }
            before = reached_[i] = may & sets_.matched_by(events_[i]);
            any_before |= before;
            if ((before & last) != 0)
                return i;
        }
        return n_;
    }

    bool is_end(uint32_t i) const noexcept {
        return i >= n_;
    }

    // Writes the times of the best match that ends with this event, which find_end() has returned.
    void follow(uint32_t end, int64_t *times) noexcept {
        keep_completed(end);
        uint32_t i = end;
        while (!has(reached_[i], 0))
            i--;
        times[0] = events_[i].at;
        for (uint32_t event = 1; event < pattern_.n; event++) {
            const uint32_t from = i++;
            while (!has(reached_[i], event) || !follows(from, i, event))
                i++;
            times[event] = events_[i].at;
        }
    }

private:
    // Moves a range to what may precede event i of the journey. Returns whether it has a match.
    bool move(Range &range, uint32_t event, uint32_t i) noexcept {
        const PatternEvent &limits = pattern_.events[event];
        const int64_t at = events_[i].at;
        for (; range.to < i && elapsed(events_[range.to].at, at) >= limits.least; range.to++) {
            work_.add(1);
            range.matches += has(reached_[range.to], event - 1);
        }
        for (; range.from < range.to && elapsed(events_[range.from].at, at) > limits.most;
             range.from++) {
            work_.add(1);
            range.matches -= has(reached_[range.from], event - 1);
        }
        return range.matches > 0;
    }

    // Returns whether event i of the journey may follow `from` as this event of the pattern.
    bool follows(uint32_t from, uint32_t i, uint32_t event) const noexcept {
        const PatternEvent &limits = pattern_.events[event];
        switch (limits.follows) {
        case Follows::directly:
            return i == from + 1;
        case Follows::anywhere:
            return true;
        case Follows::in_time:
            const uint64_t time = elapsed(events_[from].at, events_[i].at);
            return time >= limits.least && time <= limits.most;
        }
        __builtin_unreachable();
    }

    // Leaves in reached_ only what is part of a match that ends with this event. The same as
    // find_end(), backwards.
    void keep_completed(uint32_t end) noexcept {
        reached_[end] = bit(pattern_.n - 1);
        Set any_behind = reached_[end], behind = reached_[end];
        struct {
            uint32_t from, to, matches; // events from `to` up to `from`, not including it
        } ranges[max_pattern];
        for (auto &range : ranges)
            range = {end + 1, end + 1, 0};
        for (uint32_t i = end; i-- > begin_;) {
            work_.add(1);
            Set may = (behind & sets_.directly) >> 1 | (any_behind & sets_.anywhere) >> 1;
            for (Set left = sets_.in_time; left != 0; left &= left - 1) {
                const auto event = static_cast<uint32_t>(std::countr_zero(left));
                const PatternEvent &limits = pattern_.events[event];
                auto &range = ranges[event];
                const int64_t at = events_[i].at;
                for (; range.to > i + 1 && elapsed(at, events_[range.to - 1].at) >= limits.least;
                     range.to--) {
                    work_.add(1);
                    range.matches += has(reached_[range.to - 1], event);
                }
                for (;
                     range.from > range.to && elapsed(at, events_[range.from - 1].at) > limits.most;
                     range.from--) {
                    work_.add(1);
                    range.matches -= has(reached_[range.from - 1], event);
                }
                if (range.matches > 0)
                    may |= bit(event - 1);
            }
            behind = reached_[i] &= may;
            any_behind |= behind;
        }
    }

    const Memory &memory_;
    Work work_;
    const Pattern &pattern_;
    Sets sets_;
    Event *events_ = nullptr; // without breaks
    uint32_t n_ = 0;
    uint32_t begin_ = 0;
    Set *reached_ =
        nullptr; // for each event, with which events of the pattern a match can get there
};

} // namespace

void parse_pattern(std::string_view text, uint32_t conditions, ParsedPattern *parsed) noexcept {
    *parsed = ParsedPattern{};
    PatternParser(text, conditions, parsed).parse();
}

uint32_t count_matches(const Event *events, uint32_t n, const Pattern &pattern, uint32_t most,
                       const Memory &memory) noexcept {
    Search search(events, n, pattern, memory);
    uint32_t count = 0;
    for (uint32_t from = 0; count < most; count++) {
        const uint32_t end = search.find_end(from);
        if (search.is_end(end))
            break;
        from = end + 1;
    }
    search.release();
    return count;
}

bool find_match(const Event *events, uint32_t n, const Pattern &pattern, const Memory &memory,
                int64_t *times) noexcept {
    Search search(events, n, pattern, memory);
    const uint32_t end = search.find_end(0);
    const bool found = !search.is_end(end);
    if (found)
        search.follow(end, times);
    search.release();
    return found;
}

} // namespace heatmap::journey
