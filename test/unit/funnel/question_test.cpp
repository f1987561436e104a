#include <cstring>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "core/funnel/question.hpp"
#include "unit/funnel/helpers.hpp"

namespace heatmap::funnel {
using namespace test;
namespace {

// Parses text in memory that ends where the text ends.
ParsedModes parse(const std::vector<char> &text) {
    return parse_modes(text.data(), text.size());
}

// The modes of a valid text.
Modes modes_of(std::string_view text) {
    const ParsedModes parsed = parse_modes(text.data(), text.size());
    EXPECT_EQ(parsed.error, ModesError::none) << text;
    return parsed.modes;
}

std::string written(Modes modes) {
    std::vector<char> out(modes_length, 'x');
    write_modes(modes, out.data());
    return out.data();
}

TEST(Modes, EachName) {
    EXPECT_EQ(modes_of("strict_increase"), strict_increase);
    EXPECT_EQ(modes_of("strict_once"), strict_once);
    EXPECT_EQ(modes_of("strict_order"), strict_order);
    EXPECT_EQ(modes_of("strict_deduplication"), strict_deduplication);
    EXPECT_EQ(modes_of("any_order"), any_order);
    for (unsigned mode = 0; mode < mode_count; mode++)
        EXPECT_EQ(modes_of(mode_names[mode]), 1u << mode);
}

TEST(Modes, ListsAndBlanks) {
    EXPECT_EQ(modes_of("strict_once,strict_order"), strict_once | strict_order);
    EXPECT_EQ(modes_of("strict_order,strict_once"), strict_once | strict_order);
    EXPECT_EQ(modes_of(" \t\n strict_once\v ,\f\rstrict_order "), strict_once | strict_order);
    EXPECT_EQ(modes_of("strict_increase, strict_once, strict_order, strict_deduplication"),
              strict_increase | strict_once | strict_order | strict_deduplication);
    EXPECT_EQ(modes_of("strict_once,strict_once , strict_once"), strict_once);
}

TEST(Modes, NothingIsTheDefault) {
    EXPECT_EQ(modes_of(""), 0);
    EXPECT_EQ(modes_of(" "), 0);
    EXPECT_EQ(modes_of("\t\n\v\f\r  "), 0);
}

TEST(Modes, AnUnknownNameIsPointedAt) {
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
    };
    for (const auto &c : cases) {
        const std::vector<char> text(c.text.begin(), c.text.end());
        const ParsedModes parsed = parse(text);
        ASSERT_EQ(parsed.error, ModesError::unknown) << c.text;
        EXPECT_EQ(parsed.name, text.data() + c.at) << c.text;
        EXPECT_EQ(parsed.length, c.length) << c.text;
    }
}

TEST(Modes, AnyOrderContradictsWhatOrders) {
    for (unsigned mode = 0; mode < mode_count; mode++)
        for (bool first : {false, true}) {
            const std::string name = mode_names[mode];
            const std::string text = first ? "any_order," + name : name + " , any_order";
            const ParsedModes parsed = parse_modes(text.data(), text.size());
            if (1u << mode == any_order || 1u << mode == strict_once) {
                EXPECT_EQ(parsed.error, ModesError::none) << text;
                EXPECT_EQ(parsed.modes, any_order) << text; // which implies strict_once
            } else {
                ASSERT_EQ(parsed.error, ModesError::contradiction) << text;
                EXPECT_EQ(parsed.a, std::string("any_order"));
                EXPECT_EQ(parsed.b, name);
            }
        }
    const char text[] = "strict_once,strict_deduplication,any_order,strict_order";
    const ParsedModes parsed = parse_modes(text, sizeof text - 1);
    ASSERT_EQ(parsed.error, ModesError::contradiction);
    EXPECT_EQ(parsed.a, std::string("any_order"));
    EXPECT_EQ(parsed.b, std::string("strict_order"));
}

TEST(Modes, BitsThatAgree) {
    for (uint32_t bits = 0; bits <= UINT16_MAX; bits++) {
        EXPECT_EQ(modes_agree(static_cast<Modes>(bits)), bits <= any_order) << bits;
    }
}

TEST(Modes, WrittenAndReadAgain) {
    EXPECT_EQ(written(0), "");
    EXPECT_EQ(written(any_order), "any_order");
    EXPECT_EQ(written(strict_deduplication | strict_increase),
              "strict_increase,strict_deduplication");
    for (Modes modes = 0; modes < 1u << mode_count; modes++) {
        const std::string text = written(modes);
        EXPECT_LT(text.size(), modes_length);
        if (modes_agree(modes)) {
            EXPECT_EQ(modes_of(text), modes) << text;
        }
    }
}

// Random lists of valid and invalid words, compared with a reader that splits the list and looks
// the words up.
TEST(Modes, RandomLists) {
    const char *const words[] = {"strict_increase", "strict_once",
                                 "strict_order",    "strict_deduplication",
                                 "any_order",       "",
                                 "strict",          "x"};
    const char *const blanks[] = {"", "", " ", "\t \n"};
    Rng rng(430);
    for (int i = 0; i < 20000; i++) {
        std::string text;
        uint32_t expected = 0;
        bool unknown = false;
        const uint64_t n = 1 + rng() % 4;
        for (uint64_t word = 0; word < n; word++) {
            const uint64_t which = rng() % (rng() % 4 == 0 ? 8 : 5);
            text += word > 0 ? "," : "";
            text += blanks[rng() % 4];
            text += words[which];
            text += blanks[rng() % 4];
            if (which < mode_count)
                expected |= 1u << which;
            else
                unknown |= which > mode_count || n > 1;
        }
        const std::vector<char> exact(text.begin(), text.end());
        const ParsedModes parsed = exact.empty() ? parse_modes("", 0) : parse(exact);
        if ((expected & any_order) != 0)
            expected &= ~uint32_t{strict_once};
        if (unknown) {
            ASSERT_EQ(parsed.error, ModesError::unknown) << text;
        } else if (!modes_agree(static_cast<Modes>(expected))) {
            ASSERT_EQ(parsed.error, ModesError::contradiction) << text;
        } else {
            ASSERT_EQ(parsed.error, ModesError::none) << text;
            ASSERT_EQ(parsed.modes, expected) << text;
        }
    }
}

} // namespace
} // namespace heatmap::funnel
