#include <vector>

#include <gtest/gtest.h>

#include "core/base/varint.hpp"
#include "unit/helpers.hpp"

namespace heatmap {
using namespace test;
namespace {

using Bytes = std::vector<uint8_t>;

Bytes put(uint64_t v) {
    Bytes bytes(varint_size(v));
    EXPECT_EQ(put_varint(bytes.data(), v), bytes.data() + bytes.size());
    return bytes;
}

// The number of bytes that get_varint() reads from the front; 0 when it refuses.
template <unsigned bits = 63>
size_t get(const Bytes &bytes, uint64_t *v) {
    const uint8_t *end = get_varint<bits>(bytes.data(), bytes.data() + bytes.size(), v);
    return end == nullptr ? 0 : static_cast<size_t>(end - bytes.data());
}

std::vector<uint64_t> interesting() {
    std::vector<uint64_t> values{0};
    for (int bit = 0; bit < 63; bit++)
        for (int64_t off = -1; off <= 1; off++)
            values.push_back((uint64_t{1} << bit) + static_cast<uint64_t>(off));
    values.push_back((uint64_t{1} << 63) - 1);
    Rng rng(3);
    for (int i = 0; i < 1000; i++)
        values.push_back(rng() >> (1 + rng() % 63));
    return values;
}

TEST(Varint, KnownBytes) {
    EXPECT_EQ(put(0), Bytes{0});
    EXPECT_EQ(put(127), Bytes{127});
    EXPECT_EQ(put(128), (Bytes{0x80, 1}));
    EXPECT_EQ(put(300), (Bytes{0xac, 2}));
    EXPECT_EQ(put(uint64_t{1} << 53), (Bytes{0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x10}));
}

TEST(Varint, RoundTripsWithJunkBehind) {
    for (uint64_t v : interesting()) {
        Bytes bytes = put(v);
        const size_t size = bytes.size();
        bytes.push_back(0xff);
        uint64_t back = 42, back64 = 42;
        ASSERT_EQ(get(bytes, &back), size) << v;
        ASSERT_EQ(back, v);
        ASSERT_EQ(get<64>(bytes, &back64), size) << v;
        ASSERT_EQ(back64, v);
    }
}

TEST(Varint, EveryTruncationIsRefused) {
    for (uint64_t v : interesting())
        for (Bytes bytes = put(v); !bytes.empty();) {
            bytes.pop_back();
            bytes.shrink_to_fit();
            uint64_t back;
            ASSERT_EQ(get(bytes, &back), 0u) << v;
        }
}

TEST(Varint, LongerThanNeededIsRefused) {
    for (uint64_t v : interesting())
        for (Bytes bytes = put(v); bytes.size() < 12;) {
            bytes.back() |= 0x80;
            bytes.push_back(0);
            uint64_t back;
            ASSERT_EQ(get(bytes, &back), 0u) << v;
        }
}

TEST(Varint, SixtyFourBitsAreRefused) {
    uint64_t back;
    for (uint64_t v : {uint64_t{1} << 63, ~uint64_t{0}})
        EXPECT_EQ(get(put(v), &back), 0u);
    EXPECT_EQ(get(Bytes(20, 0xff), &back), 0u);
    EXPECT_EQ(get(Bytes(20, 0x80), &back), 0u);
    EXPECT_EQ(get(Bytes{}, &back), 0u);
}

std::vector<uint64_t> with_top_bit() {
    std::vector<uint64_t> values{uint64_t{1} << 63, ~uint64_t{0}};
    Rng rng(4);
    for (int i = 0; i < 1000; i++)
        values.push_back(rng() >> rng() % 63 | uint64_t{1} << 63);
    return values;
}

TEST(Varint64, RoundTripsWithJunkBehind) {
    for (uint64_t v : with_top_bit()) {
        Bytes bytes = put(v);
        ASSERT_EQ(bytes.size(), 10u);
        bytes.push_back(0xff);
        uint64_t back = 42;
        ASSERT_EQ(get<64>(bytes, &back), 10u) << v;
        ASSERT_EQ(back, v);
        ASSERT_EQ(get(bytes, &back), 0u) << v;
    }
}

TEST(Varint64, EveryTruncationIsRefused) {
    for (const auto &values : {interesting(), with_top_bit()})
        for (uint64_t v : values)
            for (Bytes bytes = put(v); !bytes.empty();) {
                bytes.pop_back();
                bytes.shrink_to_fit();
                uint64_t back;
                ASSERT_EQ(get<64>(bytes, &back), 0u) << v;
            }
}

TEST(Varint64, LongerThanNeededIsRefused) {
    for (const auto &values : {interesting(), with_top_bit()})
        for (uint64_t v : values)
            for (Bytes bytes = put(v); bytes.size() < 12;) {
                bytes.back() |= 0x80;
                bytes.push_back(0);
                uint64_t back;
                ASSERT_EQ(get<64>(bytes, &back), 0u) << v;
            }
}

TEST(Varint64, MoreThanSixtyFourBitsAreRefused) {
    uint64_t back;
    for (uint8_t last : {2, 3, 0x7f, 0x80, 0x81, 0xff})
        for (uint8_t fill : {0x80, 0xff}) {
            Bytes bytes(9, fill);
            bytes.push_back(last);
            EXPECT_EQ(get<64>(bytes, &back), 0u) << int{last};
            bytes.push_back(1);
            EXPECT_EQ(get<64>(bytes, &back), 0u) << int{last};
        }
    EXPECT_EQ(get<64>(Bytes(20, 0xff), &back), 0u);
    EXPECT_EQ(get<64>(Bytes(20, 0x80), &back), 0u);
    EXPECT_EQ(get<64>(Bytes{}, &back), 0u);
}

// Accepted bytes must be those that put_varint() writes for the number.
TEST(Varint64, OnlyCanonicalBytesAreTaken) {
    Rng rng(5);
    int taken = 0;
    for (int i = 0; i < 200000; i++) {
        Bytes bytes(1 + rng() % 11);
        for (uint8_t &byte : bytes)
            byte = static_cast<uint8_t>(rng() % 8 == 0 ? rng() & 0x83 : rng() | 0x80);
        uint64_t v = 0;
        for (size_t size : {get(bytes, &v), get<64>(bytes, &v)})
            if (size > 0) {
                ASSERT_EQ(put(v), Bytes(bytes.begin(), bytes.begin() + static_cast<int>(size)));
                taken++;
            }
    }
    EXPECT_GT(taken, 10000);
}

} // namespace
} // namespace heatmap
