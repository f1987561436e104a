// Memory for values and states in unit tests and fuzzers. Nothing here depends on GoogleTest.
#pragma once

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <utility>
#include <vector>

#include "core/base/memory.hpp"

namespace heatmap::test {

using Bytes = std::vector<uint8_t>;

inline void no_poll() {
}

// Memory filled with rubbish: functions that make a value must write every byte that is ever read.
// Not inlined, or g++ takes the memory to be smaller than it is, and warns.
template <uint8_t rubbish>
[[gnu::noinline]] void *allocate_filled(size_t size) {
    size = std::max(size, sizeof(uint32_t));
    void *memory = std::malloc(size);
    if (memory == nullptr)
        std::abort();
    return std::memset(memory, rubbish, size);
}

inline constexpr Memory test_memory{allocate_filled<0xa5>, std::free, no_poll};

// A value or state in memory of exactly its size, so that AddressSanitizer sees any access beyond
// it. The size may be less than that of a Head, but there is always a length word, as in the
// server.
template <class Head>
class Box {
public:
    explicit Box(size_t size)
        : size_(size), head_(static_cast<Head *>(test_memory.allocate(size))) {
        set_size(head_, size);
    }

    // Arbitrary bytes, which may not be a value. Only their length word is set right.
    explicit Box(const Bytes &bytes) : Box(bytes.size()) {
        std::copy(bytes.begin(), bytes.end(), data());
        set_size(head_, size_);
    }

    // A value or state that the core has made.
    explicit Box(Head *head) : Box(head, size_of(head)) {
    }

    Box(Head *head, size_t size) : size_(size), head_(head) {
    }

    Box(const Box &other) : Box(other.bytes()) {
    }

    Box(Box &&other) noexcept
        : size_(std::exchange(other.size_, 0)), head_(std::exchange(other.head_, nullptr)) {
    }

    Box &operator=(Box other) noexcept {
        std::swap(size_, other.size_);
        std::swap(head_, other.head_);
        return *this;
    }

    ~Box() {
        std::free(head_);
    }

    Head &get() {
        return *head_;
    }

    const Head &get() const {
        return *head_;
    }

    size_t size() const {
        return size_;
    }

    uint8_t &operator[](size_t i) {
        return data()[i];
    }

    Bytes bytes() const {
        const auto *begin = reinterpret_cast<const uint8_t *>(head_);
        return Bytes(begin, begin + size_);
    }

    // The bytes by which values are compared: all except the length word.
    Bytes payload() const {
        const Bytes all = bytes();
        return Bytes(all.begin() + std::min<ptrdiff_t>(4, std::ssize(all)), all.end());
    }

    // Calls action(&state), which may replace the state by another one.
    template <class Action>
    auto change(Action &&action) {
        Head *state = head_;
        const auto result = action(&state);
        if (state != head_)
            *this = Box(state);
        return result;
    }

private:
    uint8_t *data() {
        return reinterpret_cast<uint8_t *>(head_);
    }

    size_t size_;
    Head *head_;
};

} // namespace heatmap::test
