// The stored form of a heatmap: a 64-byte header, then the occupied cells as runs. One logical
// value has exactly one byte string, so equality is a comparison of bytes. decode() is the only
// reader, and it accepts nothing but that one form. docs/development/formats.md describes every
// byte.
#pragma once

#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <type_traits>

#include "core/grid/canvas.hpp"
#include "core/grid/counts.hpp"
#include "core/base/memory.hpp"
#include "core/base/status.hpp"
#include "core/base/varint.hpp"

namespace heatmap::grid {

static_assert(std::endian::native == std::endian::little,
              "stored heatmaps are little-endian and are read in place");

inline constexpr uint8_t format_version = 1;

// How cell values are written, or which aggregate state (core/grid/state.hpp) follows the header.
// Only the first three are ever stored; a value uses the first of them that can hold all its cells.
enum class Form : uint8_t {
    counts = 0,   // varints: integers 1 .. 2^53
    integers = 1, // zigzag varints: integers -2^53 .. 2^53
    reals = 2,    // float8
    state_none = 128,
    state_list = 129,
    state_sparse = 130,
    state_dense = 131,
};

// Sums of integers are exact in float8 while they are at most this large.
inline constexpr double max_exact = 9007199254740992.0;

struct Header {
    uint32_t vl_len; // PostgreSQL's length word
    uint8_t version;
    Form form;
    uint16_t reserved; // 0
    uint32_t occupied; // number of cells that are not 0
    uint32_t unused;   // 0
    double outside;
    Canvas canvas;
};
static_assert(sizeof(Header) == 64 && offsetof(Header, canvas) == 24);

inline bool is_state(const Header &value) noexcept {
    return value.form >= Form::state_none;
}

inline const uint8_t *payload(const Header &value) noexcept {
    return reinterpret_cast<const uint8_t *>(&value) + sizeof(Header);
}

// One occupied cell. Lists of them are sorted by index (row * cols + col).
struct Cell {
    uint32_t index;
    double value;
};

inline bool is_integer(double v) noexcept {
    return std::fabs(v) <= max_exact && v == static_cast<double>(static_cast<int64_t>(v));
}

inline uint64_t zigzag(int64_t v) noexcept {
    return (static_cast<uint64_t>(v) << 1) ^ static_cast<uint64_t>(v >> 63);
}

inline int64_t unzigzag(uint64_t v) noexcept {
    return static_cast<int64_t>(v >> 1) ^ -static_cast<int64_t>(v & 1);
}

namespace detail {

// Reads one value of the given form. Null when the bytes are not the canonical form of a value.
template <Form E>
inline const uint8_t *get_value(const uint8_t *p, const uint8_t *end, double *value) noexcept {
    if constexpr (E == Form::reals) {
        if (static_cast<size_t>(end - p) < sizeof(double))
            return nullptr;
        std::memcpy(value, p, sizeof(double));
        return std::isfinite(*value) && *value != 0 ? p + sizeof(double) : nullptr;
    } else {
        uint64_t raw;
        p = get_varint(p, end, &raw);
        if (p == nullptr || raw == 0)
            return nullptr;
        // Compare the integer, because 2^53 + 1 as a float8 would be 2^53.
        if constexpr (E == Form::counts) {
            *value = static_cast<double>(raw);
            return raw <= static_cast<uint64_t>(max_exact) ? p : nullptr;
        } else {
            *value = static_cast<double>(unzigzag(raw));
            return raw <= zigzag(static_cast<int64_t>(max_exact)) ? p : nullptr;
        }
    }
}

// A visitor can take small counts many at a time: take_counts(index, counts) is called with the
// counts of eight cells from `index` on, one in each byte, some of which may be 0.
template <class Visit>
inline constexpr bool takes_counts = requires(std::remove_reference_t<Visit> &visit) {
    visit.take_counts(uint32_t{}, uint64_t{});
};

template <Form E, class Visit>
Status decode_runs(const Header &value, size_t size, Poll poll, Visit &&visit) noexcept {
    const uint32_t cells = cell_count(value.canvas);
    const uint8_t *p = payload(value);
    const uint8_t *const end = reinterpret_cast<const uint8_t *>(&value) + size;
    uint64_t next = 0; // first cell that no run has covered
    uint32_t seen = 0; // cells in the runs so far

    while (p != end) {
        uint64_t gap, run;
        p = get_varint(p, end, &gap);
        if (p == nullptr)
            return Status::corrupt;
        p = get_varint(p, end, &run);
        if (p == nullptr || run == 0 || (gap == 0 && seen > 0))
            return Status::corrupt;
        if (gap > cells - next || run > cells - next - gap || run > value.occupied - seen)
            return Status::corrupt;
        next += gap;
        seen += static_cast<uint32_t>(run);
        while (run > 0) {
            const uint64_t stop = next + (run < poll_interval ? run : poll_interval);
            run -= stop - next;
            while (next < stop) {
                if constexpr (E == Form::counts && takes_counts<Visit>) {
                    const uint64_t n = stop - next < count_lanes ? stop - next : count_lanes;
                    if (end - p >= ptrdiff_t{count_lanes} && cells - next >= count_lanes) {
                        const uint64_t counts = get_counts(p, n);
                        if (counts != 0) {
                            visit.take_counts(static_cast<uint32_t>(next), counts);
                            p += n;
                            next += n;
                            continue;
                        }
                    }
                }
                double v;
                p = get_value<E>(p, end, &v);
                if (p == nullptr)
                    return Status::corrupt;
                if (!visit(static_cast<uint32_t>(next), v))
                    return Status::ok;
                next++;
            }
            poll();
        }
    }
    return seen == value.occupied ? Status::ok : Status::corrupt;
}

} // namespace detail

// Returns whether this is the header of a stored (canonical) heatmap of `size` bytes in all. The
// payload is not read; it is only checked to be long enough for `occupied` cells.
Status check_header(const Header &value, size_t size) noexcept;

// Calls visit(index, value) for each occupied cell in index order, until it returns false; a
// visitor with take_counts() gets cells with small counts many at a time, and cannot stop there.
// Memory safe on any bytes whose header passed check_header: a malformed payload gives
// Status::corrupt.
template <class Visit>
Status decode(const Header &value, size_t size, Poll poll, Visit &&visit) noexcept {
    switch (value.form) {
    case Form::counts:
        return detail::decode_runs<Form::counts>(value, size, poll, visit);
    case Form::integers:
        return detail::decode_runs<Form::integers>(value, size, poll, visit);
    case Form::reals:
        return detail::decode_runs<Form::reals>(value, size, poll, visit);
    default:
        return Status::corrupt;
    }
}

// The one validator for bytes from outside (recv, a support function that is called directly): ok
// only for exactly the bytes that encode() would write for this value.
Status validate(const Header &value, size_t size, Poll poll) noexcept;

// A list of cells, sorted by index without duplicates, as a source for measure() and encode().
// Zeros are skipped.
struct CellSource {
    const Cell *cells;
    size_t count;

    template <class Visit>
    void for_each(Poll poll, Visit &&visit) const noexcept {
        Work work{poll};
        for (size_t i = 0; i < count; i++) {
            work.add(1);
            if (cells[i].value != 0)
                visit(cells[i].index, cells[i].value);
        }
    }
};

// A full array of cell values in index order, as a source for measure() and encode().
struct DenseSource {
    const double *values;
    uint32_t count;

    template <class Visit>
    void for_each(Poll poll, Visit &&visit) const noexcept {
        Work work{poll};
        for (uint32_t i = 0; i < count; i++) {
            work.add(1);
            if (values[i] != 0)
                visit(i, values[i]);
        }
    }
};

// Decides form and size from one pass over the cells of a value, in index order.
class Measure {
public:
    void add(uint32_t index, double value) noexcept {
        if (occupied == 0 || index != last + 1) {
            close_run();
            run_bytes += varint_size(occupied == 0 ? index : index - last - 1);
            run = 0;
        }
        run++;
        last = index;
        occupied++;
        finite &= std::isfinite(value);
        if (all_integers && is_integer(value)) {
            all_counts &= value > 0;
            if (value > 0)
                count_bytes += varint_size(static_cast<uint64_t>(value));
            integer_bytes += varint_size(zigzag(static_cast<int64_t>(value)));
        } else {
            all_integers = false;
        }
    }

    Status finish() noexcept {
        close_run();
        return finite ? Status::ok : Status::out_of_range;
    }

    Form form() const noexcept {
        return !all_integers ? Form::reals : all_counts ? Form::counts : Form::integers;
    }

    // Bytes of the whole value, the header included.
    size_t size() const noexcept {
        const size_t values = !all_integers ? size_t{occupied} * sizeof(double)
                              : all_counts  ? count_bytes
                                            : integer_bytes;
        return sizeof(Header) + run_bytes + values;
    }

    uint32_t occupied = 0;

private:
    void close_run() noexcept {
        if (occupied > 0)
            run_bytes += varint_size(run);
    }

    uint32_t last = 0;
    uint32_t run = 0;
    size_t run_bytes = 0;
    size_t count_bytes = 0;
    size_t integer_bytes = 0;
    bool all_counts = true;
    bool all_integers = true;
    bool finite = true;
};

template <class Source>
Status measure(const Source &source, double outside, Poll poll, Measure *m) noexcept {
    source.for_each(poll, [m](uint32_t index, double value) { m->add(index, value); });
    return std::isfinite(outside) ? m->finish() : Status::out_of_range;
}

// Fills the header of a stored value, except for its length word.
void write_header(Header *out, const Canvas &canvas, double outside, const Measure &m) noexcept;

namespace detail {

template <Form E>
inline uint8_t *put_value(uint8_t *p, double value) noexcept {
    if constexpr (E == Form::reals) {
        std::memcpy(p, &value, sizeof(double));
        return p + sizeof(double);
    } else if constexpr (E == Form::counts) {
        return put_varint(p, static_cast<uint64_t>(value));
    } else {
        return put_varint(p, zigzag(static_cast<int64_t>(value)));
    }
}

// The length of a run stands before its values, but is known only after them. So values are first
// written as if the length took one byte, and are moved up when it turns out to take more.
template <Form E, class Source>
void write_runs(const Source &source, Poll poll, uint8_t *p) noexcept {
    uint8_t *start = p; // where the length of the current run goes
    uint32_t run = 0;
    uint32_t last = 0;
    bool first = true;

    auto close = [&] {
        if (run == 0)
            return;
        const size_t extra = varint_size(run) - 1;
        if (extra > 0)
            std::memmove(start + 1 + extra, start + 1, static_cast<size_t>(p - start - 1));
        put_varint(start, run);
        p += extra;
    };
    source.for_each(poll, [&](uint32_t index, double value) {
        if (first || index != last + 1) {
            close();
            p = put_varint(p, first ? index : index - last - 1);
            start = p++;
            run = 0;
            first = false;
        }
        p = put_value<E>(p, value);
        run++;
        last = index;
    });
    close();
}

} // namespace detail

// Writes the value that measure() accepted into `out`, which has m.size() bytes.
template <class Source>
void encode(const Source &source, const Canvas &canvas, double outside, const Measure &m, Poll poll,
            Header *out) noexcept {
    write_header(out, canvas, outside, m);
    uint8_t *p = reinterpret_cast<uint8_t *>(out) + sizeof(Header);
    switch (m.form()) {
    case Form::counts:
        detail::write_runs<Form::counts>(source, poll, p);
        break;
    case Form::integers:
        detail::write_runs<Form::integers>(source, poll, p);
        break;
    default:
        detail::write_runs<Form::reals>(source, poll, p);
        break;
    }
}

// measure() and encode() in one: a new stored value.
template <class Source>
Status store(const Source &source, const Canvas &canvas, double outside, const Memory &memory,
             Header **stored) noexcept {
    Measure m;
    const Status status = measure(source, outside, memory.poll, &m);
    if (status != Status::ok)
        return status;
    *stored = new_value<Header>(m.size(), memory);
    encode(source, canvas, outside, m, memory.poll, *stored);
    return Status::ok;
}

} // namespace heatmap::grid
