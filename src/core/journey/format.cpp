#include "core/base/varint.hpp"
#include "core/journey/format.hpp"

namespace heatmap::journey {

size_t stored_size(const Event *events, uint32_t n, Poll poll) noexcept {
    size_t size = sizeof(Header) + varint_size(n) + sizeof(int64_t);
    Work work{poll};
    for (uint32_t i = 0; i < n; i++) {
        work.add(1);
        if (i > 0)
            size += varint_size(elapsed(events[i - 1].at, events[i].at));
        size += varint_size(events[i].steps);
    }
    return size;
}

void encode(const Event *events, uint32_t n, uint32_t steps, Form form, Poll poll,
            Header *out) noexcept {
    out->form = form;
    out->steps = static_cast<uint8_t>(steps);
    out->reserved = 0;
    uint8_t *p = put_varint(reinterpret_cast<uint8_t *>(out + 1), n);
    std::memcpy(p, &events[0].at, sizeof(int64_t));
    p = put_varint(p + sizeof(int64_t), events[0].steps);
    Work work{poll};
    for (uint32_t i = 1; i < n; i++) {
        work.add(1);
        p = put_varint(p, elapsed(events[i - 1].at, events[i].at));
        p = put_varint(p, events[i].steps);
    }
}

Header *store(Event *events, uint32_t n, uint32_t steps, Form form, const Memory &memory) noexcept {
    n = form == Form::open ? drop_equal_breaks(events, n, memory.poll)
                           : drop_repeated_breaks(events, n, memory.poll);
    auto *stored = new_value<Header>(stored_size(events, n, memory.poll), memory);
    encode(events, n, steps, form, memory.poll, stored);
    return stored;
}

uint32_t event_count(const Header &head, size_t size) noexcept {
    if (size < sizeof(Header) || (head.form != Form::stored && head.form != Form::open) ||
        head.steps == 0 || head.steps > max_steps || head.reserved != 0)
        return 0;
    const auto *begin = reinterpret_cast<const uint8_t *>(&head);
    const uint8_t *end = begin + size;
    uint64_t n;
    const uint8_t *p = get_varint(begin + sizeof(Header), end, &n);
    // An event takes at least two bytes, the first event nine.
    if (p == nullptr || n > max_events ||
        static_cast<size_t>(end - p) < sizeof(int64_t) - 1 + 2 * n)
        return 0;
    return static_cast<uint32_t>(n);
}

bool decode(const Header &head, size_t size, Poll poll, Event *events) noexcept {
    const uint32_t n = event_count(head, size);
    if (n == 0)
        return false;
    const uint64_t known = steps_upto(head.steps);
    const auto *begin = reinterpret_cast<const uint8_t *>(&head);
    const uint8_t *end = begin + size;
    const uint8_t *p = begin + sizeof(Header) + varint_size(n);
    std::memcpy(&events[0].at, p, sizeof(int64_t));
    p += sizeof(int64_t);
    if (events[0].at < min_time)
        return false;
    Work work{poll};
    for (uint32_t i = 0; i < n; i++) {
        work.add(1);
        if (i > 0) {
            uint64_t gap;
            p = get_varint<64>(p, end, &gap);
            if (p == nullptr || gap >= elapsed(events[i - 1].at, end_time))
                return false;
            events[i].at = static_cast<int64_t>(static_cast<uint64_t>(events[i - 1].at) + gap);
        }
        p = get_varint<64>(p, end, &events[i].steps);
        if (p == nullptr || (events[i].steps & ~known) != 0 || events[i].at >= end_time)
            return false;
        if (i > 0 && (before(events[i], events[i - 1]) ||
                      (is_break(events[i]) && is_break(events[i - 1]) &&
                       (head.form == Form::stored || events[i].at == events[i - 1].at))))
            return false;
    }
    return p == end;
}

} // namespace heatmap::journey
