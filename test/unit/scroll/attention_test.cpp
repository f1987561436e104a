#include <array>
#include <cmath>

#include <gtest/gtest.h>

#include "core/base/varint.hpp"
#include "unit/scroll/attention_box.hpp"

namespace heatmap::scroll {
using namespace test;
namespace {

int polls;

void count_poll() {
    polls++;
}

Canvas page(double height, uint32_t bands) {
    return canvas_of(1, bands, 0, 0, 1, height);
}

constexpr double heights[] = {1, 6000, 1e-300, 1e300, 0.1, 4096};
constexpr uint32_t band_counts[] = {1, 2, 3, 7, 60, 100, 1000};

// An interval inside the page, above or below it, or across its edges; on edges of bands, or not.
Interval random_interval(Rng &rng, const Canvas &canvas) {
    double top = uniform(rng, -0.3, 1.2), bottom = top + uniform(rng, 0, rng() % 3 == 0 ? 2 : 0.2);
    if (rng() % 3 == 0)
        top = std::floor(top * canvas.rows) / canvas.rows;
    if (rng() % 3 == 0)
        bottom = std::ceil(bottom * canvas.rows) / canvas.rows;
    if (rng() % 20 == 0)
        bottom = top;
    const double seconds = rng() % 10 == 0 ? 0 : uniform(rng, 0, rng() % 10 == 0 ? 1e6 : 30);
    top *= canvas.ymax;
    bottom *= canvas.ymax;
    return Interval{top, std::max(top, bottom), seconds};
}

std::vector<Interval> random_intervals(Rng &rng, const Canvas &canvas, size_t n) {
    std::vector<Interval> intervals(n);
    for (Interval &interval : intervals)
        interval = random_interval(rng, canvas);
    return intervals;
}

TEST(Attention, EqualsALoopOverBands) {
    Rng rng(700);
    int lists = 0, arrays = 0;
    for (int round = 0; round < 2000; round++) {
        const Canvas canvas =
            page(heights[rng() % std::size(heights)], band_counts[rng() % std::size(band_counts)]);
        const auto intervals = random_intervals(rng, canvas, rng() % 100);
        AttentionBox box(canvas), array(canvas, dense_size(canvas));
        AttentionModel model(canvas);
        for (const Interval &interval : intervals) {
            ASSERT_EQ(box.add(interval), Status::ok);
            ASSERT_EQ(array.add(interval), Status::ok);
            model.add(interval, 1);
            ASSERT_TRUE(box.valid());
        }
        ASSERT_EQ(box.seconds(), model.seconds()) << round;
        ASSERT_EQ(array.seconds(), model.seconds()) << round;
        ASSERT_EQ(box.get().outside, model.outside()) << round;
        ASSERT_EQ(box.get().rows, std::ssize(intervals));
        (box.get().form == Form::list ? lists : arrays)++;
    }
    EXPECT_GT(lists, 200);
    EXPECT_GT(arrays, 200);
}

TEST(Attention, BatchesAreTheSameAsOneAtATime) {
    Rng rng(705);
    for (int round = 0; round < 500; round++) {
        const Canvas canvas = page(6000, band_counts[rng() % std::size(band_counts)]);
        const auto intervals = random_intervals(rng, canvas, rng() % 200);
        AttentionBox one(canvas), batch(canvas);
        std::vector<double> top, bottom, seconds;
        for (const Interval &interval : intervals) {
            ASSERT_EQ(one.add(interval), Status::ok);
            top.push_back(interval.top);
            bottom.push_back(interval.bottom);
            seconds.push_back(interval.seconds);
        }
        for (size_t done = 0; done < intervals.size();) {
            const size_t n = done + 1 + rng() % (intervals.size() - done);
            const Status status = batch.change([&](State **state) {
                return add_intervals(state, top.data(), bottom.data(), seconds.data(), n, &done,
                                     test_memory);
            });
            ASSERT_EQ(status, Status::ok);
            ASSERT_EQ(done, n);
            ASSERT_EQ(batch.get().rows, static_cast<int64_t>(done));
        }
        ASSERT_EQ(batch.bytes(), one.bytes()) << round;
    }
}

TEST(Attention, ABatchStopsAtWhatIsNoInterval) {
    const Canvas canvas = page(1000, 4);
    const double top[] = {0, 10, 20, 30}, bottom[] = {100, 110, 10, 130}, seconds[] = {1, 2, 3, 4};
    for (const size_t size : {size_t{256}, dense_size(canvas)}) {
        AttentionBox box(canvas, size), two(canvas, size);
        size_t done = 0;
        const Status status = box.change([&](State **state) {
            return add_intervals(state, top, bottom, seconds, 4, &done, test_memory);
        });
        EXPECT_EQ(status, Status::bad_bounds);
        EXPECT_EQ(done, 2u);
        EXPECT_EQ(two.add(Interval{0, 100, 1}), Status::ok);
        EXPECT_EQ(two.add(Interval{10, 110, 2}), Status::ok);
        EXPECT_EQ(box.bytes(), two.bytes());
    }
}

TEST(Attention, IsTheSameInWhateverOrderStatesAreCombined) {
    Rng rng(701);
    for (int round = 0; round < 1000; round++) {
        const Canvas canvas = page(6000, band_counts[rng() % std::size(band_counts)]);
        const auto intervals = random_intervals(rng, canvas, rng() % 150);
        AttentionModel model(canvas);
        std::vector<AttentionBox> parts(1 + rng() % 6, AttentionBox(canvas));
        for (const Interval &interval : intervals) {
            ASSERT_EQ(parts[rng() % parts.size()].add(interval), Status::ok);
            model.add(interval, 1);
        }
        while (parts.size() > 1) {
            std::shuffle(parts.begin(), parts.end(), rng);
            const AttentionBox other = parts.back();
            parts.pop_back();
            ASSERT_EQ(parts[0].add(other), Status::ok);
            ASSERT_TRUE(parts[0].valid());
        }
        ASSERT_EQ(parts[0].seconds(), model.seconds()) << round;
        ASSERT_EQ(parts[0].get().outside, model.outside()) << round;
        ASSERT_EQ(parts[0].get().rows, std::ssize(intervals));
    }
}

TEST(Attention, NothingIsLeftOfWhatIsTakenAway) {
    Rng rng(702);
    for (int round = 0; round < 1000; round++) {
        const Canvas canvas = page(6000, band_counts[rng() % std::size(band_counts)]);
        const auto intervals = random_intervals(rng, canvas, 1 + rng() % 100);
        AttentionBox box(canvas, dense_size(canvas));
        AttentionModel model(canvas);
        size_t first = 0;
        for (size_t i = 0; i < intervals.size(); i++) {
            ASSERT_EQ(box.add(intervals[i]), Status::ok);
            model.add(intervals[i], 1);
            while (first <= i && rng() % 2 == 0) {
                ASSERT_EQ(box.remove(intervals[first]), Status::ok);
                model.add(intervals[first++], -1);
            }
            ASSERT_EQ(box.seconds(), model.seconds()) << round;
        }
        while (first < intervals.size())
            ASSERT_EQ(box.remove(intervals[first++]), Status::ok);
        ASSERT_EQ(box.get().rows, 0);
        ASSERT_EQ(box.get().time, 0);
        ASSERT_EQ(box.get().outside, 0);
        ASSERT_EQ(box.seconds(), std::vector<double>(canvas.rows));
    }
}

TEST(Attention, SplitsByOverlap) {
    const Canvas canvas = page(1000, 4);
    const auto seconds = [&canvas](double top, double bottom, double time) {
        AttentionBox box(canvas);
        EXPECT_EQ(box.add(Interval{top, bottom, time}), Status::ok);
        return box.seconds();
    };
    using Seconds = std::vector<double>;
    EXPECT_EQ(seconds(0, 1000, 2), (Seconds{2, 2, 2, 2}));
    EXPECT_EQ(seconds(125, 375, 1), (Seconds{0.5, 0.5, 0, 0}));
    EXPECT_EQ(seconds(250, 500, 1), (Seconds{0, 1, 0, 0}));
    EXPECT_EQ(seconds(300, 350, 1), (Seconds{0, 0.2, 0, 0}));
    EXPECT_EQ(seconds(-100, 5000, 0.1), (Seconds{0.1, 0.1, 0.1, 0.1}));
    EXPECT_EQ(seconds(-100, -50, 1), (Seconds{0, 0, 0, 0}));
    EXPECT_EQ(seconds(1000, 1000, 1), (Seconds{0, 0, 0, 0}));
    EXPECT_EQ(seconds(2000, 3000, 1), (Seconds{0, 0, 0, 0}));
    EXPECT_EQ(seconds(0, 250, 4e-7), (Seconds{0, 0, 0, 0}));
    EXPECT_EQ(seconds(0, 250, 6e-7), (Seconds{1e-6, 0, 0, 0}));
    EXPECT_EQ(seconds(0, 1, 1), (Seconds{0.004, 0, 0, 0}));
}

TEST(Attention, AnIntervalWithoutTimeAddsNothingOutside) {
    Span span;
    EXPECT_EQ(span_of(page(10, 1000), -1e308, 1e308, 0, &span), Status::ok);
    EXPECT_EQ(span.time, 0);
    EXPECT_EQ(span.outside, 0);
}

TEST(Attention, RefusesWhatIsNoInterval) {
    const Canvas canvas = page(1000, 4);
    constexpr double inf = INFINITY;
    const struct {
        Interval interval;
        Status status;
    } cases[] = {
        {{10, 5, 1}, Status::bad_bounds},      {{-inf, 5, 1}, Status::bad_bounds},
        {{5, inf, 1}, Status::bad_bounds},     {{NAN, 5, 1}, Status::bad_bounds},
        {{5, NAN, 1}, Status::bad_bounds},     {{0, 5, -1}, Status::bad_seconds},
        {{0, 5, NAN}, Status::bad_seconds},    {{0, 5, inf}, Status::bad_seconds},
        {{0, 5, 1e300}, Status::out_of_range}, {{0, 1e300, 1}, Status::out_of_range},
        {{0, 5, 9.1e9}, Status::out_of_range}, {{-1e300, 1e300, 0}, Status::ok},
        {{0, 5, 9.007e9}, Status::ok},
    };
    for (const auto &c : cases)
        for (const size_t size : {size_for(canvas, 0), dense_size(canvas)}) {
            AttentionBox box(canvas, size);
            EXPECT_EQ(box.add(c.interval), c.status)
                << c.interval.top << ' ' << c.interval.bottom << ' ' << c.interval.seconds;
            EXPECT_EQ(box.get().rows, c.status == Status::ok);
        }
}

TEST(Attention, SumsThatAreTooLargeChangeNothing) {
    const Canvas canvas = page(10, 2);
    AttentionBox box(canvas);
    while (box.get().time <= max_attention - (int64_t{1} << 53))
        ASSERT_EQ(box.add(Interval{0, 10, 9007199254.740992}), Status::ok);
    const std::vector<double> seconds = box.seconds();
    EXPECT_EQ(box.add(Interval{0, 10, 9007199254.740992}), Status::out_of_range);
    const AttentionBox other = box;
    EXPECT_EQ(box.add(other), Status::out_of_range);
    EXPECT_EQ(box.seconds(), seconds);
    AttentionBox below(canvas);
    EXPECT_EQ(below.add(Interval{10, 2e13, 1}), Status::ok);
    EXPECT_EQ(below.add(Interval{10, 2e13, 1}), Status::out_of_range);
    EXPECT_EQ(below.get().rows, 1);
    AttentionBox full(canvas);
    full.get().outside = max_attention - 1;
    EXPECT_EQ(full.add(Interval{10, 15, 1e-6}), Status::ok);
    EXPECT_EQ(full.add(Interval{10, 15, 1e-6}), Status::out_of_range);
}

TEST(Attention, StatesAreSmallFirst) {
    for (const uint32_t bands : {1u, 20u, 23u, 60u, 1000u, 100000u, max_cells}) {
        const Canvas canvas = page(6000, bands);
        for (const size_t bytes : {size_t{0}, size_t{100}, size_t{800}, size_t{5000}}) {
            const size_t size = size_for(canvas, bytes);
            EXPECT_TRUE(size == dense_size(canvas) || size >= sizeof(State) + bytes);
            EXPECT_LE(size, dense_size(canvas));
            EXPECT_EQ(size_for(canvas, size - sizeof(State)), size);
        }
        EXPECT_LE(size_for(canvas, 0), size_t{256});
    }
    Rng rng(703);
    AttentionBox box(page(6000, 1000));
    for (int i = 0; i < 50; i++) {
        const double top = uniform(rng, 0, 5000);
        ASSERT_EQ(box.add(Interval{top, top + 900, uniform(rng, 0, 60)}), Status::ok);
    }
    EXPECT_EQ(box.size(), 1024u);
}

TEST(Attention, LooksAtBytesThatAreNotItsOwn) {
    Rng rng(704);
    AttentionBox list(page(6000, 1000)), array(page(6000, 20));
    for (int i = 0; i < 20; i++) {
        ASSERT_EQ(list.add(random_interval(rng, list.get().canvas)), Status::ok);
        ASSERT_EQ(array.add(random_interval(rng, array.get().canvas)), Status::ok);
    }
    for (const AttentionBox &whole : {list, array}) {
        ASSERT_TRUE(whole.valid());
        const size_t needed =
            whole.get().form == Form::list ? sizeof(State) + whole.get().used : whole.size();
        for (size_t size = 0; size < needed; size++) {
            Bytes bytes = whole.bytes();
            bytes.resize(size);
            ASSERT_FALSE(AttentionBox(bytes).valid()) << size;
        }
        // A state that passes can be read, or is found to be damaged, without an access beyond it.
        int damaged = 0;
        for (int round = 0; round < 20000; round++) {
            AttentionBox box = whole;
            for (uint64_t changes = 1 + rng() % 3; changes > 0; changes--)
                box[4 + rng() % (needed - 4)] = static_cast<uint8_t>(rng());
            if (!box.valid() || box.get().form == Form::none ||
                box.get().canvas.rows > 2000) // large states are slow, not wrong
                continue;
            AttentionBox copy(box.get().canvas, dense_size(box.get().canvas));
            damaged += copy.add(box) != Status::ok;
            copy.seconds();
        }
        EXPECT_GT(damaged, 20);
    }
}

TEST(Attention, LooksAtItsCanvas) {
    const AttentionBox none(new_state_none(test_memory));
    EXPECT_TRUE(none.valid());
    EXPECT_EQ(none.size(), sizeof(State));
    for (const Canvas &canvas :
         {canvas_of(2, 4, 0, 0, 1, 10), canvas_of(1, 4, 0, 1, 1, 10), canvas_of(1, 4, 0, 0, 1, 0),
          canvas_of(1, 0, 0, 0, 1, 10), canvas_of(1, 4, 0, 0, 1, NAN)}) {
        AttentionBox box(page(10, 4));
        ASSERT_TRUE(box.valid());
        box.get().canvas = canvas;
        EXPECT_FALSE(box.valid());
    }
}

TEST(Attention, RefusesSpansThatItDoesNotWrite) {
    constexpr uint64_t most = max_span_time;
    const struct {
        std::array<uint64_t, 5> span; // first, more, time, at_first, at_last
        Status status;
    } cases[] = {
        {{0, 999, most, most, most}, Status::ok},  {{999, 0, 5, 5, 5}, Status::ok},
        {{1000, 0, 5, 0, 0}, Status::corrupt},     {{0, 1000, 5, 0, 0}, Status::corrupt},
        {{600, 400, 5, 0, 0}, Status::corrupt},    {{0, UINT32_MAX, 5, 0, 0}, Status::corrupt},
        {{0, 9, most + 1, 0, 0}, Status::corrupt}, {{0, 9, 5, 6, 0}, Status::corrupt},
        {{0, 9, 5, 0, 6}, Status::corrupt},
    };
    for (const auto &c : cases) {
        AttentionBox list(page(1000, 1000)), array(page(1000, 1000), dense_size(page(1000, 1000)));
        uint8_t *const begin = reinterpret_cast<uint8_t *>(&list.get() + 1), *end = begin;
        for (const uint64_t number : c.span)
            end = put_varint(end, number);
        list.get().used = static_cast<uint32_t>(end - begin);
        ASSERT_TRUE(list.valid());
        EXPECT_EQ(array.add(list), c.status) << c.span[0];
    }
}

TEST(Attention, Polls) {
    constexpr Memory counting{allocate_filled<0xa5>, std::free, count_poll};
    AttentionBox box(page(1, max_cells), dense_size(page(1, max_cells)));
    const AttentionBox other(page(1, max_cells), dense_size(page(1, max_cells)));
    std::vector<double> seconds(max_cells);
    polls = 0;
    band_seconds(box.get(), count_poll, seconds.data());
    EXPECT_EQ(polls, 256);
    EXPECT_EQ(box.add(other, counting), Status::ok);
    EXPECT_EQ(polls, 512);
    const Canvas canvas = page(1, 1000000);
    AttentionBox list(canvas), array(canvas, dense_size(canvas));
    for (uint32_t i = 0; i < 2 * poll_interval; i++)
        ASSERT_EQ(list.add(Interval{0, 0.5, 0}), Status::ok);
    ASSERT_FALSE(list.dense());
    polls = 0;
    EXPECT_EQ(array.add(list, counting), Status::ok);
    EXPECT_EQ(polls, 2);
}

} // namespace
} // namespace heatmap::scroll
