#include <gtest/gtest.h>

#include "unit/visitors/helpers.hpp"

namespace heatmap::visitors {
namespace {

Canvas canvas_of(uint32_t cols, uint32_t rows) {
    return {cols, rows, 0, 0, double(cols), double(rows)};
}

TEST(Bits, ThereAndBack) {
    Rng rng(1);
    std::vector<std::pair<unsigned, uint64_t>> written; // 99: unary
    uint8_t bytes[20000] = {};
    BitWriter out(bytes);
    size_t bits = 0;
    while (bits < 100000) {
        const auto n = static_cast<unsigned>(rng() % 58);
        if (n == 57) {
            const uint64_t zeros = rng() % 200;
            out.put_unary(zeros);
            written.emplace_back(99, zeros);
            bits += zeros + 1;
        } else {
            const uint64_t value = rng() & ((uint64_t{1} << n) - 1);
            out.put(value, n);
            written.emplace_back(n, value);
            bits += n;
        }
    }
    out.finish();
    BitReader in(bytes, bytes + (bits + 7) / 8);
    for (const auto &[n, value] : written) {
        uint64_t read;
        ASSERT_TRUE(n == 99 ? in.get_unary(1000, &read) : in.get(n, &read));
        ASSERT_EQ(read, value);
    }
    EXPECT_TRUE(in.at_end());
    uint64_t read;
    EXPECT_FALSE(in.get(56, &read));
    EXPECT_FALSE(in.get_unary(1000, &read));
}

TEST(Bits, UnaryHasALimit) {
    uint8_t bytes[17] = {};
    bytes[16] = 128;
    uint64_t zeros;
    EXPECT_TRUE(BitReader(bytes, bytes + 17).get_unary(135, &zeros));
    EXPECT_EQ(zeros, 135);
    EXPECT_FALSE(BitReader(bytes, bytes + 17).get_unary(134, &zeros));
    EXPECT_FALSE(BitReader(bytes, bytes + 16).get_unary(UINT64_MAX, &zeros));
    bytes[7] = 128; // the last of 64 bits
    EXPECT_TRUE(BitReader(bytes, bytes + 17).get_unary(100, &zeros));
    EXPECT_EQ(zeros, 63);
}

// Keys from all over the range, near one another, and at both ends.
Model random_model(Rng &rng, uint32_t cells) {
    Model model;
    const uint64_t n = rng() % 300;
    const auto shift = static_cast<unsigned>(rng() % 64);
    for (uint64_t i = 0; i < n; i++) {
        uint64_t visitor = rng() >> shift;
        if (rng() % 20 == 0)
            visitor = rng() % 2 == 0 ? rng() % 2 : UINT64_MAX - rng() % 2;
        for (uint64_t k = rng() % 4; k < 4; k++)
            model.emplace(visitor, static_cast<uint32_t>(rng() % (cells + 1)));
    }
    return model;
}

TEST(Visitors, StoredThereAndBack) {
    Rng rng(2);
    for (int round = 0; round < 2000; round++) {
        const Canvas canvas = canvas_of(1 + static_cast<uint32_t>(rng() % 300),
                                        1 + static_cast<uint32_t>(rng() % 300));
        const Model model = random_model(rng, cell_count(canvas));
        const StoredBox box = store_model(model, Kind::text, canvas);
        Model read;
        ASSERT_TRUE(decode_all(box, &read));
        ASSERT_EQ(read, model);
        ASSERT_EQ(box.get().pairs, model.size());
    }
}

TEST(Visitors, EveryDamageIsFoundOrAnotherSet) {
    Rng rng(3);
    const Canvas canvas = canvas_of(30, 20);
    for (int round = 0; round < 300; round++) {
        StoredBox box = store_model(random_model(rng, cell_count(canvas)), Kind::number, canvas);
        box[4 + rng() % (box.size() - 4)] ^= static_cast<uint8_t>(1u << rng() % 8);
        Model read;
        if (decode_all(box, &read)) {
            // The form is canonical: what was accepted is stored as the same bytes.
            EXPECT_EQ(store_model(read, box.get().kind, box.get().canvas).bytes(), box.bytes());
        }
    }
    const StoredBox box = store_model(random_model(rng, cell_count(canvas)), Kind::number, canvas);
    const Bytes bytes = box.bytes();
    for (size_t size = 4; size < bytes.size(); size++) {
        Model read;
        const Bytes part(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(size));
        EXPECT_FALSE(decode_all(StoredBox(part), &read));
    }
}

TEST(Visitors, MillionPairsOfHashesTakeLessThanEightBytesEach) {
    Rng rng(4);
    Model model;
    while (model.size() < 1000000)
        model.emplace(rng(), static_cast<uint32_t>(rng() % 86400));
    EXPECT_LT(store_model(model, Kind::text, canvas_of(144, 600)).size(), 8000000);
}

TEST(Visitors, StateIsTheSetOfItsPairs) {
    Rng rng(5);
    for (int round = 0; round < 200; round++) {
        const Canvas canvas = canvas_of(12, 11);
        StateBox state(Kind::number, canvas);
        Model model;
        const uint64_t visitors = 1 + rng() % 100, pairs = rng() % 3000;
        for (uint64_t i = 0; i < pairs; i++) {
            const uint64_t visitor = rng() % visitors;
            const auto cell = static_cast<uint32_t>(rng() % (cell_count(canvas) + 1));
            ASSERT_EQ(state.add(visitor, cell), Status::ok);
            model.emplace(visitor, cell);
        }
        ASSERT_TRUE(state.valid());
        ASSERT_EQ(state.stored().bytes(), store_model(model, Kind::number, canvas).bytes());
        // Rows that repeat cost no more room than the distinct ones.
        EXPECT_LE(state.size(), 64 + 12 * std::max<size_t>(4 * model.size(), 64));
    }
}

TEST(Visitors, DamagedStatesAreFound) {
    const Canvas canvas = canvas_of(3, 3);
    StateBox good(Kind::number, canvas);
    for (uint32_t i = 0; i < 50; i++)
        good.add(i * 7 % 50, i % 10);
    EXPECT_TRUE(good.valid());
    const auto damaged = [&good](auto &&change) {
        StateBox bad = good;
        change(bad.get());
        return !bad.valid();
    };
    EXPECT_TRUE(damaged([](State &s) { s.form = Form::stored; }));
    EXPECT_TRUE(damaged([](State &s) { s.kind = static_cast<Kind>(3); }));
    EXPECT_TRUE(damaged([](State &s) { s.used = s.capacity + 1; }));
    EXPECT_TRUE(damaged([](State &s) { s.capacity++; }));
    EXPECT_TRUE(damaged([](State &s) { s.capacity = 0; }));
    EXPECT_TRUE(damaged([](State &s) { s.sorted = s.used + 1; }));
    EXPECT_TRUE(damaged([](State &s) { s.sorted = s.used; })); // the end is in no order
    EXPECT_TRUE(damaged([](State &s) { s.canvas.cols = 0; }));
    EXPECT_TRUE(damaged([](State &s) { pairs_of(s)[s.used - 1].cell = 10; }));
    EXPECT_FALSE(damaged([](State &s) { pairs_of(s)[s.used - 1].cell = 9; })); // outside
}

} // namespace
} // namespace heatmap::visitors
