#include <bit>
#include <cstring>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "core/funnel/mode.hpp"
#include "unit/funnel/helpers.hpp"

namespace heatmap::funnel {
using namespace test;
namespace {

// Parses text in memory that ends where the text ends. The mode points into it.
Mode parse(const std::vector<char> &text, const FunnelSize &funnel = {3, 0}) {
    Mode mode;
    std::memset(static_cast<void *>(&mode), 0xa5, sizeof(mode));
    parse_mode({text.data(), text.size()}, funnel, parse_written_time, &mode);
    return mode;
}

std::vector<char> exact(std::string_view text) {
    return {text.begin(), text.end()};
}

// The modes of a valid text.
Modes modes_of(std::string_view text) {
    const Mode mode = parse(exact(text));
    EXPECT_EQ(mode.error, ModeError::none) << text;
    EXPECT_FALSE(mode.with_clauses) << text;
    EXPECT_EQ(mode.steps, 3u);
    return mode.modes;
}

std::string written(const Question &question, TimeUnit unit = TimeUnit::microseconds) {
    std::vector<char> out(mode_length, 'x');
    write_mode(question, unit, out.data());
    return out.data();
}

std::string written(Modes modes) {
    return written(Question{3, 0, modes});
}

std::string written(const Mode &mode, TimeUnit unit = TimeUnit::microseconds) {
    return written(mode.question(0), unit);
}

std::string written_clauses(const Mode &mode) {
    std::vector<char> out(mode_length, 'x');
    write_clauses(mode.question(0), TimeUnit::microseconds, out.data());
    return out.data();
}

// The canonical form of a valid text for a funnel of four conditions.
std::string canonical(std::string_view text, const FunnelSize &funnel = {4, 0}) {
    const Mode mode = parse(exact(text), funnel);
    EXPECT_EQ(mode.error, ModeError::none) << text;
    return written(mode);
}

TEST(Mode, EachName) {
    EXPECT_EQ(modes_of("strict_increase"), strict_increase);
    EXPECT_EQ(modes_of("strict_once"), strict_once);
    EXPECT_EQ(modes_of("strict_order"), strict_order);
    EXPECT_EQ(modes_of("strict_order,allow_reentry"), strict_order | allow_reentry);
    EXPECT_EQ(modes_of("strict_deduplication"), strict_deduplication);
    EXPECT_EQ(modes_of("any_order"), any_order);
    for (unsigned mode = 0; mode < mode_count; mode++)
        if (modes_agree(static_cast<Modes>(1u << mode))) {
            EXPECT_EQ(modes_of(mode_names[mode]), 1u << mode);
        }
}

TEST(Mode, ListsAndBlanks) {
    EXPECT_EQ(modes_of("strict_once,strict_order"), strict_once | strict_order);
    EXPECT_EQ(modes_of("strict_order,strict_once"), strict_once | strict_order);
    EXPECT_EQ(modes_of(" \t\n strict_once\v ,\f\rstrict_order "), strict_once | strict_order);
    EXPECT_EQ(modes_of("strict_increase, strict_once, strict_order, strict_deduplication"),
              strict_increase | strict_once | strict_order | strict_deduplication);
    EXPECT_EQ(modes_of("allow_reentry, strict_order"), strict_order | allow_reentry);
    EXPECT_EQ(modes_of("strict_once,strict_once , strict_once"), strict_once);
}

// Reading them takes a time that grows with their length, not with its square, which would be
// minutes.
TEST(Mode, LongTexts) {
    const auto repeated = [](std::string_view part, int n) {
        std::string text;
        for (int i = 0; i < n; i++)
            text += part;
        return text;
    };
    EXPECT_EQ(modes_of(repeated("strict_once,", 1000000) + "strict_once"), strict_once);
    for (const std::string &text :
         {repeated("x()", 1000000), "x()" + repeated("(),", 1000000), repeated("x(),", 1000000),
          "x" + repeated("(", 1000000), repeated("strict_once,", 1000000) + "steps(",
          repeated("strict_once,", 1000000) + "x(),"})
        EXPECT_NE(parse(exact(text)).error, ModeError::none);
}

TEST(Mode, NothingIsTheDefault) {
    EXPECT_EQ(modes_of(""), 0);
    EXPECT_EQ(modes_of(" "), 0);
    EXPECT_EQ(modes_of("\t\n\v\f\r  "), 0);
}

TEST(Mode, AnUnknownNameIsPointedAt) {
    struct {
        std::string_view text;
        size_t at, length;
    } const cases[] = {
        {"strict", 0, 6},
        {"strict_orde", 0, 11},
        {"strict_orders", 0, 13},
        {"STRICT_ORDER", 0, 12},
        {"strict order", 0, 12},
        {"strict_order strict_once", 0, 24},
        {"strict_order;strict_once", 0, 24},
        {"  x ", 2, 1},
        {"strict_once,  no such mode ,y", 14, 12},
        {"any_order,strict_order,x", 23, 1},
        {std::string_view("strict_order\0", 13), 0, 13},
        {std::string_view("\0", 1), 0, 1},
        {"\xe2\x80\x83strict_order", 0, 15},
        // Empty names.
        {",", 0, 0},
        {" , ", 1, 0},
        {",,", 0, 0},
        {",strict_once", 0, 0},
        {"strict_once,", 12, 0},
        {"strict_once, ", 13, 0},
        {"strict_once,,strict_order", 12, 0},
        // With parentheses.
        {"x(1)", 0, 1},
        {"step (1)", 0, 4},
        {"STEPS(1)", 0, 5},
        {"strict_once, exclude x (1)", 13, 9},
        {"x(1", 0, 1},
        {"(1)", 0, 0},
        {"(", 0, 0},
        {"optional(2),(3)", 12, 0},
        {")", 0, 1},
        {"steps)", 0, 6},
        {"optional(2),3)", 12, 2},
        {"2", 0, 1},
        {"steps(1,2), 3", 12, 1},
    };
    for (const auto &c : cases) {
        const std::vector<char> text = exact(c.text);
        const Mode mode = parse(text);
        ASSERT_EQ(mode.error, ModeError::unknown) << c.text;
        EXPECT_EQ(mode.word.data(), text.data() + c.at) << c.text;
        EXPECT_EQ(mode.word.size(), c.length) << c.text;
    }
}

TEST(Mode, AnyOrderContradictsWhatOrders) {
    for (unsigned each = 0; each < mode_count; each++)
        for (bool first : {false, true}) {
            const std::string name = mode_names[each];
            const std::string text = first ? "any_order," + name : name + " , any_order";
            const Mode mode = parse(exact(text));
            if (1u << each == any_order || 1u << each == strict_once) {
                EXPECT_EQ(mode.error, ModeError::none) << text;
                EXPECT_EQ(mode.modes, any_order) << text; // which implies strict_once
            } else {
                ASSERT_EQ(mode.error, ModeError::contradiction) << text;
                EXPECT_EQ(mode.word, "any_order");
                EXPECT_EQ(mode.other, name);
            }
        }
    const Mode mode = parse(exact("strict_once,strict_deduplication,any_order,strict_order"));
    ASSERT_EQ(mode.error, ModeError::contradiction);
    EXPECT_EQ(mode.word, "any_order");
    EXPECT_EQ(mode.other, "strict_order");
}

TEST(Mode, BitsThatAgree) {
    for (uint32_t bits = 0; bits <= UINT16_MAX; bits++) {
        const bool reentry = (bits & allow_reentry) == 0 || (bits & strict_order) != 0;
        EXPECT_EQ(modes_agree(static_cast<Modes>(bits)), bits <= any_order && reentry) << bits;
    }
}

TEST(Mode, WrittenAndReadAgain) {
    EXPECT_EQ(written(0), "");
    EXPECT_EQ(written(any_order), "any_order");
    EXPECT_EQ(written(strict_deduplication | strict_increase),
              "strict_increase,strict_deduplication");
    EXPECT_EQ(written(strict_order | allow_reentry), "strict_order,allow_reentry");
    for (Modes modes = 0; modes < 1u << mode_count; modes++) {
        const std::string text = written(modes);
        EXPECT_LT(text.size(), mode_length);
        if (modes_agree(modes)) {
            EXPECT_EQ(modes_of(text), modes) << text;
        }
    }
}

TEST(Mode, ModesBesideThoseOfTheText) {
    const Mode mode = parse(exact("optional(2)"), {3, 0, strict_order | strict_once});
    ASSERT_EQ(mode.error, ModeError::none);
    EXPECT_EQ(mode.modes, strict_order | strict_once);
    EXPECT_EQ(parse(exact("allow_reentry"), {3, 0, strict_order}).error, ModeError::none);
    EXPECT_EQ(parse(exact("optional(2)"), {3, 0, any_order}).error, ModeError::contradiction);
    EXPECT_EQ(parse({}, {3, 0, any_order | strict_order}).error, ModeError::contradiction);
    EXPECT_EQ(parse({}, {3, 0, allow_reentry}).error, ModeError::needs_strict_order);
}

// Random lists of valid and invalid words, compared with a reader that splits the list and looks
// the words up.
TEST(Mode, RandomLists) {
    const char *const words[] = {"strict_increase",
                                 "strict_once",
                                 "strict_order",
                                 "allow_reentry",
                                 "strict_deduplication",
                                 "any_order",
                                 "",
                                 "strict",
                                 "x"};
    const char *const blanks[] = {"", "", " ", "\t \n"};
    Rng rng(430);
    for (int i = 0; i < 20000; i++) {
        std::string text;
        uint32_t expected = 0;
        bool unknown = false;
        const uint64_t n = 1 + rng() % 4;
        for (uint64_t word = 0; word < n; word++) {
            const uint64_t which = rng() % (rng() % 4 == 0 ? 9 : 6);
            text += word > 0 ? "," : "";
            text += blanks[rng() % 4];
            text += words[which];
            text += blanks[rng() % 4];
            if (which < mode_count)
                expected |= 1u << which;
            else
                unknown |= which > mode_count || n > 1;
        }
        const std::vector<char> memory = exact(text);
        const Mode mode = parse(memory);
        if ((expected & any_order) != 0)
            expected &= ~uint32_t{strict_once};
        if (unknown) {
            ASSERT_EQ(mode.error, ModeError::unknown) << text;
        } else if ((expected & any_order) != 0 && expected != any_order) {
            ASSERT_EQ(mode.error, ModeError::contradiction) << text;
        } else if (!modes_agree(static_cast<Modes>(expected))) {
            ASSERT_EQ(mode.error, ModeError::needs_strict_order) << text;
        } else {
            ASSERT_EQ(mode.error, ModeError::none) << text;
            ASSERT_EQ(mode.modes, expected) << text;
        }
    }
}

TEST(ModeClauses, StepsAreTheConditionsThatNoExclusionNames) {
    const auto conditions = [](std::string_view text, const FunnelSize &funnel) {
        const Mode mode = parse(exact(text), funnel);
        EXPECT_EQ(mode.error, ModeError::none) << text;
        std::string list;
        for (uint32_t step = 0; step < mode.steps; step++) {
            list += step == 0 ? "" : " ";
            list += std::to_string(mode.clauses.condition[step] + 1);
        }
        return list + (mode.clauses.chosen ? " chosen" : "");
    };
    EXPECT_EQ(conditions("", {4, 0}), "1 2 3 4");
    EXPECT_EQ(conditions("exclude(4)", {4, 0}), "1 2 3");
    EXPECT_EQ(conditions("exclude(1,1,2),exclude(3),exclude(3,1,2)", {4, 0}), "2 4");
    EXPECT_EQ(conditions("steps(3,1)", {4, 0}), "3 1 chosen");
    EXPECT_EQ(conditions("steps(2,2,2)", {4, 0}), "2 2 2 chosen");
    EXPECT_EQ(conditions("steps(1,2),exclude(2)", {4, 0}), "1 2 chosen");
    EXPECT_EQ(conditions("steps(1,2,3,4)", {4, 0}), "1 2 3 4") << "the default";
    EXPECT_EQ(conditions("exclude(2),steps(1,3,4)", {4, 0}), "1 3 4") << "the default";
    EXPECT_EQ(conditions("exclude(2),steps(1,3)", {4, 0}), "1 3 chosen");
    // If only the number of steps is known.
    EXPECT_EQ(conditions("", {0, 4}), "1 2 3 4");
    EXPECT_EQ(conditions("exclude(5)", {0, 4}), "1 2 3 4");
    EXPECT_EQ(conditions("exclude(2),exclude(2,1,2),exclude(4)", {0, 4}), "1 3 5 6");
    EXPECT_EQ(conditions("steps(9,8),exclude(64)", {0, 2}), "9 8 chosen");
    EXPECT_EQ(conditions("steps(1,2)", {0, 2}), "1 2 chosen") << "there may be more conditions";
}

TEST(ModeClauses, WhatTheyAsk) {
    const Mode mode = parse(
        exact("optional(3),exclude(5,2,4),within(4,90 minutes),exclude(5),within(2,7)"), {5, 0});
    ASSERT_EQ(mode.error, ModeError::none);
    ASSERT_TRUE(mode.with_clauses);
    EXPECT_EQ(mode.steps, 4u);
    const Clauses &clauses = mode.clauses;
    EXPECT_FALSE(clauses.chosen);
    ASSERT_EQ(clauses.n_exclusions, 2u);
    EXPECT_EQ(clauses.exclusions[0], (Exclusion{4, 0, 3}));
    EXPECT_EQ(clauses.exclusions[1], (Exclusion{4, 1, 3}));
    EXPECT_EQ(clauses.limited, 0b1010u);
    EXPECT_EQ(clauses.limit[1], 7u);
    EXPECT_EQ(clauses.limit[3], 5400000000u);
    EXPECT_EQ(clauses.optional, 0b0100u);
    const Question question = mode.question(9);
    EXPECT_EQ(question.clauses, &mode.clauses);
    EXPECT_EQ(question.window, 9u);
    EXPECT_EQ(question.steps, 4u);
    EXPECT_EQ(parse(exact("steps(1,2,3)")).question(9).clauses, nullptr) << "the default";
}

TEST(ModeClauses, AreWrittenInOneForm) {
    struct {
        std::string_view text, canonical;
    } const cases[] = {
        {"optional( 2 ) , within(3,90 minutes),strict_order , exclude(4),allow_reentry",
         "strict_order,allow_reentry,exclude(4),within(3,90 minutes),optional(2)"},
        {"steps(1,2,3,4)", ""},
        {"steps(1,2,3),exclude(4)", "exclude(4)"},
        {"steps(4,3,2,1)", "steps(4,3,2,1)"},
        {"exclude(4,1,3)", "exclude(4)"},
        {"exclude(4),exclude(4,1,3),exclude(4)", "exclude(4)"},
        {"exclude(4,2,3),exclude(4),exclude(4,1,2)", "exclude(4,1,2),exclude(4),exclude(4,2,3)"},
        {"exclude(4),steps(1,2,4)", "steps(1,2,4),exclude(4)"},
        {"optional(4),optional(2),optional(4)", "optional(2),optional(4)"},
        {"within(4,5),within(2,6)", "within(2,6 microseconds),within(4,5 microseconds)"},
        {"optional(02),steps(0001,0002,2)", "steps(1,2,2),optional(2)"},
        {"any_order,strict_once,exclude(4,1,3)", "any_order,exclude(4)"},
    };
    for (const auto &c : cases) {
        EXPECT_EQ(canonical(c.text), c.canonical);
        EXPECT_EQ(canonical(c.canonical), c.canonical);
    }
}

TEST(ModeClauses, BlanksStandAroundEveryWordNumberAndSign) {
    const std::string_view tokens[] = {
        "strict_once", ",", "steps",      "(", "2", ",",        "1", ",", "4", ")",      ",",
        "exclude",     "(", "3",          ",", "1", ",",        "2", ")", ",", "within", "(",
        "2",           ",", "90 minutes", ")", ",", "optional", "(", "3", ")"};
    const std::string_view all = "strict_once,steps(2,1,4),exclude(3,1,2),within(2,90 minutes),"
                                 "optional(3)";
    const std::string_view blanks[] = {"", " ", "\t", "\n", "\v", "\f", "\r", " \t\n\v\f\r "};
    for (const std::string_view blank : blanks) {
        std::string text(blank);
        for (const std::string_view token : tokens)
            text += std::string(token) + std::string(blank);
        EXPECT_EQ(canonical(text), all) << text;
    }
    Rng rng(431);
    for (int i = 0; i < 1000; i++) {
        std::string text;
        for (const std::string_view token : tokens)
            text += std::string(blanks[rng() % 8]) + std::string(token);
        ASSERT_EQ(canonical(text), all) << text;
    }
    // But not within a word or number.
    EXPECT_EQ(parse(exact("ste ps(1,2)")).error, ModeError::unknown);
    EXPECT_EQ(parse(exact("steps(1 2)")).error, ModeError::malformed);
    EXPECT_EQ(parse(exact("steps\xa0(1,2)")).error, ModeError::unknown) << "no blank";
}

// What is wrong with a text, by default one for three conditions.
struct Wrong {
    std::string_view text;
    ModeError error;
    std::string_view word;
    uint32_t a = 0, b = 0;
    std::string_view other = {};
    FunnelSize funnel = {3, 0};
};

void expect_wrong(const Wrong &wrong) {
    const std::vector<char> text = exact(wrong.text);
    const Mode mode = parse(text, wrong.funnel);
    EXPECT_EQ(static_cast<int>(mode.error), static_cast<int>(wrong.error)) << wrong.text;
    EXPECT_EQ(mode.word, wrong.word) << wrong.text;
    EXPECT_EQ(mode.a, wrong.a) << wrong.text;
    EXPECT_EQ(mode.b, wrong.b) << wrong.text;
    EXPECT_EQ(mode.other, wrong.other) << wrong.text;
}

TEST(ModeErrors, OfEachKind) {
    const FunnelSize two{2, 0}, four{4, 0};
    const Wrong cases[] = {
        {"strict", ModeError::unknown, "strict"},
        {"steps(1,2", ModeError::malformed, "steps(1,2"},
        {"exclude", ModeError::no_arguments, "exclude"},
        {"any_order(2)", ModeError::takes_none, "any_order"},
        {"steps(1,4)", ModeError::no_condition, "steps", 4},
        {"optional(9)", ModeError::no_step, "optional", 9},
        {"exclude(2,1)", ModeError::arguments, "exclude"},
        {"exclude(4,3,1)", ModeError::not_in_order, "exclude", 3, 1, {}, four},
        {"exclude(2)", ModeError::needs_two_steps, "exclude", 0, 0, {}, two},
        {"within(2,1 month)", ModeError::time, "1 month"}, // only the server knows months
        {"within(2,soon)", ModeError::time, "soon"},
        {"within(2,1 hour),within(2,2 hours)", ModeError::twice, "within", 2},
        {"within(1,1 hour)", ModeError::first_step, "within"},
        {"optional(1)", ModeError::first_step, "optional"},
        {"any_order,optional(2)", ModeError::contradiction, "any_order", 0, 0, "optional"},
        {"any_order,within(2,1)", ModeError::contradiction, "any_order", 0, 0, "within"},
        {"any_order,exclude(4,1,2)", ModeError::part_of_any_order, "any_order", 0, 0, {}, four},
        {"allow_reentry", ModeError::needs_strict_order, "allow_reentry"},
    };
    for (const Wrong &wrong : cases)
        expect_wrong(wrong);
}

TEST(ModeErrors, OfParentheses) {
    const Wrong cases[] = {
        {"steps", ModeError::no_arguments, "steps"},
        {"within", ModeError::no_arguments, "within"},
        {" optional ", ModeError::no_arguments, "optional"},
        {"steps()", ModeError::no_arguments, "steps"},
        {"within( \t)", ModeError::no_arguments, "within"},
        {"strict_once, exclude ( )", ModeError::no_arguments, "exclude"},
        {"strict_once()", ModeError::takes_none, "strict_once"},
        {"allow_reentry(", ModeError::malformed, "allow_reentry("},
        {"strict_once, steps( 1 , 2 , any_order ", ModeError::malformed,
         "steps( 1 , 2 , any_order"},
        {"steps(1,2))", ModeError::malformed, "steps(1,2))"},
        {"steps((1,2))", ModeError::malformed, "steps((1,2))"},
        {"steps(1,2)x,any_order", ModeError::malformed, "steps(1,2)x"},
        {"steps(1,2) steps(1,2)", ModeError::malformed, "steps(1,2) steps(1,2)"},
        {" exclude(3) 1 , x", ModeError::malformed, "exclude(3) 1"},
    };
    for (const Wrong &wrong : cases)
        expect_wrong(wrong);
}

TEST(ModeErrors, OfNumbers) {
    const FunnelSize four{4, 0}, unknown{0, 3};
    const Wrong cases[] = {
        {"steps(1,)", ModeError::malformed, "steps(1,)"},
        {"steps(,1)", ModeError::malformed, "steps(,1)"},
        {"steps(,)", ModeError::malformed, "steps(,)"},
        {"steps(1,,2)", ModeError::malformed, "steps(1,,2)"},
        {"steps(+1)", ModeError::malformed, "steps(+1)"},
        {"steps(-1)", ModeError::malformed, "steps(-1)"},
        {"steps(1.0)", ModeError::malformed, "steps(1.0)"},
        {"steps(0x1)", ModeError::malformed, "steps(0x1)"},
        {"steps(one)", ModeError::malformed, "steps(one)"},
        {"steps(00001)", ModeError::malformed, "steps(00001)"},
        {"steps(10000)", ModeError::malformed, "steps(10000)"},
        {"exclude(12345)", ModeError::malformed, "exclude(12345)"},
        {"optional(4294967298)", ModeError::malformed, "optional(4294967298)"},
        {"within(00002,1)", ModeError::malformed, "within(00002,1)"},
        {"within(x,1)", ModeError::malformed, "within(x,1)"},
        {"within(,1)", ModeError::malformed, "within(,1)"},
        {"steps(9999)", ModeError::no_condition, "steps", 9999},
        {"steps(0)", ModeError::no_condition, "steps", 0},
        {"steps(1,0000)", ModeError::no_condition, "steps", 0},
        {"exclude(0)", ModeError::no_condition, "exclude", 0},
        {"exclude(4)", ModeError::no_condition, "exclude", 4},
        {"exclude(65)", ModeError::no_condition, "exclude", 65},
        {"exclude(9999)", ModeError::no_condition, "exclude", 9999},
        {"exclude(4,0,3)", ModeError::no_step, "exclude", 0, 0, {}, four},
        {"exclude(4,1,4)", ModeError::no_step, "exclude", 4, 0, {}, four},
        {"exclude(4,9,1)", ModeError::no_step, "exclude", 9, 0, {}, four},
        {"exclude(4,2,2)", ModeError::not_in_order, "exclude", 2, 2, {}, four},
        {"exclude(1),exclude(2),exclude(3)", ModeError::needs_two_steps, "exclude"},
        {"steps(1),exclude(3)", ModeError::needs_two_steps, "exclude"},
        {"steps(1),exclude(3,1,2)", ModeError::needs_two_steps, "exclude"},
        {"within(0,1)", ModeError::no_step, "within", 0},
        {"within(4,1)", ModeError::no_step, "within", 4},
        {"optional(0)", ModeError::no_step, "optional", 0},
        {"exclude(3),optional(3)", ModeError::no_step, "optional", 3},
        {"exclude(1,1,2,3)", ModeError::arguments, "exclude"},
        {"optional(2,3)", ModeError::arguments, "optional"},
        {"within(2)", ModeError::arguments, "within"},
        {"steps(1,2),steps(1,2)", ModeError::twice, "steps"},
        // If only the number of steps is known.
        {"exclude(5)", ModeError::no_condition, "exclude", 5, 0, {}, unknown},
        {"exclude(65)", ModeError::no_condition, "exclude", 65, 0, {}, unknown},
        {"steps(1,65,2)", ModeError::no_condition, "steps", 65, 0, {}, unknown},
        {"optional(4)", ModeError::no_step, "optional", 4, 0, {}, unknown},
    };
    for (const Wrong &wrong : cases)
        expect_wrong(wrong);
}

std::string repeat(const std::string &text, size_t n) {
    std::string all;
    for (size_t i = 0; i < n; i++)
        all += (i == 0 ? "" : ",") + text;
    return all;
}

TEST(ModeErrors, OfTooMany) {
    const std::string steps = "steps(" + repeat("1", 64) + ")";
    const Mode most = parse(exact(steps));
    ASSERT_EQ(most.error, ModeError::none);
    EXPECT_EQ(most.steps, 64u);
    EXPECT_EQ(written(most), steps);
    expect_wrong({"steps(" + repeat("1", 65) + ")", ModeError::too_many, "steps"});
    expect_wrong({"steps(" + repeat("1", 1000) + ")", ModeError::too_many, "steps"});
    expect_wrong({"exclude(" + repeat("1", 65) + ")", ModeError::arguments, "exclude"});
    expect_wrong({"optional(" + repeat("1", 65) + ")", ModeError::arguments, "optional"});

    std::string exclusions;
    for (int from = 1; from <= 8; from++)
        for (int to = 9; to <= 16; to++) {
            exclusions += exclusions.empty() ? "exclude(17," : ",exclude(17,";
            exclusions += std::to_string(from) + "," + std::to_string(to) + ")";
        }
    const FunnelSize funnel{17, 0};
    const Mode all = parse(exact(exclusions), funnel);
    ASSERT_EQ(all.error, ModeError::none);
    EXPECT_EQ(all.clauses.n_exclusions, 64u);
    EXPECT_EQ(canonical(written(all), funnel), written(all));
    expect_wrong(
        {exclusions + ",exclude(17,2,3)", ModeError::too_many, "exclude", 0, 0, {}, funnel});
    EXPECT_EQ(canonical(repeat("exclude(3)", 64)), "exclude(3)");
    expect_wrong({repeat("exclude(3)", 65), ModeError::too_many, "exclude"});
    EXPECT_EQ(canonical(repeat("optional(2)", 64)), "optional(2)");
    expect_wrong({repeat("optional(2)", 65), ModeError::too_many, "optional"});
    expect_wrong({repeat("within(2,1)", 65), ModeError::too_many, "within"});
    expect_wrong({repeat("within(2,1)", 64), ModeError::twice, "within", 2});
}

TEST(ModeErrors, TimesOfTheServer) {
    // The parser hands over what stands between the comma and the parenthesis, without blanks.
    static std::string seen;
    const auto varies = [](std::string_view text, uint64_t *) {
        seen = text;
        return TimeError::varies;
    };
    Mode mode;
    const std::string_view text = "within( 2 , 1 day, 2 months )";
    parse_mode(text, {3, 0}, varies, &mode);
    EXPECT_EQ(seen, "1 day, 2 months");
    EXPECT_EQ(mode.error, ModeError::time_varies);
    EXPECT_EQ(mode.word, "1 day, 2 months");
    EXPECT_EQ(mode.word.data(), text.data() + 12);
    expect_wrong({"within(2,)", ModeError::time, ""});
    expect_wrong({"within(2, )", ModeError::time, ""});
}

TEST(ModeTimes, AreReadAsTheyAreWritten) {
    const auto time_of = [](std::string_view text) -> std::optional<uint64_t> {
        const std::vector<char> memory = exact(text);
        uint64_t time = 0;
        const TimeError error = parse_written_time({memory.data(), memory.size()}, &time);
        EXPECT_NE(error, TimeError::varies);
        return error == TimeError::none ? std::optional(time) : std::nullopt;
    };
    constexpr uint64_t second = 1000000;
    EXPECT_EQ(time_of("0"), 0u);
    EXPECT_EQ(time_of("90"), 90u);
    EXPECT_EQ(time_of("18446744073709551615"), UINT64_MAX);
    EXPECT_EQ(time_of("1 microsecond"), 1u);
    EXPECT_EQ(time_of("2 microseconds"), 2u);
    EXPECT_EQ(time_of("1500 milliseconds"), 1500000u);
    EXPECT_EQ(time_of("0 seconds"), 0u);
    EXPECT_EQ(time_of("90 minutes"), 5400 * second);
    EXPECT_EQ(time_of("26 hours"), 26 * 3600 * second);
    EXPECT_EQ(time_of("1 day"), 86400 * second);
    EXPECT_EQ(time_of("213503982 days"), 213503982 * (86400 * second));
    for (const uint64_t time : {uint64_t{0}, uint64_t{1}, second - 1, 3600 * second, 86400 * second,
                                uint64_t{1} << 63, UINT64_MAX - 1, UINT64_MAX}) {
        std::vector<char> written(time_length);
        write_time(time, TimeUnit::microseconds, written.data());
        EXPECT_EQ(time_of(written.data()), time);
        write_time(time, TimeUnit::unknown, written.data());
        EXPECT_EQ(time_of(written.data()), time);
    }
    for (const std::string_view text : {"",
                                        "x",
                                        "-1",
                                        "+1",
                                        " 1",
                                        "1 ",
                                        "1.5",
                                        "1  day",
                                        "1 days",
                                        "2 day",
                                        "0 second",
                                        "1day",
                                        "1 Day",
                                        "1 month",
                                        "1 year",
                                        "1 week",
                                        "1 da",
                                        "1 dayss",
                                        "1 day 2 hours",
                                        "1 day ",
                                        "18446744073709551616",
                                        "18446744073709551615 milliseconds",
                                        "213503983 days",
                                        "day"})
        EXPECT_EQ(time_of(text), std::nullopt) << text;
    EXPECT_EQ(time_of(std::string_view("1\0", 2)), std::nullopt);
}

TEST(ModeTimes, AreWrittenInTheLargestUnitThatDivides) {
    struct {
        uint64_t time;
        std::string_view text;
    } const cases[] = {
        {0, "0 seconds"},
        {1, "1 microsecond"},
        {999, "999 microseconds"},
        {1000, "1 millisecond"},
        {1001, "1001 microseconds"},
        {1500000, "1500 milliseconds"},
        {1000000, "1 second"},
        {59000000, "59 seconds"},
        {60000000, "1 minute"},
        {61000000, "61 seconds"},
        {5400000000, "90 minutes"},
        {3600000000, "1 hour"},
        {93600000000, "26 hours"},
        {86400000000, "1 day"},
        {604800000000, "7 days"},
        {UINT64_MAX, "18446744073709551615 microseconds"},
    };
    for (const auto &c : cases) {
        const std::string number = std::to_string(c.time);
        const Mode mode = parse(exact("within(2," + number + ")"));
        ASSERT_EQ(mode.error, ModeError::none) << c.text;
        EXPECT_EQ(mode.clauses.limit[1], c.time);
        EXPECT_EQ(written(mode), "within(2," + std::string(c.text) + ")");
        EXPECT_EQ(written(mode, TimeUnit::unknown), "within(2," + number + ")");
        EXPECT_EQ(canonical(written(mode)), written(mode));
    }
    Rng rng(432);
    for (int i = 0; i < 20000; i++) {
        constexpr uint64_t lengths[] = {1, 1000, 1000000, 60000000, 3600000000, 86400000000};
        const uint64_t time = (rng() >> rng() % 64) * lengths[rng() % 6];
        const Mode mode = parse(exact("within(3," + std::to_string(time) + ")"));
        const Mode back = parse(exact(written(mode)));
        ASSERT_EQ(back.error, ModeError::none);
        ASSERT_EQ(back.clauses.limit[2], time);
    }
}

// A question with random modes and clauses that agree, drawn without the parser.
struct Drawn {
    uint32_t conditions;
    Question question;
    Clauses clauses;
};

Drawn draw(Rng &rng) {
    Drawn d{};
    do
        d.question.modes = static_cast<Modes>(rng() % (1u << mode_count));
    while (!modes_agree(d.question.modes));
    const bool any = (d.question.modes & any_order) != 0;
    d.conditions = static_cast<uint32_t>(1 + rng() % (rng() % 4 == 0 ? max_steps : 6));
    d.question.window = rng();
    Clauses &c = d.clauses;
    // Which conditions are named comes first, because it decides which are steps.
    uint64_t named = rng() % 2 == 0 ? 0 : rng() & rng() & rng() & steps_upto(d.conditions);
    uint64_t left = ~named & steps_upto(d.conditions);
    if (std::popcount(left) < 2)
        named = 0, left = steps_upto(d.conditions);
    if (rng() % 3 == 0) {
        // Chosen steps, of another number than by default, so that they cannot be the default.
        c.chosen = true;
        d.question.steps = static_cast<uint32_t>(2 + rng() % 63);
        if (d.question.steps == static_cast<uint32_t>(std::popcount(left)))
            d.question.steps = d.question.steps == 64 ? 63 : d.question.steps + 1;
        for (uint32_t step = 0; step < d.question.steps; step++)
            c.condition[step] = static_cast<uint8_t>(rng() % d.conditions);
    } else {
        for (; left != 0; left &= left - 1)
            c.condition[d.question.steps++] = static_cast<uint8_t>(std::countr_zero(left));
    }
    const uint32_t n = d.question.steps;
    if (n >= 2) {
        std::vector<Exclusion> all;
        for (; named != 0; named &= named - 1)
            do {
                const auto from = static_cast<uint8_t>(any ? 0 : rng() % (n - 1));
                const auto to =
                    static_cast<uint8_t>(any ? n - 1 : from + 1 + rng() % (n - 1 - from));
                all.push_back({static_cast<uint8_t>(std::countr_zero(named)), from, to});
            } while (rng() % 3 == 0 && all.size() < 20);
        std::sort(all.begin(), all.end());
        all.erase(std::unique(all.begin(), all.end()), all.end());
        c.n_exclusions = static_cast<uint32_t>(all.size());
        std::copy(all.begin(), all.end(), c.exclusions);
    }
    if (!any && n >= 2) {
        const uint64_t later = steps_upto(n) & ~uint64_t{1};
        c.limited = rng() % 2 == 0 ? 0 : rng() & rng() & later;
        c.optional = rng() % 2 == 0 ? 0 : rng() & rng() & later;
        for (uint32_t step = 0; step < n; step++)
            if ((c.limited >> step & 1) != 0)
                c.limit[step] = (rng() >> rng() % 64) * (rng() % 2 == 0 ? 1 : 60000000);
    }
    return d;
}

// Writes the same clauses in another way: shuffled, with blanks and repeats.
std::string rewritten(Rng &rng, const Drawn &d) {
    std::vector<std::string> words;
    for (unsigned mode = 0; mode < mode_count; mode++)
        if ((d.question.modes >> mode & 1) != 0)
            words.push_back(mode_names[mode]);
    const auto number = [](uint32_t from_zero) { return std::to_string(from_zero + 1); };
    if (d.clauses.chosen) {
        std::string list;
        for (uint32_t step = 0; step < d.question.steps; step++)
            list += (step == 0 ? "" : " ,") + number(d.clauses.condition[step]);
        words.push_back("steps (" + list + ")");
    }
    for (uint32_t i = 0; i < d.clauses.n_exclusions; i++) {
        const Exclusion &e = d.clauses.exclusions[i];
        words.push_back("exclude(" + number(e.condition) + ", " + number(e.from) + ", " +
                        number(e.to) + ")");
        if (rng() % 4 == 0)
            words.push_back(words.back());
    }
    for (uint32_t step = 0; step < d.question.steps; step++) {
        if ((d.clauses.limited >> step & 1) != 0)
            words.push_back("within( " + number(step) + "," +
                            std::to_string(d.clauses.limit[step]) + " )");
        // There may be 64 in all.
        const bool twice = std::popcount(d.clauses.optional) <= 32 && rng() % 4 == 0;
        if ((d.clauses.optional >> step & 1) != 0)
            words.insert(words.end(), twice ? 2 : 1, "optional(0" + number(step) + ")");
    }
    std::shuffle(words.begin(), words.end(), rng);
    std::string text;
    for (const std::string &word : words)
        text += (text.empty() ? "" : rng() % 2 == 0 ? "," : " , ") + word;
    return text;
}

TEST(ModeClauses, RandomQuestionsRoundTrip) {
    Rng rng(433);
    int with[4] = {}, without = 0;
    for (int i = 0; i < 20000; i++) {
        Drawn d = draw(rng);
        const Clauses &c = d.clauses;
        const bool any_clause = c.chosen || c.n_exclusions > 0 || c.limited != 0 || c.optional != 0;
        d.question.clauses = any_clause ? &d.clauses : nullptr;
        const std::string text = written(d.question);
        ASSERT_LT(text.size(), mode_length);
        for (const bool other : {false, true}) {
            const std::string read = other ? rewritten(rng, d) : text;
            const Mode mode = parse(exact(read), {d.conditions, 0});
            ASSERT_EQ(mode.error, ModeError::none) << read;
            ASSERT_EQ(mode.with_clauses, any_clause) << read;
            ASSERT_TRUE(mode.question(d.question.window) == d.question) << read;
            ASSERT_TRUE(
                std::equal(c.condition, c.condition + d.question.steps, mode.clauses.condition))
                << read;
            ASSERT_EQ(written(mode), text);
        }
        // The same with numbers for times, and with nothing known but the number of steps.
        const std::string numbers = written(d.question, TimeUnit::unknown);
        ASSERT_TRUE(parse(exact(numbers), {d.conditions, 0}).question(d.question.window) ==
                    d.question)
            << numbers;
        const Mode stored = parse(exact(written_clauses(parse(exact(text), {d.conditions, 0}))),
                                  {0, d.question.steps, d.question.modes});
        ASSERT_EQ(stored.error, ModeError::none) << text;
        ASSERT_TRUE(stored.question(d.question.window) == d.question) << text;
        ASSERT_EQ(written(stored), text);
        with[0] += c.chosen;
        with[1] += c.n_exclusions > 0;
        with[2] += c.limited != 0;
        with[3] += c.optional != 0;
        without += !any_clause;
    }
    for (const int count : with)
        EXPECT_GT(count, 3000);
    EXPECT_GT(without, 500);
}

TEST(ModeClauses, QuestionsAreEqualIfTheyAskTheSame) {
    const char *const texts[] = {"",
                                 "strict_once",
                                 "steps(1,2,4)",
                                 "steps(1,2,4),exclude(4,1,2)",
                                 "exclude(4)",
                                 "exclude(3)",
                                 "exclude(4,1,2)",
                                 "exclude(4),exclude(4,1,2)",
                                 "exclude(4),within(2,1 hour)",
                                 "exclude(4),within(2,2 hours)",
                                 "exclude(4),within(3,1 hour)",
                                 "exclude(4),optional(2)",
                                 "exclude(4),optional(3)",
                                 "exclude(4),optional(2),optional(3)"};
    for (const std::string_view a : texts)
        for (const std::string_view b : texts) {
            const Mode x = parse(exact(a), {4, 0}), y = parse(exact(b), {4, 0});
            ASSERT_EQ(x.error, ModeError::none) << a;
            const bool same = a == b;
            EXPECT_EQ(x.question(5) == y.question(5), same) << a << " and " << b;
            EXPECT_FALSE(x.question(5) == y.question(6));
        }
    // Which conditions are the steps does not matter when nobody chose them.
    EXPECT_TRUE(parse(exact("optional(2)"), {3, 0}).question(5) ==
                parse(exact("optional(2)"), {0, 3}).question(5));
}

TEST(ModeClauses, OfAState) {
    using journey::shape_for;
    using journey::Start;
    Rng rng(434);
    for (int i = 0; i < 2000; i++) {
        Drawn d = draw(rng);
        const Clauses &c = d.clauses;
        if (c.chosen || c.n_exclusions > 0 || c.limited != 0 || c.optional != 0)
            d.question.clauses = &d.clauses;
        char note[mode_length];
        write_clauses(d.question, TimeUnit::microseconds, note);
        const uint16_t tag = tag_of(d.question);
        ASSERT_EQ(modes_of_tag(tag), d.question.modes);
        JourneyBox box(shape_for(d.conditions, 1, false, std::strlen(note)),
                       Start{d.conditions, tag, d.question.window, 0, note});
        Mode mode;
        ASSERT_TRUE(parse_question(box.get(), &mode)) << note;
        ASSERT_TRUE(mode.question(box.get().window) == d.question) << note;
        box.get().tag ^= has_clauses;
        ASSERT_FALSE(parse_question(box.get(), &mode)) << note;
        box.get().tag = static_cast<uint16_t>(tag & ~has_question);
        ASSERT_FALSE(parse_question(box.get(), &mode)) << note;
    }
}

} // namespace
} // namespace heatmap::funnel
