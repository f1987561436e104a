#include <functional>
#include <memory>

#include <gtest/gtest.h>

#include "unit/journey/path_box.hpp"

namespace heatmap::journey {
using namespace test;
namespace {

using namespace std::literals;

int polls;

void count_poll() {
    polls++;
}

// Labels that are easy to confuse: empty, with NUL bytes, prefixes of each other, of high bytes.
const std::vector<std::string> &labels() {
    static const std::vector<std::string> all = {"",
                                                 "\0"s,
                                                 "\0\0"s,
                                                 "\0a"s,
                                                 "a",
                                                 "a\0"s,
                                                 "a\0b"s,
                                                 "aa",
                                                 "ab",
                                                 "/",
                                                 "/home",
                                                 "/home/",
                                                 "/home\xff",
                                                 "\x7f"s,
                                                 "\x80"s,
                                                 "\xff"s,
                                                 "\xff\0"s,
                                                 std::string(300, 'a'),
                                                 std::string(300, 'a') + 'b'};
    return all;
}

Rows random_rows(Rng &rng, size_t n, int64_t times, size_t kinds) {
    Rows rows;
    for (size_t i = 0; i < n; i++) {
        int64_t at = whole(rng, 0, times);
        if (rng() % 50 == 0)
            at = rng() % 2 == 0 ? INT64_MIN : INT64_MAX;
        rows.emplace_back(at, labels()[rng() % kinds]);
    }
    return rows;
}

constexpr uint32_t lengths[] = {1, 2, 3, 5, 10, 100, INT32_MAX, UINT32_MAX};

TEST(Path, EqualsAModelWhateverIsPrunedWhen) {
    Rng rng(530);
    int cut = 0, pruned = 0;
    for (int round = 0; round < 3000; round++) {
        const uint32_t max_length = lengths[rng() % std::size(lengths)];
        const size_t kinds = 1 + rng() % labels().size();
        Rows rows = random_rows(rng, rng() % 80, whole(rng, 0, round % 2 == 0 ? 10 : 1000), kinds);
        if (round % 3 == 0) {
            std::sort(rows.begin(), rows.end());
            if (round % 6 == 0)
                std::reverse(rows.begin(), rows.end()); // makes the most rows superfluous
        }
        const Side side = static_cast<Side>(rng() % 3);
        PathBox box(max_length, 0, side), all(max_length, 30000, side);
        for (const auto &[at, label] : rows) {
            box.append(at, label);
            all.append(at, label);
            ASSERT_TRUE(box.valid());
        }
        ASSERT_EQ(all.get().rows, rows.size()) << "nothing was pruned here";
        pruned += box.get().rows < rows.size();
        const Path expected = model_path(rows, max_length, side);
        ASSERT_EQ(box.path(), expected) << round;
        ASSERT_EQ(all.path(), expected) << round;
        ASSERT_EQ(box.get().max_length, max_length);
        cut += expected.longer;
    }
    EXPECT_GT(cut, 300);
    EXPECT_GT(pruned, 300);
}

TEST(Path, EqualsAModelHoweverStatesAreCombined) {
    Rng rng(531);
    for (int round = 0; round < 1000; round++) {
        const uint32_t max_length = lengths[rng() % std::size(lengths)];
        const Rows rows = random_rows(rng, rng() % 100, whole(rng, 0, 50), 4);
        const Side side = static_cast<Side>(rng() % 3);
        std::vector<PathBox> parts(1 + rng() % 6, PathBox(max_length, 0, side));
        for (const auto &[at, label] : rows)
            parts[rng() % parts.size()].append(at, label);
        while (parts.size() > 1) {
            std::shuffle(parts.begin(), parts.end(), rng);
            const PathBox other = parts.back();
            parts.pop_back();
            parts[0].append(other);
            ASSERT_TRUE(parts[0].valid());
        }
        ASSERT_EQ(parts[0].path(), model_path(rows, max_length, side)) << round;
    }
}

TEST(Path, RowsComeBackAsTheyCame) {
    Rng rng(532);
    for (int round = 0; round < 500; round++) {
        const Rows expected = random_rows(rng, rng() % 60, 1000000, labels().size());
        PathBox roomy(5, 100000);
        for (const auto &[at, label] : expected)
            roomy.append(at, label);
        Bytes bytes = roomy.bytes();
        bytes.resize(roomy.get().used);
        const PathBox box(
            bytes); // without room to spare, so that AddressSanitizer sees any step beyond
        ASSERT_TRUE(box.valid());
        std::vector<PathRow> rows(box.get().rows);
        load_rows(box.get(), no_poll, rows.data());
        ASSERT_EQ(rows.size(), expected.size());
        for (size_t i = 0; i < rows.size(); i++) {
            ASSERT_EQ(rows[i].at, expected[i].first);
            ASSERT_EQ(std::string_view(rows[i].label, rows[i].length), expected[i].second);
            ASSERT_EQ(rows[i].anchor, is_anchor(expected[i].second));
        }
    }
}

TEST(Path, SortsByTimeThenByTheBytesOfLabels) {
    Rng rng(533);
    Rows expected;
    for (int64_t at : {INT64_MIN, int64_t{-1}, int64_t{0}, int64_t{1}, INT64_MAX})
        for (const std::string &label : labels())
            expected.emplace_back(at, label);
    Rows shuffled = expected;
    std::sort(expected.begin(), expected.end());
    std::shuffle(shuffled.begin(), shuffled.end(), rng);
    PathBox box(1, 20000);
    for (const auto &[at, label] : shuffled)
        box.append(at, label);
    const std::vector<PathRow> rows = box.sorted_rows();
    ASSERT_EQ(rows.size(), expected.size());
    for (size_t i = 0; i < rows.size(); i++) {
        EXPECT_EQ(rows[i].at, expected[i].first) << i;
        EXPECT_EQ(std::string_view(rows[i].label, rows[i].length), expected[i].second) << i;
    }
}

std::vector<PathRow> rows_of(std::initializer_list<std::string_view> names) {
    std::vector<PathRow> rows;
    for (std::string_view name : names)
        rows.push_back(PathRow{static_cast<int64_t>(rows.size()), name.data(),
                               static_cast<uint32_t>(name.size()), is_anchor(name)});
    return rows;
}

TEST(Path, RowsThatMatter) {
    Side side = Side::whole;
    const auto matter = [&](std::initializer_list<std::string_view> names, uint32_t max_length) {
        const std::vector<PathRow> rows = rows_of(names);
        const PathBox box(max_length, 0, side);
        return rows_that_matter(rows.data(), static_cast<uint32_t>(rows.size()), box.get(),
                                no_poll);
    };
    EXPECT_EQ(matter({}, 1), 0u);
    EXPECT_EQ(matter({"a"}, 1), 1u);
    EXPECT_EQ(matter({"a", "a", "a"}, 1), 3u);
    EXPECT_EQ(matter({"a", "b"}, 1), 2u) << "one more shows that the path is longer";
    EXPECT_EQ(matter({"a", "b", "b", "a"}, 1), 2u);
    EXPECT_EQ(matter({"a", "a", "b", "b", "a", "a", "c"}, 2), 5u);
    EXPECT_EQ(matter({"a", "b", "a", "b"}, 3), 4u);
    EXPECT_EQ(matter({"a", "b", "a", "b"}, UINT32_MAX), 4u);
    EXPECT_EQ(matter({"", "\0"sv, "\0\0"sv, ""}, 2), 3u);
    side = Side::after;
    EXPECT_EQ(matter({"x", "y", "a", "b", "c", "d"}, 1), 4u) << "an earlier anchor may come";
    EXPECT_EQ(matter({"x", "y", "z"}, 1), 3u);
    side = Side::before;
    EXPECT_EQ(matter({"x", "y", "a", "b", "a", "d"}, 1), 3u);
    EXPECT_EQ(matter({"x", "y", "z"}, 1), 3u);
}

TEST(Path, FoldsRepeats) {
    const auto fold = [](std::initializer_list<std::string_view> names) {
        std::vector<PathRow> rows = rows_of(names);
        PathBox box(UINT32_MAX);
        box.get().rows = static_cast<uint32_t>(rows.size());
        const PathView path = path_of(rows.data(), box.get(), no_poll);
        std::vector<std::pair<int64_t, std::string_view>> folded;
        for (const PathRow *row = path.rows; row < path.rows + path.n; row++)
            folded.emplace_back(row->at, std::string_view(row->label, row->length));
        return folded;
    };
    using Folded = std::vector<std::pair<int64_t, std::string_view>>;
    EXPECT_EQ(fold({}), Folded{});
    EXPECT_EQ(fold({"a"}), (Folded{{0, "a"}}));
    EXPECT_EQ(fold({"a", "a", "b", "a", "a", "a"}), (Folded{{0, "a"}, {2, "b"}, {3, "a"}}));
    EXPECT_EQ(fold({"", "", "\0"sv, "a", "a\0"sv, "a\0"sv, "ab"}),
              (Folded{{0, ""}, {2, "\0"sv}, {3, "a"}, {4, "a\0"sv}, {6, "ab"}}));
}

TEST(Path, KeepsFewRowsOfManyActions) {
    Rng rng(534);
    PathBox box(5);
    size_t largest = 0;
    for (int i = 0; i < 20000; i++) {
        // Sometimes a row is earlier than those before it.
        box.append(rng() % 10 == 0 ? whole(rng, 0, 1000000) : 1000000 + i,
                   "page " + std::to_string(rng() % 100));
        largest = std::max(largest, box.size());
    }
    EXPECT_LT(largest, 1000u);
}

// Only the rows that matter count against the limit, also when two states become one.
TEST(Path, RowsThatDoNotMatterDoNotCountAgainstTheLimit) {
    constexpr uint32_t length = 1000000;
    std::string label(length, 'x');
    const auto state_of = [&label](uint32_t max_length, int64_t from, int64_t to) {
        PathState *state = new_path(max_length, Side::whole, 0, test_memory);
        for (int64_t at = from; at < to; at++) {
            label[0] = static_cast<char>('a' + at % 26);
            PathState *before = state;
            EXPECT_EQ(append_row(&state, PathRow{at, label.data(), length, false}, test_memory),
                      Status::ok);
            if (state != before)
                test_memory.release(before);
        }
        return state;
    };
    for (const uint32_t max_length : {620u, 1200u}) {
        PathState *a = state_of(max_length, 600, 1200), *b = state_of(max_length, 0, 600);
        PathState *both = a;
        const Status status = append_rows(&both, *b, test_memory);
        EXPECT_EQ(status, max_length == 620 ? Status::ok : Status::full);
        EXPECT_EQ(both->rows, max_length == 620 ? 621u : 600u);
        if (both != a)
            test_memory.release(both);
        test_memory.release(a);
        test_memory.release(b);
    }
}

TEST(Path, SortPolls) {
    Rng rng(535);
    std::vector<PathRow> rows;
    for (int i = 0; i < 100000; i++)
        rows.push_back(PathRow{static_cast<int64_t>(rng()), "", 0, false});
    polls = 0;
    sort_rows(rows.data(), static_cast<uint32_t>(rows.size()), count_poll);
    EXPECT_GE(polls, 10);
}

PathBox filled() {
    PathBox box(3, 100);
    for (const auto &[at, label] : {Rows::value_type{5, "home"}, {6, ""}, {4, "\0x"s}})
        box.append(at, label);
    EXPECT_TRUE(box.valid());
    return box;
}

TEST(CheckPath, AcceptsRoomThatIsNotUsedYet) {
    const PathBox box = filled();
    for (size_t size = 0; size < box.size() + 50; size++) {
        Bytes bytes = box.bytes();
        bytes.resize(size);
        const PathBox other(bytes);
        ASSERT_EQ(other.valid(), size >= box.get().used) << size;
        if (other.valid()) {
            ASSERT_EQ(other.path(), (Path{{"\0x"s, "home", ""}, false}));
        }
    }
    EXPECT_TRUE(PathBox(1).valid()) << "without rows";
    EXPECT_EQ(PathBox(1).path(), (Path{{}, false}));
}

TEST(CheckPath, RefusesDamagedFields) {
    const PathBox good = filled();
    const auto set_length = [](PathState &s, size_t at, uint32_t length) {
        std::memcpy(reinterpret_cast<char *>(&s) + at, &length, sizeof(length));
    };
    const size_t first = sizeof(PathState) + sizeof(int64_t);
    const size_t last = good.get().used - path_row_size(2) + sizeof(int64_t);
    const std::vector<std::pair<const char *, std::function<void(PathState &)>>> damages = {
        {"no length", [](auto &s) { s.max_length = 0; }},
        {"a row less", [](auto &s) { s.rows--; }},
        {"a row more", [](auto &s) { s.rows++; }},
        {"no rows", [](auto &s) { s.rows = 0; }},
        {"2^32 - 1 rows", [](auto &s) { s.rows = UINT32_MAX; }},
        {"a byte less", [](auto &s) { s.used--; }},
        {"a byte more", [](auto &s) { s.used++; }},
        {"no bytes", [](auto &s) { s.used = 0; }},
        {"the header alone", [](auto &s) { s.used = sizeof(PathState); }},
        {"2^32 - 1 bytes", [](auto &s) { s.used = UINT32_MAX; }},
        {"a longer label", [&](auto &s) { set_length(s, last, 3); }},
        {"a shorter label", [&](auto &s) { set_length(s, last, 1); }},
        {"no side", [](auto &s) { s.side = static_cast<Side>(3); }},
        {"a label of 2^32 - 1 bytes", [&](auto &s) { set_length(s, last, UINT32_MAX); }},
        {"a first one of 2^32 - 1", [&](auto &s) { set_length(s, first, UINT32_MAX); }},
        {"a first one that ends near the end",
         [&](auto &s) { set_length(s, first, s.used - sizeof(PathState) - 12 - 5); }},
        {"lengths that wrap",
         [&](auto &s) {
             set_length(s, first, (UINT32_MAX >> 1) - 11);
             s.rows = 1;
             s.used = sizeof(PathState);
         }},
    };
    for (const auto &[what, damage] : damages) {
        PathBox bad = good;
        damage(bad.get());
        EXPECT_FALSE(bad.valid()) << what;
    }
}

// All bytes that are accepted can be worked on; AddressSanitizer checks the accesses.
TEST(CheckPath, WhatItAcceptsIsSafe) {
    const PathBox good = filled();
    int taken = 0;
    for (size_t at = offsetof(PathState, max_length); at < good.size(); at++)
        for (unsigned byte = 0; byte < 256; byte++) {
            Bytes bytes = good.bytes();
            bytes.resize(good.get().used);
            if (at >= bytes.size())
                break;
            bytes[at] = static_cast<uint8_t>(byte);
            PathBox box(bytes);
            if (!box.valid())
                continue;
            taken++;
            const Path path = box.path();
            box.append(INT64_MAX, "\xff the last");
            ASSERT_TRUE(box.valid());
            const Path longer = box.path();
            ASSERT_TRUE(longer.labels.size() > path.labels.size() || longer.longer ||
                        box.get().side != Side::whole);
        }
    EXPECT_GT(taken, 1000);
}

} // namespace
} // namespace heatmap::journey
