// Streams of bits. The first bit is the lowest one of the first byte; the last byte is filled up
// with zeros.
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>

namespace heatmap::visitors {

class BitWriter {
public:
    explicit BitWriter(uint8_t *out) noexcept : out_(out) {
    }

    // The lowest n <= 56 bits of a value that has no others.
    void put(uint64_t value, unsigned n) noexcept {
        word_ |= value << have_;
        for (have_ += n; have_ >= 8; have_ -= 8) {
            *out_++ = static_cast<uint8_t>(word_);
            word_ >>= 8;
        }
    }

    // The same of n <= 64 bits.
    void put_long(uint64_t value, unsigned n) noexcept {
        if (n > 32) {
            put(value & UINT32_MAX, 32);
            put(value >> 32, n - 32);
        } else {
            put(value, n);
        }
    }

    // So many zeros, and a one.
    void put_unary(uint64_t zeros) noexcept {
        for (; zeros >= 32; zeros -= 32)
            put(0, 32);
        put(uint64_t{1} << zeros, static_cast<unsigned>(zeros) + 1);
    }

    void finish() noexcept {
        if (have_ > 0)
            *out_ = static_cast<uint8_t>(word_);
    }

private:
    uint8_t *out_;
    uint64_t word_ = 0; // bits that are not written yet
    unsigned have_ = 0;
};

class BitReader {
public:
    BitReader(const uint8_t *from, const uint8_t *end) noexcept : from_(from), end_(end) {
    }

    // The next n <= 56 bits. False if there are not so many.
    bool get(unsigned n, uint64_t *value) noexcept {
        if (have_ < n && !fill(n))
            return false;
        *value = word_ & ((uint64_t{1} << n) - 1);
        skip(n);
        return true;
    }

    // The next n <= 64 bits.
    bool get_long(unsigned n, uint64_t *value) noexcept {
        if (n <= 32)
            return get(n, value);
        uint64_t low, high;
        if (!get(32, &low) || !get(n - 32, &high))
            return false;
        *value = high << 32 | low;
        return true;
    }

    // The number of zeros before the next one, at most `most`.
    bool get_unary(uint64_t most, uint64_t *zeros) noexcept {
        for (*zeros = 0; *zeros <= most;) {
            if (have_ == 0 && !fill(1))
                return false;
            if (word_ != 0) {
                const auto n = static_cast<unsigned>(std::countr_zero(word_));
                *zeros += n;
                skip(n);
                skip(1); // not at once: it may be all 64 bits
                return *zeros <= most;
            }
            *zeros += have_;
            have_ = 0;
        }
        return false;
    }

    // Whether only the zeros that fill up the last byte are left.
    bool at_end() const noexcept {
        return from_ == end_ && have_ < 8 && word_ == 0;
    }

private:
    void skip(unsigned n) noexcept {
        word_ >>= n;
        have_ -= n;
    }

    // Takes as many whole bytes as there is room for. False if there are fewer bits than n then.
    bool fill(unsigned n) noexcept {
        while (have_ <= 56 && from_ != end_) {
            word_ |= uint64_t{*from_++} << have_;
            have_ += 8;
        }
        return have_ >= n;
    }

    const uint8_t *from_, *end_;
    uint64_t word_ = 0; // the next bits; those above have_ are 0
    unsigned have_ = 0;
};

} // namespace heatmap::visitors
