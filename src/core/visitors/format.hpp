// The stored form of a set of pairs: which visitors clicked in which cells.
//
//     offset size
//          0    4  PostgreSQL's length word
//          4    1  form: 1
//          5    1  kind of the visitors' keys: 0 bigint, 1 text, 2 uuid
//          6    1  gap bits, 0 .. 63
//          7    1  zero
//          8    4  number of pairs
//         12    4  number of visitors
//         16   40  canvas
//         56    -  a stream of bits
//
// Visitors come in ascending order of their keys. The first has 64 bits for its key. Each further
// one has the gap to the one before, less one, in Golomb's code with Rice's parameter `gap bits`
// (R. F. Rice, "Some Practical Universal Noiseless Coding Techniques", JPL 79-22, 1979): the gap
// divided by 2^gap bits in unary, then the rest. Behind the key there are the visitor's cells in
// ascending order, each in as many bits as the number of cells has, and a bit that says whether
// another one follows. A million keys of 64 bits that click once take less than eight bytes each.
//
// The form is canonical, so that equal sets are equal bytes: gap_bits_for() has the one choice of
// gap bits.
#pragma once

#include <bit>
#include <cstddef>

#include "core/base/memory.hpp"
#include "core/grid/canvas.hpp"
#include "core/visitors/bits.hpp"
#include "core/visitors/pair.hpp"

namespace heatmap::visitors {

using grid::Canvas;

enum class Form : uint8_t {
    stored = 1,
    state = 128, // of a running aggregate (state.hpp)
};

struct Header {
    uint32_t vl_len;
    Form form;
    Kind kind;
    uint8_t gap_bits;
    uint8_t reserved;
    uint32_t pairs;
    uint32_t visitors;
    Canvas canvas;
};
static_assert(sizeof(Header) == 56);
static_assert(offsetof(Header, canvas) == 16);

// The bits of a cell, of which one more than those of the canvas says "outside".
inline unsigned cell_bits(const Canvas &canvas) noexcept {
    return static_cast<unsigned>(std::bit_width(cell_count(canvas)));
}

// Rice's parameter for so many visitors between two keys: the mean gap has one bit more.
inline unsigned gap_bits_for(uint64_t first, uint64_t last, uint32_t visitors) noexcept {
    const uint64_t mean = visitors > 1 ? (last - first) / (visitors - 1) : 0;
    return mean == 0 ? 0 : static_cast<unsigned>(std::bit_width(mean)) - 1;
}

// A new stored set of n <= max_pairs pairs, which are in order and differ.
Header *store(const Pair *pairs, uint32_t n, Kind kind, const Canvas &canvas,
              const Memory &memory) noexcept;

// Returns whether the header is one, but for what stands behind it.
bool check_header(const Header &head, size_t size) noexcept;

// Calls visit(visitor, cell) for all pairs in their order. False if the bytes are damaged; visit()
// may then have been called for some pairs, never for more than head.pairs, and never with a cell
// above the number of the canvas' cells.
template <class Visit>
bool decode(const Header &head, size_t size, Poll poll, Visit &&visit) noexcept {
    if (!check_header(head, size))
        return false;
    const auto *begin = reinterpret_cast<const uint8_t *>(&head);
    BitReader in(begin + sizeof(Header), begin + size);
    const uint32_t outside = cell_count(head.canvas);
    const unsigned width = cell_bits(head.canvas), gap_bits = head.gap_bits;
    uint64_t first = 0, visitor = 0;
    uint32_t pairs = 0;
    Work work{poll};
    for (uint32_t i = 0; i < head.visitors; i++) {
        if (i == 0) {
            if (!in.get_long(64, &visitor))
                return false;
            first = visitor;
        } else {
            const uint64_t most = UINT64_MAX - visitor; // of the gap
            uint64_t quotient, rest;
            if (!in.get_unary(most >> gap_bits, &quotient) || !in.get_long(gap_bits, &rest))
                return false;
            const uint64_t gap = quotient << gap_bits | rest;
            if (gap >= most)
                return false;
            visitor += gap + 1;
        }
        uint64_t cell, more = 1, least = 0;
        while (more != 0) {
            work.add(1);
            if (!in.get(width, &cell) || cell < least || cell > outside || !in.get(1, &more) ||
                pairs == head.pairs)
                return false;
            least = cell + 1;
            pairs++;
            visit(visitor, static_cast<uint32_t>(cell));
        }
    }
    return pairs == head.pairs && in.at_end() &&
           gap_bits == gap_bits_for(first, visitor, head.visitors);
}

} // namespace heatmap::visitors
