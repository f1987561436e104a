#include <cmath>
#include <limits>

#include <gtest/gtest.h>

#include "core/grid/format.hpp"
#include "unit/grid/helpers.hpp"

namespace heatmap::grid {
using namespace test;
namespace {

using Bytes = std::vector<uint8_t>;

constexpr double inf = std::numeric_limits<double>::infinity();
constexpr double nan = std::numeric_limits<double>::quiet_NaN();

// A second encoder, written from nothing but the description of the format.
class Writer {
public:
    void varint(uint64_t v) {
        for (; v > 127; v /= 128)
            bytes.push_back(static_cast<uint8_t>(128 + v % 128));
        bytes.push_back(static_cast<uint8_t>(v));
    }

    void raw(const void *data, size_t size) {
        const auto *p = static_cast<const uint8_t *>(data);
        bytes.insert(bytes.end(), p, p + size);
    }

    void value(Form encoding, double v) {
        if (encoding == Form::reals)
            raw(&v, sizeof(v));
        else if (encoding == Form::counts)
            varint(static_cast<uint64_t>(v));
        else
            varint(v < 0 ? 2 * static_cast<uint64_t>(-v) - 1 : 2 * static_cast<uint64_t>(v));
    }

    void header(Form encoding, uint32_t occupied, double outside, const Canvas &c) {
        const uint8_t start[8] = {0, 0, 0, 0, 1, static_cast<uint8_t>(encoding), 0, 0};
        const uint32_t slots = 0;
        raw(start, sizeof(start));
        raw(&occupied, 4);
        raw(&slots, 4);
        raw(&outside, 8);
        raw(&c.cols, 4);
        raw(&c.rows, 4);
        for (double bound : {c.xmin, c.ymin, c.xmax, c.ymax})
            raw(&bound, 8);
    }

    Bytes bytes;
};

Bytes reference(const Model &model, const Canvas &canvas, double outside) {
    bool counts = true, integers = true;
    for (const auto &[index, v] : model) {
        const bool whole_number = std::fabs(v) <= 9007199254740992.0 && std::trunc(v) == v;
        integers &= whole_number;
        counts &= whole_number && v > 0;
    }
    const Form encoding = counts ? Form::counts : integers ? Form::integers : Form::reals;
    Writer w;
    w.header(encoding, static_cast<uint32_t>(model.size()), outside, canvas);
    uint32_t next = 0;
    for (auto it = model.begin(); it != model.end();) {
        auto end = it;
        uint32_t run = 0;
        for (; end != model.end() && end->first == it->first + run; ++end)
            run++;
        w.varint(it->first - next);
        w.varint(run);
        next = it->first + run;
        for (; it != end; ++it)
            w.value(encoding, it->second);
    }
    const auto vl_len = static_cast<uint32_t>(w.bytes.size() << 2);
    std::memcpy(w.bytes.data(), &vl_len, sizeof(vl_len));
    return w.bytes;
}

// Random cells; the density decides how long the runs are.
Model random_model(Rng &rng, uint32_t cells, double density, Form encoding) {
    Model model;
    for (uint32_t i = 0; i < cells; i++) {
        if (uniform(rng, 0, 1) >= density)
            continue;
        const auto bits = static_cast<int>(whole(rng, 1, 53));
        const auto v = static_cast<double>(whole(rng, 1, int64_t{1} << bits));
        model[i] = encoding == Form::counts ? v
                   : encoding == Form::integers
                       ? (rng() % 2 ? v : -v)
                       : std::ldexp(v, static_cast<int>(whole(rng, -900, 900)));
    }
    return model;
}

// Valid values of every kind, for tests that damage them.
std::vector<Stored> samples() {
    Rng rng(7);
    std::vector<Stored> values;
    for (Form e : {Form::counts, Form::integers, Form::reals})
        for (double density : {0.0, 0.1, 0.9})
            values.push_back(store(to_cells(random_model(rng, 21, density, e)),
                                   canvas_of(3, 7, -1, 0, 2, 5), 4));
    return values;
}

// A value with this payload behind a valid header.
Stored handmade(Form encoding, uint32_t occupied, const Bytes &tail) {
    Writer w;
    w.header(encoding, occupied, 0, unit_canvas(3, 7));
    w.raw(tail.data(), tail.size());
    return Stored(w.bytes);
}

Bytes varints(std::initializer_list<uint64_t> numbers) {
    Writer w;
    for (uint64_t v : numbers)
        w.varint(v);
    return w.bytes;
}

Bytes joined(Bytes bytes, double v) {
    Writer w{std::move(bytes)};
    w.raw(&v, sizeof(v));
    return w.bytes;
}

TEST(Numbers, IsInteger) {
    for (double v : {0.0, -0.0, 1.0, -1.0, 9007199254740992.0, -9007199254740992.0})
        EXPECT_TRUE(is_integer(v)) << v;
    for (double v : {0.5, -1e-300, 9007199254740994.0, -9007199254740994.0, 1e300, inf, -inf, nan})
        EXPECT_FALSE(is_integer(v)) << v;
}

TEST(Numbers, ZigzagIsABijection) {
    EXPECT_EQ(zigzag(0), 0u);
    EXPECT_EQ(zigzag(-1), 1u);
    EXPECT_EQ(zigzag(1), 2u);
    for (int64_t v : {INT64_MIN, INT64_MIN + 1, INT64_C(-9007199254740992), INT64_C(-2), INT64_C(2),
                      INT64_C(9007199254740992), INT64_MAX})
        EXPECT_EQ(unzigzag(zigzag(v)), v);
}

// If this changes, stored heatmaps of users no longer read: it needs a new format version.
TEST(Format, TheStoredBytesAreTheseForever) {
    const Canvas canvas = canvas_of(3, 7, 0, -1, 30, 69);
    const Stored stored = store(Cells{{1, 5}, {2, 300}, {20, 1}}, canvas, 2);
    const Bytes expected = {0x20, 1, 0, 0,    1,    0,    0,    0,    3,
                            0,    0, 0, 0,    0,    0,    0, // length word, version, form; occupied
                            0,    0, 0, 0,    0,    0,    0,    0x40, 3,
                            0,    0, 0, 7,    0,    0,    0, // outside; cols, rows
                            0,    0, 0, 0,    0,    0,    0,    0,    0,
                            0,    0, 0, 0,    0,    0xf0, 0xbf, // xmin, ymin
                            0,    0, 0, 0,    0,    0,    0x3e, 0x40, 0,
                            0,    0, 0, 0,    0x40, 0x51, 0x40, // xmax, ymax
                            1,    2, 5, 0xac, 2,    17,   1,    1};
    EXPECT_EQ(stored.bytes(), expected);
    EXPECT_EQ(stored.check(), Status::ok);
}

TEST(Format, TheSmallestEncodingThatHoldsAllCells) {
    struct {
        double value;
        Form form;
    } const cases[] = {
        {1, Form::counts},
        {9007199254740991.0, Form::counts},
        {9007199254740992.0, Form::counts},
        {9007199254740994.0, Form::reals},
        {-1, Form::integers},
        {-9007199254740992.0, Form::integers},
        {-9007199254740994.0, Form::reals},
        {0.5, Form::reals},
        {1e300, Form::reals},
        {std::numeric_limits<double>::denorm_min(), Form::reals},
    };
    for (const auto &c : cases) {
        const Stored stored = store(Cells{{0, 1}, {5, c.value}}, unit_canvas(3, 7));
        EXPECT_EQ(stored.head().form, c.form) << c.value;
        EXPECT_EQ(stored.check(), Status::ok) << c.value;
        EXPECT_EQ(stored.cells(), (Cells{{0, 1}, {5, c.value}})) << c.value;
    }
}

TEST(Format, EmptyIsOnlyAHeader) {
    const Stored stored = store(Cells{}, unit_canvas(3, 7), 5);
    EXPECT_EQ(stored.size(), sizeof(Header));
    EXPECT_EQ(stored.head().form, Form::counts);
    EXPECT_EQ(stored.head().outside, 5);
    EXPECT_EQ(stored.check(), Status::ok);
    EXPECT_TRUE(stored.cells().empty());
}

TEST(Format, ZerosAreNotStoredAndMinusZeroOutsideIsZero) {
    const Stored sparse = store(Cells{{0, 0}, {3, -0.0}, {4, 2}, {5, 0}}, unit_canvas(3, 7), -0.0);
    EXPECT_EQ(sparse.bytes(), store(Cells{{4, 2}}, unit_canvas(3, 7), 0).bytes());
    EXPECT_EQ(sparse.check(), Status::ok);
    std::vector<double> dense(21, -0.0);
    dense[4] = 2;
    EXPECT_EQ(store(DenseSource{dense.data(), 21}, unit_canvas(3, 7), 0).bytes(), sparse.bytes());
}

TEST(Format, RandomValuesEqualTheReferenceAndRoundTrip) {
    Rng rng(8);
    for (int round = 0; round < 600; round++) {
        const auto encoding = static_cast<Form>(round % 3);
        const Canvas canvas = unit_canvas(static_cast<uint32_t>(whole(rng, 1, 60)),
                                          static_cast<uint32_t>(whole(rng, 1, 60)));
        const double density = std::pow(uniform(rng, 0, 1.02), 2);
        const Model model = random_model(rng, cell_count(canvas), density, encoding);
        const double outside = uniform(rng, -9, 9);
        const Stored stored = store(to_cells(model), canvas, outside);
        ASSERT_EQ(stored.bytes(), reference(model, canvas, outside));
        ASSERT_EQ(stored.check(), Status::ok);
        ASSERT_EQ(stored.cells(), to_cells(model));

        std::vector<double> dense(cell_count(canvas));
        for (const auto &[index, v] : model)
            dense[index] = v;
        const DenseSource source{dense.data(), cell_count(canvas)};
        ASSERT_EQ(store(source, canvas, outside).bytes(), stored.bytes());
    }
}

// The length of a run is written in front of it once it is known. Here it takes one to four bytes.
TEST(Format, RunLengthsOfEverySize) {
    for (uint32_t run : {1u, 127u, 128u, 16383u, 16384u, 2097151u, 2097152u}) {
        Cells cells;
        for (uint32_t i = 0; i < run; i++)
            cells.push_back(Cell{i + 2, static_cast<double>(i % 1000 + 1)});
        cells.push_back(Cell{run + 5, 7});
        const Canvas canvas = unit_canvas(4096, 1024);
        const Stored stored = store(cells, canvas);
        ASSERT_EQ(stored.bytes(), reference(to_model(cells), canvas, 0)) << run;
        ASSERT_EQ(stored.check(), Status::ok);
        ASSERT_EQ(stored.cells(), cells);
    }
}

TEST(Format, EveryCellOfTheLargestCanvas) {
    std::vector<double> dense(max_cells);
    for (uint32_t i = 0; i < max_cells; i++)
        dense[i] = i % 200 + 1;
    const Stored stored = store(DenseSource{dense.data(), max_cells}, unit_canvas(4096, 4096), 1);
    EXPECT_EQ(stored.head().occupied, max_cells);
    EXPECT_EQ(stored.check(), Status::ok);
    bool equal = true;
    EXPECT_EQ(decode(stored.head(), stored.size(), no_poll,
                     [&](uint32_t i, double v) { return equal &= dense[i] == v; }),
              Status::ok);
    EXPECT_TRUE(equal);
}

TEST(Format, CellsThatAreNotFiniteAreRefused) {
    Measure m;
    for (double bad : {inf, -inf, nan}) {
        const Cells cells{{0, 1}, {1, bad}, {2, 1}};
        m = Measure();
        EXPECT_EQ(measure(CellSource{cells.data(), 3}, 0, no_poll, &m), Status::out_of_range);
        m = Measure();
        EXPECT_EQ(measure(CellSource{cells.data(), 1}, bad, no_poll, &m), Status::out_of_range);
    }
}

TEST(Decode, StopsWhenAsked) {
    const Stored stored = store(Cells{{1, 1}, {2, 2}, {9, 3}}, unit_canvas(3, 7));
    int calls = 0;
    EXPECT_EQ(decode(stored.head(), stored.size(), no_poll,
                     [&](uint32_t, double) { return ++calls < 2; }),
              Status::ok);
    EXPECT_EQ(calls, 2);
}

TEST(Decode, RefusesStates) {
    Stored stored = store(Cells{}, unit_canvas(3, 7));
    stored.head().form = Form::state_sparse;
    EXPECT_TRUE(is_state(stored.head()));
    EXPECT_EQ(decode(stored.head(), stored.size(), no_poll, [](uint32_t, double) { return true; }),
              Status::corrupt);
}

unsigned polls;

TEST(Decode, PollsOnLongRuns) {
    std::vector<double> dense(10 * poll_interval, 1);
    const Canvas canvas = unit_canvas(10, poll_interval);
    const Stored stored = store(DenseSource{dense.data(), 10 * poll_interval}, canvas, 0);
    polls = 0;
    EXPECT_EQ(validate(stored.head(), stored.size(), [] { polls++; }), Status::ok);
    EXPECT_GE(polls, 10u);
}

TEST(Validate, EveryTruncationAndExtensionIsRefused) {
    for (const Stored &good : samples()) {
        ASSERT_EQ(good.check(), Status::ok);
        for (size_t size = 0; size < good.size(); size++) {
            Bytes cut = good.bytes();
            cut.resize(size);
            cut.resize(std::max(size, sizeof(Header))); // the header must be readable
            const Stored stored(cut);
            ASSERT_EQ(validate(stored.head(), size, no_poll), Status::corrupt) << size;
        }
        for (int extra : {0, 1, 0x80, 0xff}) {
            Bytes longer = good.bytes();
            longer.push_back(static_cast<uint8_t>(extra));
            ASSERT_EQ(Stored(longer).check(), Status::corrupt);
        }
    }
}

// A logical value has one byte string: every accepted value must encode to itself.
void expect_canonical_or_refused(const Bytes &bytes) {
    const Stored stored(bytes);
    if (stored.check() != Status::ok)
        return;
    Stored again = store(stored.cells(), stored.head().canvas, stored.head().outside);
    ASSERT_EQ(again.size(), stored.size());
    again.head().vl_len = stored.head().vl_len;
    ASSERT_EQ(again.bytes(), stored.bytes());
}

TEST(Validate, FlippedBitsAreRefusedOrAnotherCanonicalValue) {
    for (const Stored &good : samples())
        for (size_t bit = 0; bit < good.size() * 8; bit++) {
            Bytes flipped = good.bytes();
            flipped[bit / 8] ^= static_cast<uint8_t>(1 << bit % 8);
            expect_canonical_or_refused(flipped);
        }
}

TEST(Validate, RandomPayloadsAreRefusedOrCanonical) {
    Rng rng(9);
    for (int round = 0; round < 200000; round++) {
        Bytes tail(static_cast<size_t>(whole(rng, 0, 12)));
        for (uint8_t &byte : tail)
            byte = static_cast<uint8_t>(rng() % 3 == 0 ? rng() : rng() % 4);
        const auto occupied = static_cast<uint32_t>(whole(rng, 0, 5));
        expect_canonical_or_refused(handmade(static_cast<Form>(rng() % 3), occupied, tail).bytes());
    }
}

TEST(Validate, HeaderFieldsThatMustBeZeroOrKnown) {
    for (const Stored &good : samples()) {
        Stored bad = good;
        for (int version : {0, 2, 255}) {
            bad.head().version = static_cast<uint8_t>(version);
            EXPECT_EQ(bad.check(), Status::corrupt);
        }
        bad = good;
        for (int bit = 0; bit < 16; bit++) {
            bad.head().reserved = static_cast<uint16_t>(1u << bit);
            EXPECT_EQ(bad.check(), Status::corrupt);
        }
        bad = good;
        bad.head().unused = 1;
        EXPECT_EQ(bad.check(), Status::corrupt);
        for (int encoding = 3; encoding < 256; encoding++) {
            bad = good;
            bad.head().form = static_cast<Form>(encoding);
            EXPECT_EQ(bad.check(), Status::corrupt);
        }
        bad = good;
        bad.head().vl_len ^= 0xffffffff; // checked by the caller
        EXPECT_EQ(bad.check(), Status::ok);
    }
}

TEST(Validate, OutsideMustBeFiniteAndNotMinusZero) {
    for (double outside : {inf, -inf, nan, -0.0}) {
        Stored bad = store(Cells{{0, 1}}, unit_canvas(3, 7));
        bad.head().outside = outside;
        EXPECT_EQ(bad.check(), Status::corrupt) << outside;
    }
}

TEST(Validate, CanvasMustBeGoodAndWithoutMinusZero) {
    const Canvas good = canvas_of(3, 7, -1, -1, 1, 1);
    for (double v : {inf, nan, 5.0, -0.0}) {
        Stored bad = store(Cells{{0, 1}}, good);
        bad.head().canvas.xmin = v;
        EXPECT_EQ(bad.check(), Status::corrupt) << v;
        bad.head().canvas = good;
        bad.head().canvas.ymin = v;
        EXPECT_EQ(bad.check(), Status::corrupt) << v;
    }
    for (double v : {-inf, nan, -5.0, -0.0}) {
        Stored bad = store(Cells{{0, 1}}, good);
        bad.head().canvas.xmax = v;
        EXPECT_EQ(bad.check(), Status::corrupt) << v;
        bad.head().canvas = good;
        bad.head().canvas.ymax = v;
        EXPECT_EQ(bad.check(), Status::corrupt) << v;
    }
    Stored bad = store(Cells{{0, 1}}, good);
    bad.head().canvas.cols = 0;
    EXPECT_EQ(bad.check(), Status::corrupt);
    bad.head().canvas.cols = 65536;
    bad.head().canvas.rows = 65536;
    EXPECT_EQ(bad.check(), Status::corrupt);
}

TEST(Validate, OccupiedMustBeTrue) {
    for (uint32_t occupied : {0u, 1u, 3u, 21u, 22u, UINT32_MAX}) {
        Stored bad = store(Cells{{0, 1}, {5, 1}}, unit_canvas(3, 7));
        bad.head().occupied = occupied;
        EXPECT_EQ(bad.check(), Status::corrupt) << occupied;
    }
    EXPECT_EQ(handmade(Form::counts, UINT32_MAX, Bytes(30, 1)).check(), Status::corrupt);
}

TEST(Validate, RunsMustBeMaximalAndInside) {
    const auto check = [](uint32_t occupied, std::initializer_list<uint64_t> tail) {
        return handmade(Form::counts, occupied, varints(tail)).check();
    };
    EXPECT_EQ(check(2, {0, 2, 5, 6}), Status::ok);
    EXPECT_EQ(check(2, {0, 1, 5, 0, 1, 6}), Status::corrupt); // two runs that touch
    EXPECT_EQ(check(1, {0, 1, 5, 3, 0}), Status::corrupt);    // an empty run
    EXPECT_EQ(check(1, {20, 1, 5}), Status::ok);
    EXPECT_EQ(check(1, {21, 1, 5}), Status::corrupt); // behind the last cell
    EXPECT_EQ(check(2, {20, 2, 5, 5}), Status::corrupt);
    EXPECT_EQ(check(2, {19, 1, 5, 1, 1, 5}), Status::corrupt);
    EXPECT_EQ(check(1, {UINT64_MAX >> 1, 1, 5}), Status::corrupt);
    EXPECT_EQ(check(1, {0, UINT64_MAX >> 1, 5}), Status::corrupt);
    EXPECT_EQ(check(2, {1, (uint64_t{1} << 32) + 1, 5}), Status::corrupt);
    EXPECT_EQ(check(2, {(uint64_t{1} << 32) + 1, 1, 5}), Status::corrupt);
}

TEST(Validate, OverlongVarintsAreRefused) {
    EXPECT_EQ(handmade(Form::counts, 1, {0x80, 0x00, 1, 5}).check(), Status::corrupt);
    EXPECT_EQ(handmade(Form::counts, 1, {0, 0x81, 0x00, 5}).check(), Status::corrupt);
    EXPECT_EQ(handmade(Form::counts, 1, {0, 1, 0x85, 0x00}).check(), Status::corrupt);
    EXPECT_EQ(handmade(Form::integers, 1, {0, 1, 0x85, 0x00}).check(), Status::corrupt);
}

TEST(Validate, ZerosAreRefused) {
    EXPECT_EQ(handmade(Form::counts, 1, {0, 1, 0}).check(), Status::corrupt);
    EXPECT_EQ(handmade(Form::integers, 1, {0, 1, 0}).check(), Status::corrupt);
    for (double zero : {0.0, -0.0})
        EXPECT_EQ(handmade(Form::reals, 1, joined({0, 1}, zero)).check(), Status::corrupt);
}

TEST(Validate, NumbersBeyondFloat8PrecisionAreRefused) {
    const uint64_t limit = uint64_t{1} << 53;
    EXPECT_EQ(handmade(Form::counts, 1, varints({0, 1, limit})).check(), Status::ok);
    EXPECT_EQ(handmade(Form::counts, 1, varints({0, 1, limit + 1})).check(), Status::corrupt);
    // In two cells, because one positive integer alone would be a count.
    const auto pair = [](int64_t v) {
        return handmade(Form::integers, 2, varints({0, 2, zigzag(v), zigzag(-1)})).check();
    };
    const auto top = static_cast<int64_t>(limit);
    EXPECT_EQ(pair(top), Status::ok);
    EXPECT_EQ(pair(-top), Status::ok);
    EXPECT_EQ(pair(top + 1), Status::corrupt); // rounds to 2^53 as a float8
    EXPECT_EQ(pair(-top - 1), Status::corrupt);
    EXPECT_EQ(pair(top + 2), Status::corrupt);
    EXPECT_EQ(pair(INT64_MAX / 2), Status::corrupt);
}

TEST(Validate, AWiderEncodingThanNeededIsRefused) {
    EXPECT_EQ(handmade(Form::integers, 1, varints({0, 1, zigzag(5)})).check(), Status::corrupt);
    EXPECT_EQ(handmade(Form::reals, 1, joined({0, 1}, 5)).check(), Status::corrupt);
    EXPECT_EQ(handmade(Form::reals, 1, joined({0, 1}, -5)).check(), Status::corrupt);
    EXPECT_EQ(handmade(Form::reals, 1, joined({0, 1}, 5.5)).check(), Status::ok);
    EXPECT_EQ(handmade(Form::integers, 0, {}).check(), Status::corrupt);
    EXPECT_EQ(handmade(Form::reals, 0, {}).check(), Status::corrupt);
}

TEST(Validate, RealsMustBeFiniteAndWhole) {
    for (double bad : {inf, -inf, nan})
        EXPECT_EQ(handmade(Form::reals, 1, joined({0, 1}, bad)).check(), Status::corrupt);
    EXPECT_EQ(handmade(Form::reals, 1, {0, 1, 1, 2, 3, 4, 5, 6, 7}).check(), Status::corrupt);
}

// The functions trust a header that passed check_header: a bad payload must end in an error.
TEST(Decode, BadPayloadBehindAGoodHeaderIsMemorySafe) {
    Rng rng(10);
    for (int round = 0; round < 100000; round++) {
        Bytes tail(static_cast<size_t>(whole(rng, 1, 30)));
        for (uint8_t &byte : tail)
            byte = static_cast<uint8_t>(rng() % 2 ? rng() : rng() % 8);
        const Stored stored =
            handmade(static_cast<Form>(rng() % 3), static_cast<uint32_t>(whole(rng, 0, 21)), tail);
        if (check_header(stored.head(), stored.size()) != Status::ok)
            continue;
        uint32_t visits = 0;
        bool inside = true;
        const Status status =
            decode(stored.head(), stored.size(), no_poll, [&](uint32_t index, double v) {
                visits++;
                return inside &= index < 21 && std::isfinite(v) && v != 0;
            });
        ASSERT_TRUE(inside);
        ASSERT_LE(visits, stored.head().occupied);
        if (status == Status::ok) {
            ASSERT_EQ(visits, stored.head().occupied);
        }
    }
}

} // namespace
} // namespace heatmap::grid
