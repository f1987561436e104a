// Patterns are compared with a search that tries every choice of events.
#include <optional>
#include <ostream>
#include <string>

#include <gtest/gtest.h>

#include "core/journey/pattern.hpp"
#include "unit/journey/helpers.hpp"

namespace heatmap::journey {
using namespace test;
namespace {

ParsedPattern parse(const std::string &text, uint32_t conditions = 4) {
    // The memory ends where the text ends.
    const std::vector<char> exact(text.begin(), text.end());
    ParsedPattern parsed;
    parse_pattern({exact.data(), exact.size()}, conditions, &parsed);
    return parsed;
}

Pattern pattern_of(const std::string &text, uint32_t conditions = 4) {
    const ParsedPattern parsed = parse(text, conditions);
    EXPECT_EQ(parsed.error, PatternError::none) << text;
    return parsed.pattern;
}

// A time limit of the reference, in its own words.
struct Limit {
    std::string comparison;
    int64_t seconds;

    bool holds(__int128 microseconds) const {
        const __int128 limit = __int128{seconds} * 1000000;
        return comparison == "<="   ? microseconds <= limit
               : comparison == "<"  ? microseconds < limit
               : comparison == ">=" ? microseconds >= limit
               : comparison == ">"  ? microseconds > limit
                                    : microseconds == limit;
    }
};

struct Element {
    int condition; // 0: any event
    bool star;     // before it
    std::vector<Limit> limits;
};

using Elements = std::vector<Element>;

std::string text_of(const Elements &elements, Rng &rng) {
    const auto blank = [&rng]() { return rng() % 8 == 0 ? " " : ""; };
    std::string text;
    for (const Element &element : elements) {
        text += blank();
        if (element.star)
            text += ".*";
        for (const Limit &limit : element.limits)
            text += std::string("(?t") + blank() + limit.comparison + blank() +
                    std::to_string(limit.seconds) + blank() + ")" + blank();
        text += element.condition == 0 ? "." : "(?" + std::to_string(element.condition) + ")";
    }
    return text + blank();
}

// All matches among events from `begin` on, as indexes of events.
class Matches {
public:
    Matches(const Events &events, const Elements &elements, size_t begin)
        : events_(events), elements_(elements) {
        for (size_t i = begin; i < events.size(); i++)
            extend(i);
    }

    // The one that ends first, began last, and has every event as early as possible.
    std::optional<std::vector<size_t>> best() const {
        std::optional<std::vector<size_t>> best;
        for (const auto &match : all_)
            if (!best || match.back() < best->back() ||
                (match.back() == best->back() &&
                 (match.front() > best->front() ||
                  (match.front() == best->front() && match < *best))))
                best = match;
        return best;
    }

private:
    void extend(size_t i) {
        const Element &element = elements_[match_.size()];
        if (element.condition != 0 && (events_[i].steps >> (element.condition - 1) & 1) == 0)
            return;
        if (!match_.empty()) {
            const size_t before = match_.back();
            if (!element.star && element.limits.empty() && i != before + 1)
                return;
            for (const Limit &limit : element.limits)
                if (!limit.holds(static_cast<__int128>(events_[i].at) - events_[before].at))
                    return;
        }
        match_.push_back(i);
        if (match_.size() == elements_.size())
            all_.push_back(match_);
        else
            for (size_t next = i + 1; next < events_.size(); next++)
                extend(next);
        match_.pop_back();
    }

    const Events &events_;
    const Elements &elements_;
    std::vector<size_t> match_;
    std::vector<std::vector<size_t>> all_;
};

TEST(Pattern, EveryChoiceOfEvents) {
    Rng rng(700);
    const char *const comparisons[] = {"<=", "<", ">=", ">", "=="};
    for (int i = 0; i < 100000; i++) {
        Elements elements;
        for (uint64_t n = 1 + rng() % 4; n > 0; n--) {
            Element element{static_cast<int>(rng() % 4), false, {}};
            const uint64_t kind = rng() % 4;
            element.star = kind == 0;
            if (kind == 1 && !elements.empty())
                for (uint64_t limits = 1 + rng() % 2; limits > 0; limits--)
                    element.limits.push_back(
                        {comparisons[rng() % 5], static_cast<int64_t>(rng() % 4)});
            elements.push_back(element);
        }
        Events events, without_breaks;
        int64_t at = 0;
        for (uint64_t n = rng() % 9; n > 0; n--) {
            at += static_cast<int64_t>(rng() % 3) * (rng() % 4 == 0 ? 999999 : 1000000);
            events.push_back(Event{at, rng() & rng() & 7});
        }
        std::sort(events.begin(), events.end(), before);
        for (const Event &event : events)
            if (!is_break(event))
                without_breaks.push_back(event);
        const std::string text = text_of(elements, rng);
        const Pattern pattern = pattern_of(text, 3);
        const auto expected = Matches(without_breaks, elements, 0).best();
        std::vector<int64_t> times(pattern.n);
        const bool found =
            find_match(events.data(), count_of(events), pattern, test_memory, times.data());
        ASSERT_EQ(found, expected.has_value()) << text << " " << i;
        if (found) {
            for (size_t k = 0; k < times.size(); k++)
                ASSERT_EQ(times[k], without_breaks[(*expected)[k]].at) << text << " " << i;
        }
        uint32_t count = 0;
        for (size_t begin = 0;; count++) {
            const auto match = Matches(without_breaks, elements, begin).best();
            if (!match)
                break;
            begin = match->back() + 1;
        }
        ASSERT_EQ(count_matches(events.data(), count_of(events), pattern, UINT32_MAX, test_memory),
                  count)
            << text << " " << i;
        ASSERT_EQ(count_matches(events.data(), count_of(events), pattern, 1, test_memory),
                  std::min(count, 1u));
    }
}

TEST(Pattern, WhatIsNoPattern) {
    struct {
        std::string text;
        PatternError error;
        size_t at;
    } const cases[] = {
        {"", PatternError::empty, 0},
        {"  ", PatternError::empty, 2},
        {".*", PatternError::empty, 2},
        {"(?1", PatternError::syntax, 0},
        {"(?1)x", PatternError::syntax, 4},
        {"(?)", PatternError::syntax, 0},
        {"(1)", PatternError::syntax, 0},
        {"(?1)(?t3)(?2)", PatternError::syntax, 4},
        {"(?1)(?t=3)(?2)", PatternError::syntax, 4},
        {"(?1)(?t<=-3)(?2)", PatternError::syntax, 4},
        {"(?1)(?t<=3.5)(?2)", PatternError::syntax, 4},
        {"(?1)(?t<=)(?2)", PatternError::syntax, 4},
        {"(?-1)", PatternError::syntax, 0},
        {"*", PatternError::syntax, 0},
        {std::string("(?1)\0", 5), PatternError::syntax, 4},
        {"(?0)", PatternError::condition, 0},
        {"(?1) (?5)", PatternError::condition, 5},
        {"(?99999999999)", PatternError::syntax, 0},
        {"(?t<=3)(?1)", PatternError::time_at_end, 0},
        {"(?1)(?t<=3)", PatternError::time_at_end, 4},
        {"(?1).*(?t<=3)(?2)", PatternError::time_at_star, 6},
        {"(?1)(?t<=3).*(?2)", PatternError::time_at_star, 11},
        {"(?1)(?t<=18446744073709)(?2)", PatternError::none, 0},
        {"(?1)(?t<=18446744073710)(?2)", PatternError::time_range, 4},
        {"(?1)(?t<=99999999999999999999)(?2)", PatternError::time_range, 4},
    };
    for (const auto &c : cases) {
        const ParsedPattern parsed = parse(c.text);
        EXPECT_EQ(parsed.error, c.error) << c.text;
        EXPECT_EQ(parsed.at, c.at) << c.text;
    }
    EXPECT_EQ(parse("(?5)").number, 5u);
    std::string longest;
    for (uint32_t i = 0; i < max_pattern; i++)
        longest += ".";
    EXPECT_EQ(parse(longest).error, PatternError::none);
    EXPECT_EQ(parse(longest + ".").error, PatternError::too_long);
    EXPECT_EQ(parse(longest + ".").at, max_pattern);
}

TEST(Pattern, StarsAtTheEndsDoNotMatter) {
    const Events events{{1, 1}, {2, 2}};
    int64_t times[2];
    EXPECT_TRUE(find_match(events.data(), 2, pattern_of(".*(?1)(?2).*.*"), test_memory, times));
    EXPECT_EQ(times[0], 1);
    EXPECT_EQ(times[1], 2);
    EXPECT_FALSE(find_match(events.data(), 2, pattern_of(".*(?2)(?1)"), test_memory, times));
}

// What makes searches that go back explode takes linear time here.
TEST(Pattern, CannotBeMadeToExplode) {
    const uint32_t n = 200000;
    Events events(n);
    for (uint32_t i = 0; i < n; i++)
        events[i] = Event{i, i + 1 == n ? 2u : 1u};
    std::string text;
    for (int i = 0; i < 30; i++)
        text += "(?1).*(?1)(?t>=0)";
    const Pattern pattern = pattern_of(text + "(?1).*(?3)");
    EXPECT_EQ(count_matches(events.data(), n, pattern, UINT32_MAX, test_memory), 0u);
    const Pattern other = pattern_of(text + "(?2)");
    std::vector<int64_t> times(other.n);
    EXPECT_TRUE(find_match(events.data(), n, other, test_memory, times.data()));
    EXPECT_EQ(times.back(), n - 1);
    EXPECT_EQ(times.front(), n - 61);
}

TEST(Pattern, Polls) {
    const Events events(300000, Event{1, 1});
    static int polls;
    polls = 0;
    Memory memory = test_memory;
    memory.poll = []() { polls++; };
    const Pattern pattern = pattern_of("(?1)(?t<=1)(?2)");
    EXPECT_EQ(count_matches(events.data(), count_of(events), pattern, 5, memory), 0u);
    EXPECT_GE(polls, 4);
}

} // namespace
} // namespace heatmap::journey
