#include <algorithm>

#include "core/scroll/attention.hpp"
#include "core/base/varint.hpp"

namespace heatmap::scroll {

namespace {

// When a state grows, its old memory stays behind as a hole. So it grows in large steps: 50
// intervals stay below two kilobytes, the holes included.
constexpr size_t smallest_list = 256;
constexpr size_t growth = 4;

uint8_t *list_of(State &state) noexcept {
    return reinterpret_cast<uint8_t *>(&state + 1);
}

const uint8_t *list_of(const State &state) noexcept {
    return reinterpret_cast<const uint8_t *>(&state + 1);
}

// An array of differences: how much longer each band was on the screen than the band above it, in
// microseconds. Unsigned, so that sums of damaged numbers wrap around.
uint64_t *differences(State &state) noexcept {
    return reinterpret_cast<uint64_t *>(&state + 1);
}

const uint64_t *differences(const State &state) noexcept {
    return reinterpret_cast<const uint64_t *>(&state + 1);
}

// Adds a span to a dense state (sign 1), or takes it away (sign -1).
void count_span(State &state, const Span &span, int64_t sign) noexcept {
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
void append_span(State &state, const Span &span) noexcept {
    uint8_t *p = list_of(state) + state.used;
    p = put_varint(p, span.first);
    p = put_varint(p, span.last - span.first);
    p = put_varint(p, static_cast<uint64_t>(span.time));
    p = put_varint(p, static_cast<uint64_t>(span.at_first));
    p = put_varint(p, static_cast<uint64_t>(span.at_last));
    state.used = static_cast<uint32_t>(p - list_of(state));
}

// Calls visit(span) for each span of a list. A list does not hold the time outside the page, which
// is only in the sum of the state.
template <class Visit>
Status visit_spans(const State &state, Poll poll, Visit &&visit) noexcept {
    const uint8_t *p = list_of(state), *end = p + state.used;
    Work work{poll};
    while (p != end) {
        uint64_t first = 0, more = 0, time = 0, at_first = 0, at_last = 0;
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
                   static_cast<int64_t>(at_last), 0});
        work.add(1);
    }
    return Status::ok;
}

// Adds to the sums of a state. out_of_range: one of them would leave its range; nothing was
// changed.
Status count(State &state, int64_t rows, int64_t time, int64_t outside) noexcept {
    int64_t new_rows, new_time, new_outside;
    if (__builtin_add_overflow(state.rows, rows, &new_rows) ||
        __builtin_add_overflow(state.time, time, &new_time) || new_time > max_attention ||
        __builtin_add_overflow(state.outside, outside, &new_outside) || new_outside > max_attention)
        return Status::out_of_range;
    state.rows = new_rows;
    state.time = new_time;
    state.outside = new_outside;
    return Status::ok;
}

State *new_header(size_t size, const Memory &memory) noexcept {
    auto *state = new_value<State>(size, memory);
    const uint32_t vl_len = state->vl_len;
    *state = State{};
    state->vl_len = vl_len;
    return state;
}

// Adds the bands of another state, but not its sums. `state` is dense, or both are lists and
// `state` has room for the other.
Status add_bands(State &state, const State &other, Poll poll) noexcept {
    if (other.form == Form::dense) {
        Work work{poll};
        for (uint32_t band = 0; band < state.canvas.rows; band++) {
            differences(state)[band] += differences(other)[band];
            work.add(1);
        }
        return Status::ok;
    }
    if (state.form == Form::dense)
        return visit_spans(other, poll, [&state](const Span &span) { count_span(state, span, 1); });
    std::memcpy(list_of(state) + state.used, list_of(other), other.used);
    state.used += other.used;
    return Status::ok;
}

// Replaces *state by a copy of another size.
Status resize(State **state, size_t size, const Memory &memory) noexcept {
    State *copy = new_state((*state)->canvas, size, memory);
    copy->rows = (*state)->rows;
    copy->time = (*state)->time;
    copy->outside = (*state)->outside;
    const Status status = add_bands(*copy, **state, memory.poll);
    *state = copy;
    return status;
}

// Makes room for `more` further bytes in a list.
Status reserve(State **state, size_t more, const Memory &memory) noexcept {
    const State &s = **state;
    if (s.form == Form::dense || size_of(&s) - sizeof(State) - s.used >= more)
        return Status::ok;
    return resize(state, size_for(s.canvas, s.used + more), memory);
}

} // namespace

Status span_of(const Canvas &canvas, double top, double bottom, double seconds,
               Span *span) noexcept {
    if (!(seconds >= 0 && std::isfinite(seconds)))
        return Status::bad_seconds;
    if (!(top <= bottom && std::isfinite(top) && std::isfinite(bottom)))
        return Status::bad_bounds;
    const double bands = canvas.rows;
    const double time = std::rint(seconds * 1e6);
    // Top and bottom measured in bands, and the same clamped to the page.
    const double from = top * bands / canvas.ymax, to = bottom * bands / canvas.ymax;
    const double low = std::clamp(from, 0.0, bands), high = std::clamp(to, 0.0, bands);
    // An interval that took no time adds nothing. Without the test, 0 times an infinite number of
    // bands beyond the page would be NaN.
    const double beyond = time == 0 ? 0 : std::rint(time * ((low - from) + (to - high)));
    if (!(time <= static_cast<double>(max_span_time) &&
          beyond <= static_cast<double>(max_attention)))
        return Status::out_of_range;
    const uint32_t first = std::min(static_cast<uint32_t>(low), canvas.rows - 1);
    const uint32_t last = std::min(static_cast<uint32_t>(high), canvas.rows - 1);
    span->first = first;
    span->last = last;
    span->time = static_cast<int64_t>(time);
    span->at_first =
        static_cast<int64_t>(std::rint(time * (first == last ? high - low : first + 1 - low)));
    span->at_last = first == last ? 0 : static_cast<int64_t>(std::rint(time * (high - last)));
    span->outside = static_cast<int64_t>(beyond);
    return Status::ok;
}

size_t dense_size(const Canvas &canvas) noexcept {
    return sizeof(State) + size_t{canvas.rows} * sizeof(uint64_t);
}

size_t size_for(const Canvas &canvas, size_t list_bytes) noexcept {
    const size_t dense = dense_size(canvas);
    for (size_t size = smallest_list; size < dense; size *= growth)
        if (size - sizeof(State) >= list_bytes)
            return size;
    return dense;
}

State *new_state(const Canvas &canvas, size_t size, const Memory &memory) noexcept {
    State *state = new_header(size, memory);
    state->form = size < dense_size(canvas) ? Form::list : Form::dense;
    state->canvas = canvas;
    clear_memory(state + 1, size - sizeof(State), memory.poll);
    return state;
}

State *new_state_none(const Memory &memory) noexcept {
    return new_header(sizeof(State), memory);
}

bool check_state(const State &state) noexcept {
    const size_t size = size_of(&state);
    if (size < sizeof(State))
        return false;
    if (state.form == Form::none)
        return true;
    if (grid::check_canvas(state.canvas) != CanvasError::none || state.canvas.cols != 1 ||
        state.canvas.ymin != 0)
        return false;
    return state.form == Form::list    ? state.used <= size - sizeof(State)
           : state.form == Form::dense ? size >= dense_size(state.canvas)
                                       : false;
}

Status add_intervals(State **state, const double *top, const double *bottom, const double *seconds,
                     size_t n, size_t *done, const Memory &memory) noexcept {
    const State *const given = *state;
    for (; *done < n; ++*done) {
        State *next = *state;
        Status status = reserve(&next, max_span_size, memory);
        replace_state(state, next, given, memory);
        Span span;
        if (status == Status::ok)
            status = span_of((*state)->canvas, top[*done], bottom[*done], seconds[*done], &span);
        if (status == Status::ok)
            status = count(**state, 1, span.time, span.outside);
        if (status != Status::ok)
            return status;
        if ((*state)->form == Form::list)
            append_span(**state, span);
        else
            count_span(**state, span, 1);
    }
    return Status::ok;
}

Status remove_interval(State **state, double top, double bottom, double seconds,
                       const Memory &memory) noexcept {
    Status status = make_dense(state, memory);
    Span span;
    if (status == Status::ok)
        status = span_of((*state)->canvas, top, bottom, seconds, &span);
    if (status == Status::ok)
        status = count(**state, -1, -span.time, -span.outside);
    if (status == Status::ok)
        count_span(**state, span, -1);
    return status;
}

Status add_state(State **state, const State &other, const Memory &memory) noexcept {
    Status status = count(**state, other.rows, other.time, other.outside);
    if (status == Status::ok)
        status = other.form == Form::dense ? make_dense(state, memory)
                                           : reserve(state, other.used, memory);
    return status == Status::ok ? add_bands(**state, other, memory.poll) : status;
}

Status make_dense(State **state, const Memory &memory) noexcept {
    if ((*state)->form == Form::dense)
        return Status::ok;
    return resize(state, dense_size((*state)->canvas), memory);
}

void band_seconds(const State &state, Poll poll, double *seconds) noexcept {
    uint64_t time = 0;
    Work work{poll};
    for (uint32_t band = 0; band < state.canvas.rows; band++) {
        time += differences(state)[band];
        seconds[band] = seconds_of(static_cast<int64_t>(time));
        work.add(1);
    }
}

} // namespace heatmap::scroll
