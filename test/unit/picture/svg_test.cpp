#include <cstdlib>
#include <string>

#include <gtest/gtest.h>

#include "core/picture/svg.hpp"
#include "unit/grid/helpers.hpp"

namespace heatmap::picture {
using namespace test;
namespace {

constexpr Memory memory{std::malloc, std::free, no_poll};

template <class Write>
std::string written(Write &&write) {
    Buffer out(memory, 8);
    Svg svg(&out);
    write(svg);
    const std::string text(out.data(), out.size());
    std::free(out.data());
    return text;
}

std::string text(std::string_view utf8) {
    return written([&](Svg &svg) { svg.text(utf8); });
}

std::string number(double v) {
    return written([&](Svg &svg) { svg.number(v); });
}

TEST(Svg, TextCannotBeMarkup) {
    EXPECT_EQ(text("a<b>&\"'"), "a&#60;b&#62;&#38;&#34;&#39;");
    EXPECT_EQ(text("</text><script>"), "&#60;/text&#62;&#60;script&#62;");
}

TEST(Svg, TextIsAscii) {
    EXPECT_EQ(text("caf\xc3\xa9"), "caf&#233;");
    EXPECT_EQ(text("\xe2\x82\xac\xf0\x9f\x94\xa5"), "&#8364;&#128293;");
    EXPECT_EQ(text("a\tb\nc"), "a&#9;b&#10;c");
}

TEST(Svg, WhatXmlDoesNotHaveIsReplaced) {
    EXPECT_EQ(text(std::string_view("a\0b", 3)), "a&#65533;b");
    EXPECT_EQ(text("\x01\x1b\x1f"), "&#65533;&#65533;&#65533;");
    EXPECT_EQ(text("\xef\xbf\xbe\xef\xbf\xbf"), "&#65533;&#65533;"); // U+FFFE, U+FFFF
    EXPECT_EQ(text("\xed\xa0\x80"), "&#65533;");                     // a surrogate
    EXPECT_EQ(text("\xc0\xaf"), "&#65533;&#65533;");                 // overlong
    EXPECT_EQ(text("\xe0\x80\xaf"), "&#65533;");
    EXPECT_EQ(text("\xe2\x82"), "&#65533;&#65533;"); // cut off
    EXPECT_EQ(text("\xff\x80"), "&#65533;&#65533;");
    EXPECT_EQ(text("\xf4\x90\x80\x80"), "&#65533;"); // beyond U+10FFFF
    EXPECT_EQ(text("\xe2"
                   "ab"),
              "&#65533;ab");
}

TEST(Svg, Numbers) {
    EXPECT_EQ(number(0), "0");
    EXPECT_EQ(number(-0.001), "0");
    EXPECT_EQ(number(1.5), "1.5");
    EXPECT_EQ(number(100), "100");
    EXPECT_EQ(number(2.346), "2.35");
    EXPECT_EQ(number(-12.10), "-12.1");
    EXPECT_EQ(number(1.7e308).size(), 309u);
}

TEST(Svg, LongLabelsAreCutAndHoverWhole) {
    const auto label = [](std::string_view utf8, double room) {
        return written([&](Svg &svg) { svg.label(0, 0, {10, {0, 0, 0}}, utf8, room); });
    };
    EXPECT_EQ(label("abc", 100),
              "<text x=\"0\" y=\"0\" font-size=\"10\" fill=\"#000000\">abc</text>");
    EXPECT_NE(label("abcdefghijkl", 50).find(">abcdefg&#8230;<title>abcdefghijkl</title>"),
              std::string::npos);
    EXPECT_NE(label("\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9", 17).find(">&#233;&#8230;<title>"),
              std::string::npos);
    EXPECT_NE(label("abc", 0).find(">&#8230;<title>abc"), std::string::npos);
}

} // namespace
} // namespace heatmap::picture
