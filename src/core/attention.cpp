#include <algorithm>

#include "core/attention.hpp"
#include "core/memory.hpp"
#include "core/varint.hpp"

namespace heatmap {

namespace {

// A group that grows leaves holes of its former sizes behind, so it does that in large steps: 50
// intervals stay below two kilobytes, the holes included.
constexpr size_t smallest_list = 256;
constexpr size_t growth = 4;

uint8_t *list_of(AttentionState &state) noexcept {
    return reinterpret_cast<uint8_t *>(&state + 1);
}

const uint8_t *list_of(const AttentionState &state) noexcept {
    return reinterpret_cast<const uint8_t *>(&state + 1);
}

// What a band has more than the one above it. Unsigned, so that sums of damaged numbers wrap.
uint64_t *differences(AttentionState &state) noexcept {
    return reinterpret_cast<uint64_t *>(&state + 1);
}

const uint64_t *differences(const AttentionState &state) noexcept {
    return reinterpret_cast<const uint64_t *>(&state + 1);
}

// Adds (sign 1) or subtracts (sign -1) a span.
void add_span(uint64_t *difference, uint32_t bands, const Span &span, int64_t sign) noexcept {
    const auto add = [=](uint32_t band, int64_t time) {
        if (band < bands)
            difference[band] += static_cast<uint64_t>(time) * static_cast<uint64_t>(sign);
    };
    add(span.first, span.at_first);
    if (span.first == span.last) {
        add(span.first + 1, -span.at_first);
    } else {
        add(span.first + 1, span.time - span.at_first);
        add(span.last, span.at_last - span.time);
        add(span.last + 1, -span.at_last);
    }
}

void append_span(AttentionState &state, const Span &span) noexcept {
    uint8_t *p = list_of(state) + state.used;
    p = put_varint(p, span.first);
    p = put_varint(p, span.last - span.first);
    p = put_varint(p, static_cast<uint64_t>(span.time));
    p = put_varint(p, static_cast<uint64_t>(span.at_first));
    p = put_varint(p, static_cast<uint64_t>(span.at_last));
    state.used = static_cast<uint32_t>(p - list_of(state));
}

// Calls visit(span) for each span of a list.
template <class Visit>
Status for_each_span(const AttentionState &state, Poll poll, Visit &&visit) noexcept {
    const uint8_t *p = list_of(state), *end = p + state.used;
    for (uint32_t i = 1; p != end; i++) {
        uint64_t first, more, time, at_first, at_last;
        for (uint64_t *number : {&first, &more, &time, &at_first, &at_last}) {
            p = get_varint(p, end, number);
            if (p == nullptr)
                return Status::corrupt;
        }
        if (first >= state.canvas.rows || more >= state.canvas.rows - first)
            return Status::corrupt;
        if (time > max_span_time || at_first > time || at_last > time)
            return Status::corrupt;
        visit(Span{static_cast<uint32_t>(first), static_cast<uint32_t>(first + more),
                   static_cast<int64_t>(time), static_cast<int64_t>(at_first),
                   static_cast<int64_t>(at_last)});
        if (i % poll_interval == 0)
            poll();
    }
    return Status::ok;
}

// Adds to the sums of a state.
Status count(AttentionState &state, int64_t rows, int64_t time, int64_t outside) noexcept {
    int64_t new_rows, new_time, new_outside;
    if (__builtin_add_overflow(state.rows, rows, &new_rows) ||
        __builtin_add_overflow(state.time, time, &new_time) || new_time > max_attention ||
        __builtin_add_overflow(state.outside, outside, &new_outside) || new_outside > max_attention)
        return Status::not_finite;
    state.rows = new_rows;
    state.time = new_time;
    state.outside = new_outside;
    return Status::ok;
}

} // namespace

Status span_of(const Canvas &canvas, double top, double bottom, double seconds, Span *span,
               int64_t *outside) noexcept {
    if (!(seconds >= 0 && std::isfinite(seconds)))
        return Status::bad_seconds;
    if (!(top <= bottom && std::isfinite(top) && std::isfinite(bottom)))
        return Status::bad_interval;
    const double bands = canvas.rows;
    const double time = std::rint(seconds * 1e6);
    // In bands, and what of it is on the page.
    const double from = top * bands / canvas.ymax, to = bottom * bands / canvas.ymax;
    const double low = std::clamp(from, 0.0, bands), high = std::clamp(to, 0.0, bands);
    // No time is nothing, however far beyond.
    const double beyond = time == 0 ? 0 : std::rint(time * ((low - from) + (to - high)));
    if (!(time <= static_cast<double>(max_span_time) &&
          beyond <= static_cast<double>(max_attention)))
        return Status::not_finite;
    const uint32_t first = std::min(static_cast<uint32_t>(low), canvas.rows - 1);
    const uint32_t last = std::min(static_cast<uint32_t>(high), canvas.rows - 1);
    span->first = first;
    span->last = last;
    span->time = static_cast<int64_t>(time);
    span->at_first =
        static_cast<int64_t>(std::rint(time * (first == last ? high - low : first + 1 - low)));
    span->at_last = first == last ? 0 : static_cast<int64_t>(std::rint(time * (high - last)));
    *outside = static_cast<int64_t>(beyond);
    return Status::ok;
}

size_t dense_attention_size(const Canvas &canvas) noexcept {
    return sizeof(AttentionState) + size_t{canvas.rows} * sizeof(uint64_t);
}

size_t attention_size(const Canvas &canvas, size_t list_bytes) noexcept {
    const size_t dense = dense_attention_size(canvas);
    for (size_t size = smallest_list; size < dense; size *= growth)
        if (size - sizeof(AttentionState) >= list_bytes)
            return size;
    return dense;
}

void init_attention(AttentionState *state, size_t size, const Canvas &canvas, Poll poll) noexcept {
    init_attention_none(state);
    state->kind = size < dense_attention_size(canvas) ? AttentionKind::list : AttentionKind::dense;
    state->canvas = canvas;
    clear_memory(state + 1, size - sizeof(AttentionState), poll);
}

void init_attention_none(AttentionState *state) noexcept {
    const uint32_t length = state->vl_len;
    *state = AttentionState{};
    state->vl_len = length;
}

bool check_attention(const AttentionState &state, size_t size) noexcept {
    if (size < sizeof(AttentionState))
        return false;
    if (state.kind == AttentionKind::none)
        return true;
    if (check_canvas(state.canvas) != Status::ok || state.canvas.cols != 1 ||
        state.canvas.ymin != 0)
        return false;
    return state.kind == AttentionKind::list    ? state.used <= size - sizeof(AttentionState)
           : state.kind == AttentionKind::dense ? size >= dense_attention_size(state.canvas)
                                                : false;
}

Status add_intervals(AttentionState &state, size_t size, const double *top, const double *bottom,
                     const double *seconds, size_t n, size_t *done) noexcept {
    for (; *done < n; ++*done) {
        const size_t i = *done;
        const bool list = state.kind == AttentionKind::list;
        if (list && size - sizeof(AttentionState) - state.used < max_span_size)
            return Status::full;
        Span span;
        int64_t outside;
        Status status = span_of(state.canvas, top[i], bottom[i], seconds[i], &span, &outside);
        if (status == Status::ok)
            status = count(state, 1, span.time, outside);
        if (status != Status::ok)
            return status;
        if (list)
            append_span(state, span);
        else
            add_span(differences(state), state.canvas.rows, span, 1);
    }
    return Status::ok;
}

Status remove_interval(AttentionState &state, double top, double bottom, double seconds) noexcept {
    Span span;
    int64_t outside;
    Status status = span_of(state.canvas, top, bottom, seconds, &span, &outside);
    if (status == Status::ok)
        status = count(state, -1, -span.time, -outside);
    if (status == Status::ok)
        add_span(differences(state), state.canvas.rows, span, -1);
    return status;
}

Status add_attention(AttentionState &state, const AttentionState &other, Poll poll) noexcept {
    const Status status = count(state, other.rows, other.time, other.outside);
    if (status != Status::ok)
        return status;
    const uint32_t bands = state.canvas.rows;
    if (other.kind == AttentionKind::dense) {
        for (uint32_t band = 0; band < bands; band++) {
            differences(state)[band] += differences(other)[band];
            if (band % poll_interval == poll_interval - 1)
                poll();
        }
        return Status::ok;
    }
    if (state.kind == AttentionKind::dense)
        return for_each_span(other, poll, [&state, bands](const Span &span) {
            add_span(differences(state), bands, span, 1);
        });
    std::memcpy(list_of(state) + state.used, list_of(other), other.used);
    state.used += other.used;
    return Status::ok;
}

void band_seconds(const AttentionState &state, Poll poll, double *seconds) noexcept {
    uint64_t time = 0;
    for (uint32_t band = 0; band < state.canvas.rows; band++) {
        time += differences(state)[band];
        seconds[band] = seconds_of(static_cast<int64_t>(time));
        if (band % poll_interval == poll_interval - 1)
            poll();
    }
}

} // namespace heatmap
