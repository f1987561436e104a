#include "core/visitors/format.hpp"

namespace heatmap::visitors {

namespace {

// Visitors are counted, and their keys and gaps are written, in the same way by both passes.
struct Counter {
    uint64_t bits = 0;

    void put(uint64_t, unsigned n) noexcept {
        bits += n;
    }

    void put_long(uint64_t, unsigned n) noexcept {
        bits += n;
    }

    void put_unary(uint64_t zeros) noexcept {
        bits += zeros + 1;
    }
};

template <class Out>
void write(const Pair *pairs, uint32_t n, unsigned gap_bits, unsigned width, Poll poll,
           Out &out) noexcept {
    Work work{poll};
    for (uint32_t i = 0; i < n; i++) {
        work.add(1);
        if (i == 0) {
            out.put_long(pairs[0].visitor, 64);
        } else if (pairs[i].visitor != pairs[i - 1].visitor) {
            const uint64_t gap = pairs[i].visitor - pairs[i - 1].visitor - 1;
            out.put_unary(gap >> gap_bits);
            out.put_long(gap & ((uint64_t{1} << gap_bits) - 1), gap_bits);
        }
        out.put(pairs[i].cell, width);
        out.put(i + 1 < n && pairs[i + 1].visitor == pairs[i].visitor ? 1 : 0, 1);
    }
}

uint32_t count_visitors(const Pair *pairs, uint32_t n, Poll poll) noexcept {
    uint32_t visitors = n > 0 ? 1 : 0;
    Work work{poll};
    for (uint32_t i = 1; i < n; i++) {
        work.add(1);
        visitors += pairs[i].visitor != pairs[i - 1].visitor;
    }
    return visitors;
}

} // namespace

Header *store(const Pair *pairs, uint32_t n, Kind kind, const Canvas &canvas,
              const Memory &memory) noexcept {
    const uint32_t visitors = count_visitors(pairs, n, memory.poll);
    const unsigned gap_bits =
        n == 0 ? 0 : gap_bits_for(pairs[0].visitor, pairs[n - 1].visitor, visitors);
    const unsigned width = cell_bits(canvas);
    Counter counter;
    write(pairs, n, gap_bits, width, memory.poll, counter);
    auto *stored = new_value<Header>(sizeof(Header) + (counter.bits + 7) / 8, memory);
    stored->form = Form::stored;
    stored->kind = kind;
    stored->gap_bits = static_cast<uint8_t>(gap_bits);
    stored->reserved = 0;
    stored->pairs = n;
    stored->visitors = visitors;
    stored->canvas = canvas;
    BitWriter out(reinterpret_cast<uint8_t *>(stored + 1));
    write(pairs, n, gap_bits, width, memory.poll, out);
    out.finish();
    return stored;
}

bool check_header(const Header &head, size_t size) noexcept {
    if (size < sizeof(Header) || head.form != Form::stored || head.kind > Kind::uuid ||
        head.gap_bits > 63 || head.reserved != 0 || head.pairs > max_pairs ||
        head.visitors > head.pairs || (head.visitors == 0) != (head.pairs == 0) ||
        check_canvas(head.canvas) != grid::CanvasError::none)
        return false;
    // So memory for all pairs is in proportion to the bytes, and no number in unary goes on for
    // long: all gaps together are at most twice the mean, so many times.
    const uint64_t cells = uint64_t{head.pairs} * (cell_bits(head.canvas) + 1);
    const uint64_t keys =
        head.visitors == 0 ? 0 : 64 + uint64_t{head.visitors} * (head.gap_bits + 3u);
    const uint64_t bits = (size - sizeof(Header)) * 8;
    return bits >= cells && bits < cells + keys + 8;
}

} // namespace heatmap::visitors
