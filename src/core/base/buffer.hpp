// Bytes that are written one after the other and grow as needed.
#pragma once

#include <cstddef>
#include <cstring>
#include <string_view>

#include "core/base/memory.hpp"

namespace heatmap {

class Buffer {
public:
    // `memory` outlives the buffer, which never releases its last block: that is the result.
    explicit Buffer(const Memory &memory, size_t room = 1024) noexcept
        : memory_(memory), data_(allocate<char>(room, memory)), room_(room) {
    }

    // Returns where to write the next n bytes, which are part of the buffer from now on.
    char *extend(size_t n) noexcept {
        if (n > room_ - size_) [[unlikely]]
            grow(n);
        char *p = data_ + size_;
        size_ += n;
        return p;
    }

    void append(std::string_view bytes) noexcept {
        std::memcpy(extend(bytes.size()), bytes.data(), bytes.size());
    }

    // Takes the last n bytes back.
    void shorten(size_t n) noexcept {
        size_ -= n;
    }

    char *data() noexcept {
        return data_;
    }

    size_t size() const noexcept {
        return size_;
    }

    const Memory &memory() const noexcept {
        return memory_;
    }

private:
    void grow(size_t n) noexcept {
        memory_.poll();
        const size_t room = room_ + (n > room_ ? n : room_);
        char *data = allocate<char>(room, memory_);
        std::memcpy(data, data_, size_);
        memory_.release(data_);
        data_ = data;
        room_ = room;
    }

    const Memory &memory_;
    char *data_;
    size_t size_ = 0;
    size_t room_;
};

} // namespace heatmap
