#include <vector>

#include <gtest/gtest.h>

#include "core/varint.hpp"
#include "unit/helpers.hpp"

namespace heatmap::test {
namespace {

using Bytes = std::vector<uint8_t>;

Bytes put(uint64_t v) {
    Bytes bytes(varint_size(v));
    EXPECT_EQ(put_varint(bytes.data(), v), bytes.data() + bytes.size());
    return bytes;
}

// How many bytes get_varint takes from the front; 0 when it refuses.
size_t get(const Bytes &bytes, uint64_t *v) {
    const uint8_t *end = get_varint(bytes.data(), bytes.data() + bytes.size(), v);
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
        uint64_t back = 42;
        ASSERT_EQ(get(bytes, &back), size) << v;
        ASSERT_EQ(back, v);
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

} // namespace
} // namespace heatmap::test
