#include <algorithm>

#include "core/scroll/attention.hpp"
#include "core/base/varint.hpp"

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

// By how much the time of each band exceeds that of the band above it. Unsigned, so that sums of
// damaged numbers wrap.
uint64_t *differences(AttentionState &state) noexcept {
    return reinterpret_cast<uint64_t *>(&state + 1);
}

const uint64_t *differences(const AttentionState &state) noexcept {
    return reinterpret_cast<const uint64_t *>(&state + 1);
}

// Adds a span to a dense state (sign 1), or takes it away (sign -1).
void count_span(AttentionState &state, const Span &span, int64_t sign) noexcept {
    uint64_t *difference = differences(state);
    const uint32_t bands = state.canvas.rows;
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

// Appends a span to a list that has room for it.
void append_span(AttentionState &state, const Span &span) noexcept {
    uint8_t *p = list_of(state) + state.used;
    p = put_varint(p, span.first);
    p = put_varint(p, span.last - span.first);
    p = put_varint(p, static_cast<uint64_t>(span.time));
    p = put_varint(p, static_cast<uint64_t>(span.at_first));
    p = put_varint(p, static_cast<uint64_t>(span.at_last));
    state.used = static_cast<uint32_t>(p - list_of(state));
}

// Calls visit(span) for each span of a list. What is outside stands in the sum of the state alone.
template <class Visit>
AttentionStatus visit_spans(const AttentionState &state, Poll poll, Visit &&visit) noexcept {
    const uint8_t *p = list_of(state), *end = p + state.used;
    Work work{poll};
    while (p != end) {
        uint64_t first, more, time, at_first, at_last;
        for (uint64_t *number : {&first, &more, &time, &at_first, &at_last}) {
            p = get_varint(p, end, number);
            if (p == nullptr)
                return AttentionStatus::corrupt;
        }
        if (first >= state.canvas.rows || more >= state.canvas.rows - first)
            return AttentionStatus::corrupt;
        if (time > max_span_time || at_first > time || at_last > time)
            return AttentionStatus::corrupt;
        visit(Span{static_cast<uint32_t>(first), static_cast<uint32_t>(first + more),
                   static_cast<int64_t>(time), static_cast<int64_t>(at_first),
                   static_cast<int64_t>(at_last), 0});
        work.add(1);
    }
    return AttentionStatus::ok;
}

// Adds to the sums of a state.
AttentionStatus count(AttentionState &state, int64_t rows, int64_t time, int64_t outside) noexcept {
    int64_t new_rows, new_time, new_outside;
    if (__builtin_add_overflow(state.rows, rows, &new_rows) ||
        __builtin_add_overflow(state.time, time, &new_time) || new_time > max_attention ||
        __builtin_add_overflow(state.outside, outside, &new_outside) || new_outside > max_attention)
        return AttentionStatus::out_of_range;
    state.rows = new_rows;
    state.time = new_time;
    state.outside = new_outside;
    return AttentionStatus::ok;
}

AttentionState *new_header(size_t size, const Memory &memory) noexcept {
    auto *state = new_value<AttentionState>(size, memory);
    const uint32_t vl_len = state->vl_len;
    *state = AttentionState{};
    state->vl_len = vl_len;
    return state;
}

// Adds the bands of another state, but not its sums. This one is dense, or has room for the list.
AttentionStatus add_bands(AttentionState &state, const AttentionState &other, Poll poll) noexcept {
    if (other.form == AttentionForm::dense) {
        Work work{poll};
        for (uint32_t band = 0; band < state.canvas.rows; band++) {
            differences(state)[band] += differences(other)[band];
            work.add(1);
        }
        return AttentionStatus::ok;
    }
    if (state.form == AttentionForm::dense)
        return visit_spans(other, poll, [&state](const Span &span) { count_span(state, span, 1); });
    std::memcpy(list_of(state) + state.used, list_of(other), other.used);
    state.used += other.used;
    return AttentionStatus::ok;
}

// Replaces *state by a copy of another size.
AttentionStatus resize(AttentionState **state, size_t size, const Memory &memory) noexcept {
    AttentionState *copy = new_attention((*state)->canvas, size, memory);
    copy->rows = (*state)->rows;
    copy->time = (*state)->time;
    copy->outside = (*state)->outside;
    const AttentionStatus status = add_bands(*copy, **state, memory.poll);
    *state = copy;
    return status;
}

// Makes room for so many bytes more in a list.
AttentionStatus reserve(AttentionState **state, size_t more, const Memory &memory) noexcept {
    const AttentionState &s = **state;
    if (s.form == AttentionForm::dense || size_of(&s) - sizeof(AttentionState) - s.used >= more)
        return AttentionStatus::ok;
    return resize(state, attention_size(s.canvas, s.used + more), memory);
}

} // namespace

AttentionStatus span_of(const Canvas &canvas, double top, double bottom, double seconds,
                        Span *span) noexcept {
    if (!(seconds >= 0 && std::isfinite(seconds)))
        return AttentionStatus::bad_seconds;
    if (!(top <= bottom && std::isfinite(top) && std::isfinite(bottom)))
        return AttentionStatus::bad_bounds;
    const double bands = canvas.rows;
    const double time = std::rint(seconds * 1e6);
    // In bands, and what of it is on the page.
    const double from = top * bands / canvas.ymax, to = bottom * bands / canvas.ymax;
    const double low = std::clamp(from, 0.0, bands), high = std::clamp(to, 0.0, bands);
    // An interval that took no time adds nothing, also where it reaches infinitely many bands beyond
    // the page, which multiplied by 0 would be NaN.
    const double beyond = time == 0 ? 0 : std::rint(time * ((low - from) + (to - high)));
    if (!(time <= static_cast<double>(max_span_time) &&
          beyond <= static_cast<double>(max_attention)))
        return AttentionStatus::out_of_range;
    const uint32_t first = std::min(static_cast<uint32_t>(low), canvas.rows - 1);
    const uint32_t last = std::min(static_cast<uint32_t>(high), canvas.rows - 1);
    span->first = first;
    span->last = last;
    span->time = static_cast<int64_t>(time);
    span->at_first =
        static_cast<int64_t>(std::rint(time * (first == last ? high - low : first + 1 - low)));
    span->at_last = first == last ? 0 : static_cast<int64_t>(std::rint(time * (high - last)));
    span->outside = static_cast<int64_t>(beyond);
    return AttentionStatus::ok;
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

AttentionState *new_attention(const Canvas &canvas, size_t size, const Memory &memory) noexcept {
    AttentionState *state = new_header(size, memory);
    state->form = size < dense_attention_size(canvas) ? AttentionForm::list : AttentionForm::dense;
    state->canvas = canvas;
    clear_memory(state + 1, size - sizeof(AttentionState), memory.poll);
    return state;
}

AttentionState *new_attention_none(const Memory &memory) noexcept {
    return new_header(sizeof(AttentionState), memory);
}

bool check_attention(const AttentionState &state) noexcept {
    const size_t size = size_of(&state);
    if (size < sizeof(AttentionState))
        return false;
    if (state.form == AttentionForm::none)
        return true;
    if (check_canvas(state.canvas) != CanvasError::none || state.canvas.cols != 1 ||
        state.canvas.ymin != 0)
        return false;
    return state.form == AttentionForm::list    ? state.used <= size - sizeof(AttentionState)
           : state.form == AttentionForm::dense ? size >= dense_attention_size(state.canvas)
                                                : false;
}

AttentionStatus add_intervals(AttentionState **state, const double *top, const double *bottom,
                              const double *seconds, size_t n, size_t *done,
                              const Memory &memory) noexcept {
    AttentionState *const given = *state;
    for (; *done < n; ++*done) {
        AttentionState *last = *state;
        AttentionStatus status = reserve(state, max_span_size, memory);
        if (last != *state && last != given)
            memory.release(last);
        Span span;
        if (status == AttentionStatus::ok)
            status = span_of((*state)->canvas, top[*done], bottom[*done], seconds[*done], &span);
        if (status == AttentionStatus::ok)
            status = count(**state, 1, span.time, span.outside);
        if (status != AttentionStatus::ok)
            return status;
        if ((*state)->form == AttentionForm::list)
            append_span(**state, span);
        else
            count_span(**state, span, 1);
    }
    return AttentionStatus::ok;
}

AttentionStatus remove_interval(AttentionState **state, double top, double bottom, double seconds,
                                const Memory &memory) noexcept {
    AttentionStatus status = make_dense(state, memory);
    Span span;
    if (status == AttentionStatus::ok)
        status = span_of((*state)->canvas, top, bottom, seconds, &span);
    if (status == AttentionStatus::ok)
        status = count(**state, -1, -span.time, -span.outside);
    if (status == AttentionStatus::ok)
        count_span(**state, span, -1);
    return status;
}

AttentionStatus add_attention(AttentionState **state, const AttentionState &other,
                              const Memory &memory) noexcept {
    AttentionStatus status = count(**state, other.rows, other.time, other.outside);
    if (status == AttentionStatus::ok)
        status = other.form == AttentionForm::dense ? make_dense(state, memory)
                                                    : reserve(state, other.used, memory);
    return status == AttentionStatus::ok ? add_bands(**state, other, memory.poll) : status;
}

AttentionStatus make_dense(AttentionState **state, const Memory &memory) noexcept {
    if ((*state)->form == AttentionForm::dense)
        return AttentionStatus::ok;
    return resize(state, dense_attention_size((*state)->canvas), memory);
}

void band_seconds(const AttentionState &state, Poll poll, double *seconds) noexcept {
    uint64_t time = 0;
    Work work{poll};
    for (uint32_t band = 0; band < state.canvas.rows; band++) {
        time += differences(state)[band];
        seconds[band] = seconds_of(static_cast<int64_t>(time));
        work.add(1);
    }
}

} // namespace heatmap
