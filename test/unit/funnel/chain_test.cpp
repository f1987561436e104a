// The answers are compared with references that follow the definitions as literally as possible:
// they try all chains of a few rows, and take the chain that the definition prefers.
#include <algorithm>
#include <array>
#include <bit>
#include <chrono>
#include <cstring>
#include <ostream>
#include <string>

#include <gtest/gtest.h>

#include "core/funnel/chain.hpp"
#include "unit/funnel/helpers.hpp"

namespace heatmap::funnel {
using namespace test;
namespace {

// The times of the steps that were done, in order of the steps.
using StepTimes = std::vector<int64_t>;

struct Answer {
    uint32_t level;
    uint64_t done;
    StepTimes times;

    bool operator==(const Answer &) const = default;
};

struct Case {
    Events rows; // sorted
    Question question;
};

bool has(const Event &row, uint32_t step) {
    return (row.steps >> (step - 1) & 1) != 0;
}

bool has_mode(const Question &question, Modes mode) {
    return (question.modes & mode) != 0;
}

bool within(int64_t from, int64_t to, uint64_t window) {
    return static_cast<__int128>(to) - from <= static_cast<__int128>(window);
}

Events sorted(Events rows) {
    Events scratch(rows.size());
    const auto n = static_cast<uint32_t>(rows.size());
    const Event *out = sort_events(rows.data(), n, no_poll, scratch.data());
    return Events(out, out + n);
}

Events without_repeated_breaks(Events rows) {
    rows.resize(drop_repeated_breaks(rows.data(), static_cast<uint32_t>(rows.size()), no_poll));
    return rows;
}

std::string modes_text(Modes modes) {
    char text[mode_length];
    write_mode(Question{1, 0, modes}, TimeUnit::unknown, text);
    return text;
}

std::vector<Modes> all_modes() {
    std::vector<Modes> modes;
    for (Modes m = 0; m < 1u << mode_count; m++)
        if (modes_agree(m))
            modes.push_back(m);
    return modes;
}

void PrintTo(const Answer &answer, std::ostream *out) {
    *out << "level " << answer.level << " done " << answer.done << " at";
    for (int64_t at : answer.times)
        *out << ' ' << at;
}

std::ostream &operator<<(std::ostream &out, const Case &c) {
    out << '[' << modes_text(c.question.modes) << "] window " << c.question.window << ", "
        << c.question.steps << " steps:";
    for (const Event &row : c.rows) {
        out << " (" << row.at << ", {";
        for (uint32_t step = 1; step <= max_steps; step++)
            if (has(row, step))
                out << step << ' ';
        out << "})";
    }
    return out;
}

Answer ask(const Case &c) {
    // The memory ends where the rows end. Nothing of an old answer may be left in the new one.
    const Events rows(c.rows);
    const auto n = static_cast<uint32_t>(rows.size());
    Chain chain;
    std::memset(&chain, 0xa5, sizeof chain);
    find_chain(rows.data(), n, c.question, test_memory, &chain);
    EXPECT_EQ(chain_level(rows.data(), n, c.question, test_memory), chain.level) << c;
    Answer answer{chain.level, chain.done, {}};
    for (uint32_t step = 0; step < max_steps; step++)
        if ((chain.done >> step & 1) != 0)
            answer.times.push_back(chain.times[step]);
    return answer;
}

// any_order leaves open which step has which of the times, so they are put in order of time.
Answer ask_times(const Case &c) {
    Answer answer = ask(c);
    if (has_mode(c.question, any_order))
        std::sort(answer.times.begin(), answer.times.end());
    return answer;
}

// Returns whether chain a is better than b: longer; or else completed earlier; or else started
// later; or else earlier in a step between.
bool better(const StepTimes &a, const StepTimes &b) {
    if (a.size() != b.size())
        return a.size() > b.size();
    if (a.empty())
        return false;
    if (a.back() != b.back())
        return a.back() < b.back();
    if (a.front() != b.front())
        return a.front() > b.front();
    return a < b;
}

// Finds the best of all chains by trying every row for every step.
class AllChains {
public:
    // With `begin`: only the chains that begin then.
    AllChains(const Events &rows, const Question &question, std::optional<int64_t> begin)
        : rows_(rows), question_(question), begin_(begin) {
        extend();
    }

    const StepTimes &best() const {
        return best_;
    }

private:
    void extend() {
        if (better(chain_, best_))
            best_ = chain_;
        const auto step = static_cast<uint32_t>(chain_.size()) + 1;
        if (step > question_.steps)
            return;
        for (size_t i = 0; i < rows_.size(); i++)
            if (has(rows_[i], step) && fits(i)) {
                chain_.push_back(rows_[i].at);
                used_ ^= 1u << i;
                extend();
                used_ ^= 1u << i;
                chain_.pop_back();
            }
    }

    bool fits(size_t row) const {
        const int64_t at = rows_[row].at;
        if (chain_.empty())
            return !begin_ || at == *begin_;
        if (has_mode(question_, strict_once) && (used_ >> row & 1) != 0)
            return false;
        if (has_mode(question_, strict_increase) ? at <= chain_.back() : at < chain_.back())
            return false;
        return within(chain_.front(), at, question_.window);
    }

    const Events &rows_;
    const Question &question_;
    std::optional<int64_t> begin_;
    StepTimes chain_, best_;
    uint32_t used_ = 0; // only used with strict_once, where no row is taken twice
};

StepTimes best_of_all(const Events &rows, const Question &question) {
    return AllChains(rows, question, std::nullopt).best();
}

// The same for more rows and steps: from every start, takes each step as early as possible.
StepTimes best_of_starts(const Events &rows, const Question &question) {
    StepTimes best;
    for (size_t start = 0; start < rows.size(); start++) {
        if (!has(rows[start], 1) ||
            (start > 0 && rows[start - 1].at == rows[start].at && has(rows[start - 1], 1)))
            continue;
        StepTimes chain;
        for (auto from = rows.begin(); from != rows.end();) {
            const int64_t at = from->at;
            const auto to =
                std::find_if(from, rows.end(), [at](const Event &r) { return r.at != at; });
            const Events group(from, to);
            from = to;
            if (at < rows[start].at || !within(rows[start].at, at, question.window))
                continue;
            Kuhn matching(group);
            while (chain.size() < question.steps) {
                const auto step = static_cast<uint32_t>(chain.size()) + 1;
                if (has_mode(question, strict_increase) && !chain.empty() && chain.back() == at)
                    break;
                if (has_mode(question, strict_once)
                        ? !matching.add(step - 1)
                        : std::none_of(group.begin(), group.end(),
                                       [step](const Event &row) { return has(row, step); }))
                    break;
                chain.push_back(at);
            }
        }
        if (better(chain, best))
            best = chain;
    }
    return best;
}

// The part of the rows that the scan takes in before strict_order or strict_deduplication ends it.
// Rows have only those of their steps that the scan got to. A step is reached when `best` finds a
// chain to it.
template <class Best>
Events scanned(const Events &rows, const Question &question, Best best) {
    Events part;
    const auto reached = [&](uint32_t step) { return best(part, question).size() >= step; };
    const bool ordered = has_mode(question, strict_order);
    const bool in_turn = ordered && !has_mode(question, allow_reentry);
    const bool deduplicated = has_mode(question, strict_deduplication);
    for (size_t from = 0, to; from < rows.size(); from = to) {
        for (to = from; to < rows.size() && rows[to].at == rows[from].at; to++) {
            if (ordered && is_break(rows[to]) && reached(1))
                return part;
        }
        const size_t group = part.size();
        for (size_t i = from; i < to; i++)
            part.push_back(Event{rows[i].at, 0});
        uint64_t matched = 0;
        for (uint32_t step = 1; step <= question.steps; step++) {
            int repeats = 0;
            for (size_t i = from; i < to; i++)
                repeats += has(rows[i], step);
            if (repeats == 0)
                continue;
            const bool repeatable = !deduplicated || step == 1;
            if (!repeatable && reached(step))
                return part;
            for (size_t i = from; i < to; i++)
                part[group + i - from].steps |= rows[i].steps & steps_of({step});
            if (!repeatable && repeats > 1 && reached(step))
                return part;
            matched |= steps_of({step});
        }
        for (uint32_t step = 2; in_turn && step <= question.steps; step++)
            if ((matched & steps_of({step})) != 0 && reached(1) && !reached(step - 1))
                return part;
    }
    return part;
}

template <class Best>
Answer ordered_answer(const Case &c, Best best) {
    const bool all = !has_mode(c.question, strict_order | strict_deduplication);
    const StepTimes times = best(all ? c.rows : scanned(c.rows, c.question, best), c.question);
    const auto level = static_cast<uint32_t>(times.size());
    return Answer{level, steps_upto(level), times};
}

// Returns whether a has the lowest number that is in only one of the two sets.
bool lower(uint64_t a, uint64_t b) {
    const uint64_t differ = a ^ b;
    return (a & (differ & -differ)) != 0;
}

// The reference for any_order: tries every set of rows for every set of steps. With `begin`: only
// those whose first row is then.
Answer unordered_of_all(const Case &c, std::optional<int64_t> begin = std::nullopt) {
    struct Sets {
        uint32_t rows;
        uint64_t steps;
    };
    std::vector<Sets> found{{0, 0}};
    std::vector<bool> seen(size_t{1} << (c.rows.size() + c.question.steps));
    Answer best{0, 0, {}};
    int64_t completed = 0;
    for (size_t i = 0; i < c.rows.size(); i++)
        for (size_t s = 0, n = found.size(); s < n; s++)
            for (uint32_t step = 1; step <= c.question.steps; step++) {
                const Sets before = found[s];
                if (!has(c.rows[i], step) || (before.steps & steps_of({step})) != 0)
                    continue;
                const Sets sets{before.rows | 1u << i, before.steps | steps_of({step})};
                const size_t index = sets.rows << c.question.steps | sets.steps;
                if (seen[index])
                    continue;
                seen[index] = true;
                const auto first = static_cast<size_t>(std::countr_zero(sets.rows));
                if (!within(c.rows[first].at, c.rows[i].at, c.question.window) ||
                    (begin && c.rows[first].at != *begin))
                    continue;
                found.push_back(sets);
                const auto level = static_cast<uint32_t>(std::popcount(sets.steps));
                const bool first_done =
                    level > best.level || (level == best.level && c.rows[i].at < completed);
                if (!first_done && (level < best.level || c.rows[i].at > completed))
                    continue;
                StepTimes times;
                for (size_t row = first; row <= i; row++)
                    if ((sets.rows >> row & 1) != 0)
                        times.push_back(c.rows[row].at);
                if (first_done || times > best.times ||
                    (times == best.times && lower(sets.steps, best.done)))
                    best = Answer{level, sets.steps, times};
                completed = c.rows[i].at;
            }
    return best;
}

uint32_t matched_steps(const Events &rows, const Question &question, uint64_t *done) {
    Kuhn matching(rows);
    *done = 0;
    for (uint32_t step = 1; step <= question.steps; step++)
        if (matching.add(step - 1))
            *done |= steps_of({step});
    return static_cast<uint32_t>(std::popcount(*done));
}

// The same for more rows and steps. It adds steps from the lowest and rows from the latest on. That
// gives the best sets, because the sets that can be matched are independent sets of a matroid.
Answer unordered_of_ends(const Case &c) {
    Answer best{0, 0, {}};
    Events window;
    for (size_t i = 0; i < c.rows.size(); i++) {
        Events rows;
        for (const Event &row : c.rows)
            if (row.at <= c.rows[i].at && within(row.at, c.rows[i].at, c.question.window))
                rows.push_back(row);
        uint64_t done;
        const uint32_t level = matched_steps(rows, c.question, &done);
        if (level > best.level) {
            best = Answer{level, done, {}};
            window = rows;
        }
    }
    Events basis;
    for (auto row = window.rbegin(); row != window.rend() && basis.size() < best.level; ++row) {
        uint64_t done;
        basis.push_back(*row);
        if (matched_steps(basis, c.question, &done) < basis.size())
            basis.pop_back();
        else
            best.times.insert(best.times.begin(), row->at);
    }
    return best;
}

// Returns whether the steps of an answer of any_order each have a row of their own at their time.
bool has_rows(const Case &c) {
    Chain chain;
    find_chain(c.rows.data(), count_of(c.rows), c.question, test_memory, &chain);
    std::map<int64_t, Events> groups;
    for (const Event &row : c.rows)
        groups[row.at].push_back(row);
    std::map<int64_t, Kuhn> matchings;
    for (const auto &[at, rows] : groups)
        matchings.emplace(at, rows);
    for (uint32_t step = 0; step < max_steps; step++)
        if ((chain.done >> step & 1) != 0) {
            const auto matching = matchings.find(chain.times[step]);
            if (matching == matchings.end() || !matching->second.add(step))
                return false;
        }
    return true;
}

// Random rows of a kind that differs from call to call: any steps, or steps that come in turn with
// more or less noise; one step in a row or several; with breaks or without.
Events random_rows(Rng &rng, size_t n, uint32_t steps, int64_t range) {
    const uint64_t kind = rng() % 7, noise = rng() % 3 * 8;
    const bool breaks = rng() % 2 == 0;
    const size_t lead = n > steps ? rng() % (n - steps) : 0;
    Events rows;
    for (size_t i = 0; i < n; i++) {
        const auto any = static_cast<uint32_t>(1 + rng() % steps);
        Event row{whole(rng, 0, range), steps_of({any})};
        if (kind == 0) {
            row.steps = rng() & rng() & steps_upto(steps);
        } else if (kind == 1) {
            row.steps = rng() & rng() & rng() & steps_upto(steps);
        } else if (kind == 2) {
            const int64_t turn = row.at * steps / (range + 1) + whole(rng, -3, 3) / 2;
            row.steps = uint64_t{1} << std::clamp<int64_t>(turn, 0, steps - 1);
        } else if (kind >= 4 && rng() % 64 >= noise) {
            row.at = static_cast<int64_t>(i) * (range + 1) / static_cast<int64_t>(n);
            row.steps = uint64_t{1} << (i < lead || i >= lead + steps ? 0 : i - lead);
            if (kind == 6 && rng() % 4 == 0)
                row.steps |= steps_of({any});
        }
        if (breaks && rng() % 8 == 0)
            row.steps = 0;
        rows.push_back(row);
    }
    return rows;
}

// Moves small times to where the arithmetic could overflow.
void move_times(Rng &rng, Case *c) {
    constexpr std::array<int64_t, 7> far = {INT64_MIN, INT64_MIN + 1, -1,       0,
                                            1,         INT64_MAX - 1, INT64_MAX};
    constexpr std::array<uint64_t, 8> windows = {0,
                                                 1,
                                                 INT64_MAX,
                                                 uint64_t{1} << 63,
                                                 (uint64_t{1} << 63) + 1,
                                                 no_window - 2,
                                                 no_window - 1,
                                                 no_window};
    const uint64_t where = rng() % 3;
    for (Event &row : c->rows)
        row.at = where == 0   ? INT64_MIN + row.at
                 : where == 1 ? INT64_MAX - row.at
                              : far[static_cast<size_t>(row.at)];
    if (where == 2)
        c->question.window = windows[rng() % windows.size()];
}

Case random_case(Rng &rng, Modes modes) {
    const auto steps = static_cast<uint32_t>(1 + rng() % 6);
    Case c{random_rows(rng, rng() % 10, steps, rng() % 3 == 0 ? 6 : whole(rng, 0, 6)),
           Question{steps, rng() % 3 == 0 ? no_window : rng() % 9, modes}};
    if (rng() % 8 == 0)
        move_times(rng, &c);
    c.rows = sorted(c.rows);
    return c;
}

Event row(int64_t at, std::initializer_list<uint32_t> steps) {
    return Event{at, steps_of(steps)};
}

// The times of the steps of a funnel that has four steps, by default within ten units of time.
StepTimes times_of(Modes modes, const Events &rows, uint64_t window = 10) {
    return ask(Case{sorted(rows), Question{4, window, modes}}).times;
}

TEST(Chain, OfNothing) {
    for (Modes modes : all_modes()) {
        EXPECT_EQ(times_of(modes, {}), StepTimes{});
        EXPECT_EQ(times_of(modes, {row(1, {}), row(2, {})}), StepTimes{});
        if (modes < any_order) {
            EXPECT_EQ(times_of(modes, {row(1, {2}), row(2, {}), row(3, {3, 4})}), StepTimes{});
        }
    }
}

TEST(Chain, DefaultTakesStepsInOrderWithinTheWindow) {
    EXPECT_EQ(times_of(0, {row(0, {1}), row(10, {2})}), (StepTimes{0, 10}));
    EXPECT_EQ(times_of(0, {row(0, {1}), row(11, {2})}), (StepTimes{0}));
    EXPECT_EQ(times_of(0, {row(0, {1}), row(6, {2}), row(12, {3})}), (StepTimes{0, 6}))
        << "the window counts from step 1";
    EXPECT_EQ(times_of(0, {row(0, {1}), row(6, {1}), row(8, {2}), row(16, {3})}),
              (StepTimes{6, 8, 16}))
        << "a later start";
    EXPECT_EQ(times_of(0, {row(0, {2}), row(1, {1})}), (StepTimes{1}));
    EXPECT_EQ(times_of(0, {row(0, {1}), row(1, {4}), row(2, {}), row(3, {2})}), (StepTimes{0, 3}))
        << "whatever comes between";
}

TEST(Chain, DefaultLetsStepsFollowAtOneTimeAndInOneRow) {
    EXPECT_EQ(times_of(0, {row(5, {3}), row(5, {2}), row(5, {1})}, 0), (StepTimes{5, 5, 5}));
    EXPECT_EQ(times_of(0, {row(5, {1, 2, 4}), row(6, {3})}), (StepTimes{5, 5, 6}));
}

TEST(Chain, FirstCompletedThenLatestStartThenEveryStepEarly) {
    EXPECT_EQ(times_of(0, {row(0, {1}), row(1, {2}), row(2, {1}), row(2, {2})}), (StepTimes{0, 1}));
    EXPECT_EQ(times_of(0, {row(0, {1}), row(1, {1}), row(2, {2})}), (StepTimes{1, 2}));
    EXPECT_EQ(times_of(0, {row(0, {1}), row(1, {2}), row(2, {2}), row(3, {3})}),
              (StepTimes{0, 1, 3}));
    EXPECT_EQ(times_of(0, {row(0, {1}), row(3, {2}), row(4, {1}), row(5, {2}), row(6, {3})}),
              (StepTimes{4, 5, 6}));
    EXPECT_EQ(times_of(0, {row(0, {1}), row(1, {1}), row(2, {1})}), (StepTimes{0}));
}

TEST(Chain, StrictIncrease) {
    EXPECT_EQ(times_of(strict_increase, {row(0, {1, 2}), row(0, {2})}), (StepTimes{0}));
    EXPECT_EQ(times_of(strict_increase, {row(0, {1, 2}), row(1, {2, 3}), row(2, {3, 4})}),
              (StepTimes{0, 1, 2}));
    EXPECT_EQ(times_of(strict_increase, {row(0, {1}), row(1, {1, 2})}), (StepTimes{0, 1}));
}

TEST(Chain, StrictOnce) {
    EXPECT_EQ(times_of(strict_once, {row(0, {1, 2})}), (StepTimes{0}));
    EXPECT_EQ(times_of(strict_once, {row(0, {1, 2}), row(0, {1})}), (StepTimes{0, 0}));
    EXPECT_EQ(times_of(strict_once, {row(0, {1, 2}), row(0, {1, 2})}), (StepTimes{0, 0}));
    EXPECT_EQ(times_of(strict_once, {row(0, {1, 2, 3}), row(0, {2}), row(0, {2, 4})}),
              (StepTimes{0, 0}));
    EXPECT_EQ(times_of(strict_once, {row(0, {1}), row(1, {2, 3}), row(1, {2, 4}), row(1, {2})}),
              (StepTimes{0, 1, 1, 1}));
    EXPECT_EQ(times_of(strict_once, {row(0, {1}), row(1, {1, 2}), row(1, {3})}, 1),
              (StepTimes{0, 1, 1}))
        << "not the latest start, whose row is needed";
}

TEST(Chain, StrictOrderEndsAtARowThatMatchesNothing) {
    EXPECT_EQ(times_of(strict_order, {row(0, {1}), row(1, {}), row(2, {2})}), (StepTimes{0}));
    EXPECT_EQ(times_of(strict_order, {row(0, {1}), row(2, {}), row(2, {2})}), (StepTimes{0}))
        << "a break is before the steps of its time";
    EXPECT_EQ(times_of(strict_order, {row(0, {}), row(1, {}), row(1, {1}), row(2, {2})}),
              (StepTimes{1, 2}))
        << "before step 1 nothing ends the scan";
}

TEST(Chain, StrictOrderEndsWithAStepOutOfTurn) {
    EXPECT_EQ(times_of(strict_order, {row(0, {1}), row(1, {3}), row(2, {2})}), (StepTimes{0}));
    EXPECT_EQ(times_of(strict_order, {row(0, {1}), row(1, {3}), row(1, {2}), row(2, {4})}),
              (StepTimes{0, 1, 1, 2}))
        << "its predecessor came at the same time";
    EXPECT_EQ(times_of(strict_order, {row(0, {1}), row(1, {2, 4}), row(2, {3})}), (StepTimes{0, 1}))
        << "what came in turn at that time counts";
    EXPECT_EQ(times_of(strict_order, {row(0, {4}), row(1, {2}), row(2, {1}), row(3, {2})}),
              (StepTimes{2, 3}))
        << "before step 1 nothing ends the scan";
    EXPECT_EQ(times_of(strict_order, {row(0, {1, 3}), row(1, {2})}), (StepTimes{0}));
}

TEST(Chain, StrictOrderLetsEarlierStepsComeAgain) {
    EXPECT_EQ(
        times_of(strict_order, {row(0, {1}), row(1, {2}), row(2, {1}), row(3, {2}), row(4, {3})}),
        (StepTimes{2, 3, 4}));
    EXPECT_EQ(times_of(strict_order, {row(0, {1}), row(1, {2}), row(20, {3}), row(21, {1}),
                                      row(22, {2}), row(23, {3})}),
              (StepTimes{21, 22, 23}))
        << "a step was reached even if its chain is too old now";
    EXPECT_EQ(times_of(strict_order,
                       {row(0, {1}), row(11, {2}), row(12, {3}), row(13, {1}), row(14, {2})}),
              (StepTimes{0}))
        << "a step after the window was not reached";
}

TEST(Chain, StrictOrderCountsReachedByTheOtherModes) {
    const Events rows{row(0, {1}), row(1, {2, 3}), row(2, {3})};
    EXPECT_EQ(times_of(strict_order | strict_increase, rows), (StepTimes{0, 1, 2}));
    EXPECT_EQ(times_of(strict_order | strict_once, rows), (StepTimes{0, 1, 2}));
    const Events tied{row(0, {1, 2}), row(0, {3}), row(1, {2})};
    EXPECT_EQ(times_of(strict_order, tied), (StepTimes{0, 0, 0}));
    EXPECT_EQ(times_of(strict_order | strict_increase, tied), (StepTimes{0}));
    EXPECT_EQ(times_of(strict_order | strict_once, tied), (StepTimes{0}));
}

TEST(Chain, AllowReentryLetsStepsComeOutOfTurn) {
    constexpr Modes mode = strict_order | allow_reentry;
    EXPECT_EQ(times_of(mode, {row(0, {1}), row(1, {3}), row(2, {2})}), (StepTimes{0, 2}));
    EXPECT_EQ(times_of(mode, {row(0, {1}), row(1, {4}), row(2, {2}), row(3, {4}), row(4, {3})}),
              (StepTimes{0, 2, 4}));
    EXPECT_EQ(times_of(mode, {row(0, {1}), row(1, {2, 4}), row(2, {3}), row(3, {4})}),
              (StepTimes{0, 1, 2, 3}));
    EXPECT_EQ(times_of(mode, {row(0, {1}), row(1, {3}), row(2, {}), row(3, {2})}), (StepTimes{0}))
        << "what matches no step still ends the scan";
    EXPECT_EQ(times_of(mode | strict_deduplication,
                       {row(0, {1}), row(1, {4}), row(2, {2}), row(3, {2}), row(4, {3})}),
              (StepTimes{0, 2}));
}

TEST(Chain, StrictDeduplicationEndsAtAStepDoneBefore) {
    constexpr Modes mode = strict_deduplication;
    EXPECT_EQ(times_of(mode, {row(0, {1}), row(1, {2}), row(2, {2}), row(3, {3})}),
              (StepTimes{0, 1}));
    EXPECT_EQ(times_of(mode, {row(0, {1}), row(1, {2}), row(2, {2, 3})}), (StepTimes{0, 1}));
    EXPECT_EQ(times_of(mode, {row(0, {1}), row(1, {1}), row(2, {2}), row(3, {3})}),
              (StepTimes{1, 2, 3}))
        << "step 1 may come again";
    EXPECT_EQ(times_of(mode, {row(0, {2}), row(1, {2}), row(2, {1}), row(3, {2}), row(4, {3})}),
              (StepTimes{2, 3, 4}))
        << "not reached, not a repeat";
    EXPECT_EQ(times_of(mode, {row(0, {1}), row(1, {2}), row(2, {}), row(3, {4}), row(4, {3})}),
              (StepTimes{0, 1, 4}));
}

TEST(Chain, StrictDeduplicationWithinOneTime) {
    constexpr Modes mode = strict_deduplication;
    EXPECT_EQ(times_of(mode, {row(0, {1}), row(1, {2, 3}), row(2, {4})}), (StepTimes{0, 1, 1, 2}));
    EXPECT_EQ(times_of(mode, {row(0, {1}), row(1, {2, 3}), row(1, {2})}), (StepTimes{0, 1}));
    EXPECT_EQ(times_of(mode, {row(0, {1}), row(1, {2}), row(1, {2}), row(2, {3})}),
              (StepTimes{0, 1}));
    EXPECT_EQ(times_of(mode, {row(0, {1, 2, 3}), row(0, {3, 4}), row(1, {4})}),
              (StepTimes{0, 0, 0}));
    EXPECT_EQ(times_of(mode, {row(0, {1}), row(1, {3}), row(1, {3}), row(2, {2}), row(3, {3})}),
              (StepTimes{0, 2, 3}));
    EXPECT_EQ(times_of(mode | strict_once, {row(0, {1, 2}), row(0, {2}), row(1, {3})}),
              (StepTimes{0, 0}))
        << "of which row step 1 took is not asked";
}

TEST(Chain, AnyOrder) {
    const auto ask_any = [](const Events &rows) {
        return ask_times(Case{sorted(rows), Question{4, 10, any_order}});
    };
    EXPECT_EQ(ask_any({row(0, {3}), row(1, {1}), row(10, {2})}), (Answer{3, 0b0111, {0, 1, 10}}));
    EXPECT_EQ(ask_any({row(0, {3}), row(1, {1}), row(11, {2})}), (Answer{2, 0b0101, {0, 1}}))
        << "the first completed";
    EXPECT_EQ(ask_any({row(0, {2, 3, 4})}), (Answer{1, 0b0010, {0}})) << "one row, one step";
    EXPECT_EQ(ask_any({row(0, {2}), row(1, {2}), row(2, {4}), row(3, {2})}),
              (Answer{2, 0b1010, {1, 2}}))
        << "as late as possible";
    EXPECT_EQ(ask_any({row(0, {2, 3}), row(1, {3, 4}), row(1, {})}), (Answer{2, 0b0110, {0, 1}}));
}

// Compares random cases with the best of all chains.
void compare(Modes modes, int cases) {
    Rng rng(400 + modes);
    std::array<int, 7> levels{};
    int ended = 0;
    for (int i = 0; i < cases; i++) {
        Case c = random_case(rng, modes);
        Answer expected;
        if (has_mode(c.question, any_order)) {
            expected = unordered_of_all(c);
            ASSERT_TRUE(has_rows(c)) << c;
        } else {
            expected = ordered_answer(c, best_of_all);
            ended += expected.times != best_of_all(c.rows, c.question);
        }
        ASSERT_EQ(ask_times(c), expected) << c;
        c.rows = without_repeated_breaks(c.rows);
        ASSERT_EQ(ask_times(c), expected) << c;
        levels[expected.level]++;
    }
    for (int count : levels)
        EXPECT_GT(count, cases / 2000) << "cases of every depth";
    if ((modes & (strict_order | strict_deduplication)) != 0) {
        EXPECT_GT(ended, cases / 100) << "scans that ended before the better chain";
    }
}

int polls;

void count_poll() {
    polls++;
}

constexpr Memory counting{allocate_filled<0xa5>, std::free, count_poll};

// The answers for all tries, from the first on.
std::vector<Answer> ask_tries(const Case &c) {
    const Events rows(c.rows);
    std::vector<Answer> answers;
    Chain chain;
    std::memset(&chain, 0xa5, sizeof chain);
    Tries tries = start_tries(rows.data(), count_of(rows), c.question, test_memory);
    while (next_try(&tries, c.question, test_memory, &chain)) {
        Answer answer{chain.level, chain.done, {}};
        for (uint32_t step = 0; step < max_steps; step++)
            if ((chain.done >> step & 1) != 0)
                answer.times.push_back(chain.times[step]);
        if (has_mode(c.question, any_order))
            std::sort(answer.times.begin(), answer.times.end());
        answers.push_back(answer);
    }
    return answers;
}

// The same by the definition: for each time with a row that can begin a chain, the best of all
// chains of the rows from then on that begin then.
std::vector<Answer> expected_tries(const Case &c) {
    const bool any = has_mode(c.question, any_order);
    std::vector<Answer> answers;
    for (auto from = c.rows.begin(); from != c.rows.end();) {
        const int64_t at = from->at;
        const Case rest{Events(from, c.rows.end()), c.question};
        bool begins = false;
        for (; from != c.rows.end() && from->at == at; ++from)
            begins |= any ? !is_break(*from) : has(*from, 1);
        if (begins)
            answers.push_back(
                any ? unordered_of_all(rest, at)
                    : ordered_answer(rest, [at](const Events &rows, const Question &question) {
                          return AllChains(rows, question, at).best();
                      }));
    }
    return answers;
}

TEST(Try, IsTheBestOfAllChainsThatBeginThere) {
    for (const Modes modes : all_modes()) {
        Rng rng(500 + modes);
        std::array<int, 7> levels{};
        int several = 0;
        for (int i = 0; i < 20000; i++) {
            const Case c = random_case(rng, modes);
            const std::vector<Answer> expected = expected_tries(c);
            ASSERT_EQ(ask_tries(c), expected) << c;
            uint32_t deepest = 0;
            for (const Answer &answer : expected) {
                levels[answer.level]++;
                deepest = std::max(deepest, answer.level);
            }
            several += expected.size() > 1;
            if (!has_mode(c.question, strict_order | strict_deduplication)) {
                ASSERT_EQ(ask(c).level, deepest) << c;
            }
        }
        EXPECT_GT(several, 5000);
        for (size_t level = 1; level < levels.size(); level++)
            EXPECT_GT(levels[level], 20) << "tries of level " << level;
    }
}

TEST(Try, VisitorsWhoComeBack) {
    // lands and fails, lands again and buys
    const Case c{{row(0, {1}), row(100, {1}), row(101, {2}), row(102, {3})}, Question{3, 10, 0}};
    EXPECT_EQ(ask_tries(c), (std::vector<Answer>{{1, 0b1, {0}}, {3, 0b111, {100, 101, 102}}}));
}

TEST(Try, PollsInACrowd) {
    Events rows(300000, row(0, {1}));
    rows.push_back(row(1, {2}));
    for (const Modes modes : {Modes{0}, strict_once, any_order}) {
        const Question question{3, 10, modes};
        Chain chain;
        Tries tries = start_tries(rows.data(), count_of(rows), question, counting);
        polls = 0;
        ASSERT_TRUE(next_try(&tries, question, counting, &chain));
        EXPECT_EQ(chain.level, 2u);
        EXPECT_EQ(tries.next, 300000u);
        EXPECT_GE(polls, 3);
        EXPECT_EQ(next_try(&tries, question, counting, &chain), modes == any_order)
            << "only then can a chain begin with step 2";
        EXPECT_FALSE(next_try(&tries, question, counting, &chain));
    }
}

TEST(ChainOfAll, Default) {
    compare(0, 100000);
}

TEST(ChainOfAll, StrictIncrease) {
    compare(strict_increase, 100000);
}

TEST(ChainOfAll, StrictOnce) {
    compare(strict_once, 100000);
}

TEST(ChainOfAll, AnyOrder) {
    compare(any_order, 100000);
}

TEST(ChainOfAll, StrictOrder) {
    compare(strict_order, 100000);
}

TEST(ChainOfAll, StrictOrderAndReentry) {
    compare(strict_order | allow_reentry, 100000);
}

TEST(ChainOfAll, StrictDeduplication) {
    compare(strict_deduplication, 100000);
}

TEST(ChainOfAll, StrictIncreaseAndOrder) {
    compare(strict_increase | strict_order, 100000);
}

TEST(ChainOfAll, StrictOnceAndOrder) {
    compare(strict_once | strict_order, 100000);
}

TEST(ChainOfAll, StrictIncreaseAndDeduplication) {
    compare(strict_increase | strict_deduplication, 100000);
}

TEST(ChainOfAll, StrictOnceAndDeduplication) {
    compare(strict_once | strict_deduplication, 100000);
}

TEST(ChainOfAll, StrictOrderAndDeduplication) {
    compare(strict_order | strict_deduplication, 100000);
}

TEST(ChainOfAll, EveryCombination) {
    for (Modes modes : all_modes())
        compare(modes, 10000);
}

// Compares cases of more rows and up to 64 steps with the references for them.
void compare_many(Modes modes, size_t max_rows, int cases) {
    Rng rng(500 + modes);
    uint64_t deepest = 0;
    for (int i = 0; i < cases; i++) {
        const auto steps =
            static_cast<uint32_t>(rng() % 3 == 0 ? max_steps : 1 + rng() % max_steps);
        const int64_t range = whole(rng, 0, rng() % 2 == 0 ? 5 : 300);
        const auto window = static_cast<uint64_t>(whole(rng, 0, range));
        const Case c{sorted(random_rows(rng, rng() % (max_rows + 1), steps, range)),
                     Question{steps, rng() % 3 == 0 ? no_window : window, modes}};
        const Answer expected = has_mode(c.question, any_order) ? unordered_of_ends(c)
                                                                : ordered_answer(c, best_of_starts);
        ASSERT_EQ(ask_times(c), expected) << c;
        if (has_mode(c.question, any_order)) {
            ASSERT_TRUE(has_rows(c)) << c;
        }
        deepest |= expected.done;
    }
    EXPECT_EQ(deepest >> 63, 1u) << "all 64 steps done at least once";
}

TEST(ChainOfMany, Default) {
    compare_many(0, 250, 1000);
}

TEST(ChainOfMany, StrictIncrease) {
    compare_many(strict_increase, 250, 1000);
}

TEST(ChainOfMany, StrictOnce) {
    compare_many(strict_once, 250, 1000);
}

TEST(ChainOfMany, AnyOrder) {
    compare_many(any_order, 120, 400);
}

TEST(ChainOfMany, StrictOrder) {
    compare_many(strict_order, 100, 400);
}

TEST(ChainOfMany, StrictOrderAndReentry) {
    compare_many(strict_order | allow_reentry, 100, 400);
}

TEST(ChainOfMany, StrictDeduplication) {
    compare_many(strict_deduplication, 100, 400);
}

TEST(ChainOfMany, StrictOnceAndDeduplication) {
    compare_many(strict_once | strict_deduplication, 100, 1500);
}

TEST(Chain, OrderOfArrivalDoesNotMatter) {
    Rng rng(410);
    for (int i = 0; i < 40; i++) {
        Case c{random_rows(rng, 6, 4, 3), Question{4, rng() % 4, 0}};
        const Events expected = sorted(c.rows);
        std::vector<Answer> answers;
        for (Modes modes : all_modes()) {
            c.question.modes = modes;
            answers.push_back(ask(Case{expected, c.question}));
        }
        std::array<size_t, 6> order = {0, 1, 2, 3, 4, 5};
        do {
            Events rows;
            for (size_t row : order)
                rows.push_back(c.rows[row]);
            rows = sorted(rows);
            ASSERT_EQ(rows, expected);
            for (size_t m = 0; m < answers.size() && i < 4; m++) {
                c.question.modes = all_modes()[m];
                ASSERT_EQ(ask(Case{rows, c.question}), answers[m]) << Case{rows, c.question};
            }
        } while (std::next_permutation(order.begin(), order.end()));
    }
}

TEST(Chain, RepeatedBreaksDoNotMatter) {
    Rng rng(411);
    for (int i = 0; i < 20000; i++) {
        const auto modes = all_modes()[rng() % all_modes().size()];
        Case c = random_case(rng, modes);
        c.rows = without_repeated_breaks(c.rows);
        const Answer expected = ask(c);
        Case more = c;
        for (size_t b = 0; b < c.rows.size(); b++) {
            // Until the next event that matches a step, repeats of a break must make no difference.
            const bool last = b + 1 == c.rows.size();
            for (uint64_t n = rng() % 3; is_break(c.rows[b]) && n > 0; n--) {
                const int64_t until = last ? INT64_MAX : c.rows[b + 1].at;
                more.rows.push_back(Event{whole(rng, c.rows[b].at, until), 0});
            }
        }
        more.rows = sorted(more.rows);
        ASSERT_EQ(ask(more), expected) << more;
        ASSERT_EQ(without_repeated_breaks(more.rows), c.rows) << more;
    }
}

TEST(Chain, SixtyFourSteps) {
    const uint64_t all = ~uint64_t{0};
    StepTimes in_turn;
    Events turns, backwards, same(64, Event{7, all});
    for (int64_t i = 0; i < 64; i++) {
        in_turn.push_back(i);
        turns.push_back(Event{i, uint64_t{1} << i});
        backwards.push_back(Event{i, uint64_t{1} << (63 - i)});
    }
    for (Modes modes : all_modes()) {
        const bool any = modes >= any_order, increase = (modes & strict_increase) != 0;
        const bool once = any || (modes & strict_once) != 0;
        const Question question{64, 63, modes};
        EXPECT_EQ(ask(Case{{Event{7, all}}, question}).level, once || increase ? 1 : 64)
            << modes_text(modes);
        EXPECT_EQ(ask(Case{turns, question}), (Answer{64, all, in_turn})) << modes_text(modes);
        EXPECT_EQ(ask(Case{turns, Question{64, 62, modes}}).level, 63u) << modes_text(modes);
        EXPECT_EQ(ask(Case{backwards, question}).level, any ? 64 : 1) << modes_text(modes);
        const uint32_t repeated = (modes & strict_deduplication) != 0 ? 2 : 64;
        EXPECT_EQ(ask(Case{same, question}).level, increase ? 1 : repeated) << modes_text(modes);
    }
}

TEST(Chain, EndsOfTime) {
    const Events rows{row(INT64_MIN, {1}), row(INT64_MAX, {2})};
    for (Modes modes : all_modes()) {
        EXPECT_EQ(times_of(modes, rows, no_window), (StepTimes{INT64_MIN, INT64_MAX}));
        EXPECT_EQ(times_of(modes, rows, no_window - 1), (StepTimes{INT64_MIN}));
        EXPECT_EQ(times_of(modes, rows, 0), (StepTimes{INT64_MIN}));
    }
}

TEST(Chain, StrictOnceInACrowd) {
    Rng rng(412);
    std::map<uint32_t, int> levels;
    for (int i = 0; i < 40; i++) {
        Case c{{}, Question{max_steps, 2, strict_once}};
        for (int64_t at = 0; at < 1 + i % 3; at++) {
            const Events group = crowd(rng, at, rng() % 3000);
            c.rows.insert(c.rows.end(), group.begin(), group.end());
        }
        c.rows = sorted(c.rows);
        const Answer expected = ordered_answer(c, best_of_starts);
        ASSERT_EQ(ask(c), expected) << i;
        levels[expected.level]++;
    }
    EXPECT_GT(levels.size(), 10u) << "crowds of many depths";
}

// The limit is far above what the scans take, and far below what a scan that is not linear would
// take.
TEST(Chain, AMillionEventsAreQuickAndPoll) {
    Rng rng(413);
    constexpr uint32_t n = 1000000;
    // Rows with a single step and with many; each at its own time, in groups, or all at one time.
    // None has the last step, which would end the scan.
    for (bool many : {false, true})
        for (int64_t group : {int64_t{1}, int64_t{63}, int64_t{5000}, int64_t{n}}) {
            Events rows;
            for (int64_t i = 0; i < n; i++)
                rows.push_back(
                    Event{i / group, many ? rng() >> 1 : uint64_t{1} << (rng() % (max_steps - 1))});
            rows = sorted(rows);
            for (Modes modes : {Modes{0}, strict_increase, strict_once, strict_order,
                                strict_deduplication, any_order}) {
                polls = 0;
                Chain chain;
                const auto begin = std::chrono::steady_clock::now();
                find_chain(rows.data(), n, Question{max_steps, 1000, modes}, counting, &chain);
                const auto took = std::chrono::steady_clock::now() - begin;
                EXPECT_LT(took, std::chrono::seconds(30)) << modes_text(modes) << " " << group;
                EXPECT_LT(chain.level, max_steps);
                if ((modes & (strict_order | strict_deduplication)) == 0) {
                    EXPECT_GE(polls, group < n ? 10 : 1) << modes_text(modes) << " " << group;
                }
            }
        }
}

// The modes that can end a scan early, with rows that do not make them end it.
TEST(Chain, AMillionEventsThatEndNoScan) {
    constexpr uint32_t n = 1000000;
    Events first(n), never(n);
    for (uint32_t i = 0; i < n; i++) {
        first[i] = Event{i / 2, 1};
        never[i] = Event{i / 2, ~uint64_t{1}};
    }
    for (const Events *rows : {&first, &never})
        for (const Modes modes :
             {strict_order, Modes{strict_order | allow_reentry}, strict_deduplication}) {
            polls = 0;
            const auto begin = std::chrono::steady_clock::now();
            chain_level(rows->data(), n, Question{max_steps, 0, modes}, counting);
            const auto took = std::chrono::steady_clock::now() - begin;
            EXPECT_LT(took, std::chrono::seconds(30)) << modes_text(modes);
            EXPECT_GE(polls, 10) << modes_text(modes);
        }
}

} // namespace
} // namespace heatmap::funnel
