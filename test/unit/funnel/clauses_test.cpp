// Questions with clauses, compared with the brute-force reference, which was written from the rules
// and apart from the code: for each clause and for each pair of clauses, a hundred thousand random
// journeys in which many rows have the same time.
#include <bit>
#include <ostream>
#include <string>
#include <tuple>

#include <gtest/gtest.h>

#include "core/funnel/mode.hpp"
#include "unit/funnel/brute.hpp"
#include "unit/funnel/helpers.hpp"

namespace heatmap::funnel {
using namespace test;
namespace {

// What a set of cases draws at random: clauses, and whether there is only one mode.
enum : uint32_t { use_steps = 1, use_exclude = 2, use_within = 4, use_optional = 8, use_all = 15 };

struct Case {
    Events rows;
    uint32_t conditions;
    std::string mode;
    uint64_t window;
    brute::Question question;
};

std::ostream &operator<<(std::ostream &out, const Case &c) {
    out << '[' << c.mode << "] of " << c.conditions << " conditions, window " << c.window << ':';
    for (const Event &row : c.rows) {
        out << " (" << row.at << ", {";
        for (uint32_t k = 0; k < c.conditions; k++)
            if ((row.steps >> k & 1) != 0)
                out << k + 1 << ' ';
        out << "})";
    }
    return out;
}

std::string join(const std::vector<std::string> &words) {
    std::string all;
    for (const std::string &word : words)
        all += (all.empty() ? "" : ",") + word;
    return all;
}

// Draws a question. The reference gets its roles, the code the same as text.
void draw_question(Rng &rng, uint32_t clauses, Modes modes, Case *c) {
    brute::Question &q = c->question;
    std::vector<std::string> words;
    for (unsigned mode = 0; mode < mode_count; mode++)
        if ((modes >> mode & 1) != 0)
            words.push_back(mode_names[mode]);
    q.strict_increase = (modes & strict_increase) != 0;
    q.strict_once = (modes & strict_once) != 0;
    q.strict_order = (modes & strict_order) != 0;
    q.allow_reentry = (modes & allow_reentry) != 0;
    q.strict_deduplication = (modes & strict_deduplication) != 0;
    q.any_order = (modes & any_order) != 0;
    const bool excludes = (clauses & use_exclude) != 0;
    const uint32_t n = static_cast<uint32_t>((excludes ? 2 : 1) + rng() % (excludes ? 3 : 4));
    c->conditions = n;
    for (uint32_t step = 1; step <= n; step++)
        q.steps.push_back(static_cast<int>(step));
    if (excludes) {
        // The excluded conditions are the last ones, unless the steps are chosen.
        c->conditions += static_cast<uint32_t>(1 + rng() % 2);
        for (uint32_t k = n + 1; k <= c->conditions; k++)
            for (uint64_t more = 1 + rng() % 2; more > 0; more--) {
                int from = 1, to = static_cast<int>(n);
                if (!q.any_order && rng() % 2 == 0) {
                    from = static_cast<int>(1 + rng() % (n - 1));
                    to = from + static_cast<int>(1 + rng() % (n - static_cast<uint32_t>(from)));
                }
                q.exclude.push_back({static_cast<int>(k), from, to});
                words.push_back("exclude(" + std::to_string(k) + "," + std::to_string(from) + "," +
                                std::to_string(to) + ")");
            }
    }
    if ((clauses & use_steps) != 0) {
        c->conditions = std::max(c->conditions, 3u);
        q.steps.clear();
        std::string list;
        for (uint32_t step = 0; step < n; step++) {
            q.steps.push_back(static_cast<int>(1 + rng() % c->conditions));
            list += (step == 0 ? "" : ",") + std::to_string(q.steps.back());
        }
        words.push_back("steps(" + list + ")");
    }
    for (uint32_t step = 2; step <= n; step++) {
        if ((clauses & use_within) != 0 && rng() % 3 != 0) {
            const uint64_t limit = rng() % 4;
            q.within[static_cast<int>(step)] = limit;
            words.push_back("within(" + std::to_string(step) + "," + std::to_string(limit) + ")");
        }
        if ((clauses & use_optional) != 0 && rng() % 2 == 0) {
            q.optional.insert(static_cast<int>(step));
            words.push_back("optional(" + std::to_string(step) + ")");
        }
    }
    std::shuffle(words.begin(), words.end(), rng);
    c->mode = join(words);
    c->window = q.window = rng() % 4 == 0 ? no_window : rng() % 8;
}

Case draw(Rng &rng, uint32_t clauses, Modes modes) {
    Case c;
    draw_question(rng, clauses, modes, &c);
    const uint64_t n = rng() % 8;
    const uint64_t density = 1 + rng() % 3;
    const auto span = static_cast<int64_t>(1 + rng() % 8);
    for (uint64_t i = 0; i < n; i++) {
        uint64_t bits = 0;
        for (uint64_t more = 0; more < density; more++)
            bits |= uint64_t{1} << rng() % (c.conditions + 1);
        c.rows.push_back(Event{static_cast<int64_t>(rng() % static_cast<uint64_t>(span)),
                               bits & steps_upto(c.conditions)});
    }
    std::sort(c.rows.begin(), c.rows.end(), journey::before);
    return c;
}

// The answer of a chain; with any_order, which of the steps done has which of the times is open.
brute::Answer answer_of(const Chain &chain, const Question &question) {
    brute::Answer answer;
    answer.level = static_cast<int>(chain.level);
    for (uint32_t step = 0; step < question.steps; step++)
        answer.times.push_back((chain.done >> step & 1) != 0 ? std::optional(chain.times[step])
                                                             : std::nullopt);
    return answer;
}

brute::Answer in_order(brute::Answer answer, const brute::Question &question) {
    if (!question.any_order)
        return answer;
    std::vector<int64_t> times;
    for (const auto &time : answer.times)
        if (time.has_value())
            times.push_back(*time);
    std::sort(times.begin(), times.end());
    auto next = times.begin();
    for (auto &time : answer.times)
        if (time.has_value())
            time = *next++;
    return answer;
}

void PrintAnswer(const brute::Answer &answer, std::ostream &out) {
    out << "level " << answer.level << ":";
    for (const auto &time : answer.times)
        out << ' ' << (time.has_value() ? std::to_string(*time) : "-");
}

std::string text_of(const brute::Answer &answer) {
    std::ostringstream out;
    PrintAnswer(answer, out);
    return out.str();
}

bool compare(const Case &c) {
    Mode mode;
    parse_mode(c.mode, {c.conditions, 0}, parse_written_time, &mode);
    EXPECT_EQ(mode.error, ModeError::none) << c;
    const Question question = mode.question(c.window);
    // The memory ends where the rows end. Nothing of an old answer may be left in the new one.
    const Events rows(c.rows);
    Chain chain;
    std::memset(&chain, 0xa5, sizeof chain);
    find_chain(rows.data(), count_of(rows), question, test_memory, &chain);
    const brute::Answer expected = in_order(brute::answer(c.rows, c.question), c.question);
    const brute::Answer got = in_order(answer_of(chain, question), c.question);
    EXPECT_EQ(text_of(got), text_of(expected)) << c;
    const uint32_t level = chain_level(rows.data(), count_of(rows), question, test_memory);
    EXPECT_EQ(level, chain.level) << c;
    std::string entries, expected_entries;
    Tries tries = start_tries(rows.data(), count_of(rows), question, test_memory);
    std::memset(&chain, 0xa5, sizeof chain);
    while (next_try(&tries, question, test_memory, &chain)) {
        const brute::Answer entry = in_order(answer_of(chain, question), c.question);
        entries += std::to_string(chain.begin()) + " " + text_of(entry) + "; ";
        std::memset(&chain, 0xa5, sizeof chain);
    }
    if (question.clauses != nullptr)
        release(tries.rows, test_memory);
    for (const brute::Entry &entry : brute::entries(c.rows, c.question))
        expected_entries += std::to_string(entry.entered) + " " +
                            text_of(in_order(entry.answer, c.question)) + "; ";
    EXPECT_EQ(entries, expected_entries) << c;
    return text_of(got) == text_of(expected) && level == static_cast<uint32_t>(expected.level) &&
           entries == expected_entries;
}

std::vector<Modes> modes_for(uint32_t clauses) {
    std::vector<Modes> modes;
    for (Modes m = 0; m < 1u << mode_count; m++)
        if (modes_agree(m) &&
            ((m & any_order) == 0 || (clauses & (use_within | use_optional)) == 0))
            modes.push_back(m);
    return modes;
}

// Draws cases until so many were compared. Stops at the first that differs.
void compare_many(uint32_t clauses, uint64_t seed, int cases = 100000) {
    Rng rng(seed);
    const std::vector<Modes> modes = modes_for(clauses);
    for (int i = 0; i < cases; i++) {
        const Modes m = rng() % 3 == 0 ? Modes{0} : modes[rng() % modes.size()];
        if (!compare(draw(rng, clauses, m)))
            break;
    }
}

TEST(Clauses, NoClause) {
    compare_many(0, 1);
}

TEST(Clauses, Steps) {
    compare_many(use_steps, 2);
}

TEST(Clauses, Exclude) {
    compare_many(use_exclude, 3);
}

TEST(Clauses, Within) {
    compare_many(use_within, 4);
}

TEST(Clauses, Optional) {
    compare_many(use_optional, 5);
}

TEST(Clauses, Pairs) {
    for (const uint32_t a : {use_steps, use_exclude, use_within, use_optional})
        for (const uint32_t b : {use_steps, use_exclude, use_within, use_optional})
            if (a < b)
                compare_many(a | b, 10 + (a | b));
}

TEST(Clauses, AllTogether) {
    compare_many(use_exclude | use_within | use_optional, 30);
    compare_many(use_all, 31);
}

// Longer journeys: without a mode that ends the search, the answer is the best of the tries that
// remain. The tries are asked one by one, the answer is found at once.
TEST(Clauses, LongJourneysAreTheBestOfTheirTries) {
    Rng rng(40);
    for (int i = 0; i < 2000; i++) {
        const auto clauses = static_cast<uint32_t>(rng() % (use_all + 1));
        const Modes modes[] = {0, 0, strict_increase, strict_once, any_order};
        Modes m = modes[rng() % std::size(modes)];
        if ((clauses & (use_within | use_optional)) != 0)
            m &= static_cast<Modes>(~any_order);
        Case c;
        draw_question(rng, clauses, m, &c);
        const uint64_t n = 20 + rng() % 200;
        const uint64_t span = n / (1 + rng() % 4);
        for (uint64_t row = 0; row < n; row++)
            c.rows.push_back(Event{static_cast<int64_t>(rng() % span),
                                   (rng() & rng() & rng()) & steps_upto(c.conditions)});
        std::sort(c.rows.begin(), c.rows.end(), journey::before);
        c.window = rng() % 20;
        Mode mode;
        parse_mode(c.mode, {c.conditions, 0}, parse_written_time, &mode);
        ASSERT_EQ(mode.error, ModeError::none) << c;
        const Question question = mode.question(c.window);
        Chain found{}, best{}, chain{};
        find_chain(c.rows.data(), count_of(c.rows), question, test_memory, &found);
        Tries tries = start_tries(c.rows.data(), count_of(c.rows), question, test_memory);
        const auto rank = [](const Chain &each) {
            return std::tuple(each.level, each.level == 0 ? 0 : -each.completed(),
                              std::popcount(each.done));
        };
        while (next_try(&tries, question, test_memory, &chain))
            if (rank(chain) >= rank(best)) // of equals, the one that began last
                best = chain;
        if (question.clauses != nullptr)
            release(tries.rows, test_memory);
        ASSERT_EQ(text_of(in_order(answer_of(found, question), c.question)),
                  text_of(in_order(answer_of(best, question), c.question)))
            << c;
    }
}

// 64 conditions and exclusions, and journeys that are too long for a pass for each try.
TEST(Clauses, LongJourneysTakeOnePass) {
    Rng rng(41);
    Events rows;
    for (int i = 0; i < 300000; i++)
        rows.push_back(Event{i, uint64_t{1} << (rng() % 8 == 0 ? rng() % max_steps : 0)});
    for (const char *text : {"exclude(2)", "exclude(2),exclude(3,1,60)", "exclude(2),within(3,5)",
                             "exclude(2),optional(3)", "within(2,9),optional(3)",
                             "any_order,exclude(2)", "strict_once,exclude(2),within(5,9)"}) {
        Mode mode;
        parse_mode(text, {max_steps, 0}, parse_written_time, &mode);
        ASSERT_EQ(mode.error, ModeError::none) << text;
        Chain chain;
        find_chain(rows.data(), count_of(rows), mode.question(no_window), test_memory, &chain);
        EXPECT_LE(chain.level, mode.steps) << text;
    }
}

} // namespace
} // namespace heatmap::funnel
