#include <cmath>
#include <string>

#include <gtest/gtest.h>

#include "core/grid/json.hpp"
#include "unit/grid/helpers.hpp"

namespace heatmap::grid {
using namespace test;
namespace {

const std::string start = R"({"cols":3,"rows":7,"extent":[0,-1,30,69],)";
const std::string form = "\"cells\" must be [[col, row, value], ...]";

struct Parsed : ParsedHeatmap {
    Cells list;
};

// Parses in two passes, like heatmap_in.
Parsed parse(const std::string &text) {
    Parsed p{parse_json(text.c_str(), no_poll, nullptr), {}};
    if (p.error != nullptr || p.canvas_error != CanvasError::none)
        return p;
    p.list.resize(p.cells);
    static_cast<ParsedHeatmap &>(p) = parse_json(text.c_str(), no_poll, p.list.data());
    EXPECT_EQ(p.error, nullptr);
    EXPECT_EQ(p.cells, p.list.size());
    return p;
}

void expect_error(const std::string &text, size_t at, const std::string &what) {
    const Parsed p = parse(text);
    ASSERT_NE(p.error, nullptr) << text;
    EXPECT_EQ(p.error, what) << text;
    EXPECT_EQ(p.error_at, at) << text;
}

TEST(Json, ReadsEverything) {
    const Parsed p = parse(start + R"("outside":2.5,"cells":[[1,0,5],[2,6,-1.5e3],[0,1,0]]})");
    ASSERT_EQ(p.error, nullptr) << p.error;
    ASSERT_EQ(p.canvas_error, CanvasError::none);
    EXPECT_TRUE(same_canvas(p.canvas, canvas_of(3, 7, 0, -1, 30, 69)));
    EXPECT_EQ(p.outside, 2.5);
    EXPECT_EQ(p.list, (Cells{{1, 5}, {20, -1500}, {3, 0}}));
}

TEST(Json, MembersInAnyOrderWithAnySpace) {
    const Parsed p = parse("\t{ \"cells\" : [ [ 2 , 6 , 1 ] , [ 0 , 0 , 2 ] ] ,\r\n"
                           "\"extent\":[ 0 , 0 , 1 , 1 ] , \"rows\" : 7 , \"cols\" : 3 } \n");
    ASSERT_EQ(p.error, nullptr) << p.error;
    EXPECT_EQ(p.list, (Cells{{20, 1}, {0, 2}}));
    EXPECT_EQ(p.outside, 0);
}

TEST(Json, OutsideAndCellsMayBeLeftOutOrEmpty) {
    const std::string canvas = R"({"cols":1,"rows":1,"extent":[0,0,1,1])";
    for (const std::string &text :
         {canvas + "}", canvas + R"(,"cells":[]})", canvas + R"(,"cells":[ ]})"}) {
        const Parsed p = parse(text);
        ASSERT_EQ(p.error, nullptr) << text;
        EXPECT_EQ(p.canvas_error, CanvasError::none);
        EXPECT_EQ(p.cells, 0u);
    }
}

TEST(Json, NumbersAsJsonWritesThem) {
    for (const auto &[text, value] : std::vector<std::pair<std::string, double>>{
             {"0", 0},
             {"-0", 0},
             {"-1", -1},
             {"10", 10},
             {"0.5", 0.5},
             {"1e2", 100},
             {"1E+2", 100},
             {"25e-2", 0.25},
             {"1.7976931348623157e308", 1.7976931348623157e308},
             {"5e-324", 5e-324},
             {"1e-400", 0},
             {"9007199254740993", 9007199254740992.0},
             {"0.1000000000000000055511151231257827", 0.1},
         }) {
        const Parsed p = parse(start + "\"outside\":" + text + "}");
        ASSERT_EQ(p.error, nullptr) << text;
        EXPECT_EQ(p.outside, value) << text;
        EXPECT_FALSE(p.outside == 0 && std::signbit(p.outside)) << text;
    }
}

TEST(Json, NumbersThatStrtodWouldTakeButJsonDoesNot) {
    const size_t at = start.size() + 10;
    for (const char *text :
         {"",  "nan", "NaN", "inf", "Infinity", "-inf",  "0x10", "+1",   ".5",  "1.",  "01",
          "-", "--1", "1e",  "1e+", "1.e5",     "\"1\"", "null", "true", "[1]", "-.5", "00"}) {
        const Parsed p = parse(start + "\"outside\":" + text + "}");
        ASSERT_NE(p.error, nullptr) << text;
        if (std::string(text) != "0x10") {
            EXPECT_EQ(std::string(p.error), "expected a number") << text;
            EXPECT_EQ(p.error_at, at) << text;
        }
    }
    for (const char *text : {"1e309", "-1e309", "1e999999999999"})
        expect_error(start + "\"outside\":" + text + "}", at, "this number is out of range");
}

TEST(Json, WholeNumbers) {
    const auto cols = [](const std::string &text) {
        return parse("{\"cols\":" + text + R"(,"rows":1,"extent":[0,0,1,1]})");
    };
    EXPECT_EQ(cols("3.0").canvas.cols, 3u);
    EXPECT_EQ(cols("3e0").canvas.cols, 3u);
    EXPECT_EQ(cols("0").canvas_error, CanvasError::dimensions);
    EXPECT_EQ(cols("-3").canvas_error, CanvasError::dimensions);
    EXPECT_EQ(cols("16777216").canvas_error, CanvasError::none);
    EXPECT_EQ(cols("16777217").canvas_error, CanvasError::too_many_cells);
    EXPECT_EQ(cols("4294967297").canvas_error, CanvasError::too_many_cells);
    EXPECT_EQ(cols("9007199254740992").canvas_error, CanvasError::too_many_cells);
    for (const char *text : {"3.5", "-0.1", "9007199254740994", "1e300"})
        expect_error(std::string("{\"cols\":") + text + "}", 8, "expected a whole number");
}

TEST(Json, TheCanvasIsChecked) {
    const auto status = [](const std::string &extent) {
        return parse("{\"cols\":3,\"rows\":7,\"extent\":" + extent + "}").canvas_error;
    };
    EXPECT_EQ(status("[0,0,1,1]"), CanvasError::none);
    EXPECT_EQ(status("[0,0,0,1]"), CanvasError::extent);
    EXPECT_EQ(status("[0,1,1,0]"), CanvasError::extent);
    EXPECT_EQ(status("[-1e308,0,1e308,1]"), CanvasError::extent);
    const Parsed p = parse(R"({"cols":3,"rows":7,"extent":[-0,-0.0,1,1]})");
    EXPECT_FALSE(std::signbit(p.canvas.xmin) || std::signbit(p.canvas.ymin));
}

TEST(Json, ErrorsPointAtTheirPlace) {
    const std::string name =
        "expected one of \"cols\", \"rows\", \"extent\", \"outside\", \"cells\"";
    const std::string extent = "\"extent\" must be [xmin, ymin, xmax, ymax]";
    expect_error("", 0, "expected \"{\"");
    expect_error("  [1]", 2, "expected \"{\"");
    expect_error("null", 0, "expected \"{\"");
    expect_error("{", 1, name);
    expect_error("{}", 2, "\"cols\" is missing");
    expect_error(R"({"cols":1})", 10, "\"rows\" is missing");
    expect_error(R"({"cols":1,"rows":1})", 19, "\"extent\" is missing");
    expect_error(R"({"rows":1,"extent":[0,0,1,1]})", 29, "\"cols\" is missing");
    expect_error(R"({"cols" 1})", 8, "expected \":\"");
    expect_error(R"({"cols":1 "rows":1})", 10, "expected \",\" or \"}\"");
    expect_error(R"({"cols":1,})", 10, name);
    expect_error(R"({,"cols":1})", 1, name);
    expect_error(R"({"columns":1})", 1, name);
    expect_error(R"({cols:1})", 1, name);
    expect_error(R"({"COLS":1})", 1, name);
    expect_error("{\"c\\u006fls\":1}", 1, name);
    expect_error(R"({"cols":1,"cols":1})", 16, "this member occurs twice");
    expect_error(R"({"cols":1,"extent":5})", 19, extent);
    expect_error(R"({"cols":1,"extent":[0,0,1]})", 25, extent);
    expect_error(R"({"cols":1,"extent":[0,0,1,1,1]})", 27, extent);
    expect_error(start + R"("outside":0} x)", start.size() + 13,
                 "there is more text after the object");
    expect_error(start + R"("outside":0}})", start.size() + 12,
                 "there is more text after the object");
}

TEST(Json, CellsThatAreNotCells) {
    const size_t at = start.size() + 8;
    const auto with = [](const std::string &cells) { return start + "\"cells\":" + cells + "}"; };
    expect_error(with("5"), at, form);
    expect_error(with("{}"), at, form);
    expect_error(with("[5]"), at + 1, form);
    expect_error(with("[[]]"), at + 2, "expected a number");
    expect_error(with("[[0]]"), at + 3, form);
    expect_error(with("[[0,0]]"), at + 5, form);
    expect_error(with("[[0,0,1,1]]"), at + 7, form);
    expect_error(with("[[0,0,1],]"), at + 9, form);
    expect_error(with("[[0,0,1]"), at + 8, form);
    expect_error(with("[[0.5,0,1]]"), at + 2, "expected a whole number");
    expect_error(with("[[0,0,null]]"), at + 6, "expected a number");
}

TEST(Json, CellsMustBeInTheGrid) {
    const size_t at = start.size() + 8;
    for (const char *cell : {"[3,0,1]", "[0,7,1]", "[-1,0,1]", "[0,-1,1]", "[9007199254740992,0,1]",
                             "[4294967296,0,1]", "[0,9007199254740992,1]"})
        expect_error(start + "\"cells\":[" + cell + "]}", at + 2, "this cell is not in the grid");
    expect_error(start + "\"cells\":[[2,6,1],[0,0,1], [3,0,1]]}", at + 19,
                 "this cell is not in the grid");
    // The same when the size of the grid comes later in the text.
    expect_error(R"({"cells":[[3,0,1]],"cols":3,"rows":7,"extent":[0,0,1,1]})", 11,
                 "this cell is not in the grid");
}

TEST(Json, EveryTruncationIsAnErrorInsideTheText) {
    const std::string text = start + R"("outside":2.5,"cells":[[1,0,5],[2,6,-1.5e3]]})";
    ASSERT_EQ(parse(text).error, nullptr);
    for (size_t size = 0; size < text.size(); size++) {
        const Parsed p = parse(text.substr(0, size));
        ASSERT_NE(p.error, nullptr) << size;
        ASSERT_LE(p.error_at, size);
    }
}

TEST(Json, EveryChangedByteIsRefusedOrStillInsideTheGrid) {
    const std::string text = start + R"("outside":2.5,"cells":[[1,0,5],[2,6,-1.5e3]]})";
    for (size_t i = 0; i < text.size(); i++)
        for (int byte = 0; byte < 256; byte++) {
            std::string changed = text;
            changed[i] = static_cast<char>(byte);
            const Parsed p = parse(changed);
            if (p.error != nullptr) {
                ASSERT_LE(p.error_at, changed.size());
            } else if (p.canvas_error == CanvasError::none) {
                for (const Cell &cell : p.list)
                    ASSERT_LT(cell.index, cell_count(p.canvas));
            }
        }
}

unsigned polls;

TEST(Json, ManyCellsAreCountedAndPolled) {
    std::string text = start + "\"cells\":[";
    for (int i = 0; i < 200000; i++)
        text += i == 0 ? "[2,6,1]" : ",[2,6,1]";
    polls = 0;
    const ParsedHeatmap p = parse_json((text + "]}").c_str(), [] { polls++; }, nullptr);
    EXPECT_EQ(p.error, nullptr);
    EXPECT_EQ(p.cells, 200000u);
    EXPECT_GE(polls, 6u); // three times in each of two passes
}

TEST(Json, MoreCellsThanAnyHeatmapHas) {
    std::string text = start + "\"cells\":[";
    text.reserve(size_t{max_cells} * 8 + 100);
    for (uint32_t i = 0; i < max_cells; i++)
        text += i == 0 ? "[0,0,1]" : ",[0,0,1]";
    EXPECT_EQ(parse_json((text + "]}").c_str(), no_poll, nullptr).cells, max_cells);
    const ParsedHeatmap p = parse_json((text + ",[0,0,1]]}").c_str(), no_poll, nullptr);
    ASSERT_NE(p.error, nullptr);
    EXPECT_STREQ(p.error, "there are more cells than a heatmap can have");
}

} // namespace
} // namespace heatmap::grid
