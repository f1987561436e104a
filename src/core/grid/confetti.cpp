#include <algorithm>
#include <bit>
#include <cstring>

#include "core/grid/confetti.hpp"
#include "core/picture/words.hpp"

namespace heatmap::grid {

namespace {

constexpr uint32_t confetti_tag = 0x66746366; // "fctf": tells a state from other bytes
constexpr uint32_t first_dots = 16, first_segments = 2, growth = 4;
// Twice as many as are kept, so that dots are sorted once for max_dots new ones.
constexpr uint32_t most_dots = 2 * max_dots;

Segment *segments_of(Confetti &state) noexcept {
    return reinterpret_cast<Segment *>(&state + 1);
}

const Segment *segments_of(const Confetti &state) noexcept {
    return reinterpret_cast<const Segment *>(&state + 1);
}

Dot *dots_of(Confetti &state) noexcept {
    return reinterpret_cast<Dot *>(segments_of(state) + state.segment_room);
}

const Dot *dots_of(const Confetti &state) noexcept {
    return reinterpret_cast<const Dot *>(segments_of(state) + state.segment_room);
}

size_t size_of_rooms(uint32_t segment_room, uint32_t dot_room) noexcept {
    return sizeof(Confetti) + sizeof(Segment) * segment_room + sizeof(Dot) * dot_room;
}

// All of it is 0: called by hand, the aggregate's functions return the block to users, who must not
// see what was in this memory before.
Confetti *new_block(uint32_t segment_room, uint32_t dot_room, const Memory &memory) noexcept {
    const size_t size = size_of_rooms(segment_room, dot_room);
    auto *block = new_value<Confetti>(size, memory);
    std::memset(static_cast<void *>(block), 0, size);
    set_size(block, size);
    return block;
}

// The last step of splitmix64 (G. Steele, D. Lea, C. Flood, "Fast splittable pseudorandom number
// generators", 2014).
uint64_t mix(uint64_t v) noexcept {
    v = (v ^ v >> 30) * 0xBF58476D1CE4E5B9;
    v = (v ^ v >> 27) * 0x94D049BB133111EB;
    return v ^ v >> 31;
}

uint64_t hash_of(double x, double y, std::string_view name) noexcept {
    uint64_t hash = mix(std::bit_cast<uint64_t>(x) + 0x9E3779B97F4A7C15);
    hash = mix(hash ^ std::bit_cast<uint64_t>(y));
    for (const char c : name)
        hash = mix(hash ^ static_cast<unsigned char>(c));
    return hash;
}

// A state that may be replaced by a larger one. `given` is the caller's to release.
struct Growing {
    Confetti *state;
    const Confetti *given;
    const Memory &memory;
};

// Replaces the state by one with more room.
void resize(Growing &g, uint32_t segment_room, uint32_t dot_room) noexcept {
    const Confetti &old = *g.state;
    Confetti *next = new_block(segment_room, dot_room, g.memory);
    const uint32_t vl_len = next->vl_len;
    *next = old;
    next->vl_len = vl_len;
    next->segment_room = segment_room;
    next->dot_room = dot_room;
    std::copy_n(segments_of(old), old.segments, segments_of(*next));
    std::copy_n(dots_of(old), old.dots, dots_of(*next));
    replace_state(&g.state, next, g.given, g.memory);
}

// Finds the segment of this name, or adds it.
ConfettiError find_segment(Growing &g, std::string_view name, uint32_t *segment) noexcept {
    if (name.size() > max_segment_name)
        return ConfettiError::long_name;
    const uint32_t n = g.state->segments;
    for (*segment = 0; *segment < n; ++*segment)
        if (segments_of(*g.state)[*segment].view() == name)
            return ConfettiError::none;
    if (n == max_segments)
        return ConfettiError::too_many_segments;
    if (n == g.state->segment_room)
        resize(g, std::min(n * growth, max_segments), g.state->dot_room);
    Segment &added = segments_of(*g.state)[g.state->segments++];
    added = Segment{};
    added.length = static_cast<uint8_t>(name.size());
    std::copy(name.begin(), name.end(), added.name);
    return ConfettiError::none;
}

// Sorts dots by hash, makes one of those that are the same, and keeps the first max_dots. Returns
// how many there are then, or UINT32_MAX if a dot is none of this state.
uint32_t sample(const Confetti &state, Dot *dots, uint32_t n) noexcept {
    for (uint32_t i = 0; i < n; i++)
        if (dots[i].segment >= state.segments)
            return UINT32_MAX;
    const auto name = [&state](const Dot &dot) { return segments_of(state)[dot.segment].view(); };
    const auto order = [&name](const Dot &a, const Dot &b) {
        if (a.hash != b.hash)
            return a.hash < b.hash;
        // Different dots of one hash are rare, but need an order, too.
        const auto ax = std::bit_cast<uint64_t>(a.x), bx = std::bit_cast<uint64_t>(b.x);
        const auto ay = std::bit_cast<uint64_t>(a.y), by = std::bit_cast<uint64_t>(b.y);
        return ax != bx ? ax < bx : ay != by ? ay < by : name(a) < name(b);
    };
    std::sort(dots, dots + n, order);
    uint32_t kept = 0;
    for (uint32_t i = 0; i < n; i++) {
        if (kept > 0 && !order(dots[kept - 1], dots[i])) {
            uint32_t &clicks = dots[kept - 1].clicks;
            clicks += std::min(dots[i].clicks, UINT32_MAX - clicks);
        } else if (kept < max_dots) {
            dots[kept++] = dots[i];
        } else {
            break;
        }
    }
    return kept;
}

// Adds a dot of a hash up to the limit.
ConfettiError add_dot(Growing &g, const Dot &dot) noexcept {
    Confetti &full = *g.state;
    if (full.dots == full.dot_room) {
        const uint32_t kept = sample(full, dots_of(full), full.dots);
        if (kept == UINT32_MAX)
            return ConfettiError::corrupt;
        full.dots = kept;
        if (kept == max_dots)
            full.limit = std::min(full.limit, dots_of(full)[kept - 1].hash);
        if (kept > full.dot_room / 2)
            resize(g, full.segment_room, std::min(full.dot_room * growth, most_dots));
    }
    dots_of(*g.state)[g.state->dots++] = dot;
    return ConfettiError::none;
}

ConfettiError add_click(Growing &g, double x, double y, std::string_view segment) noexcept {
    uint32_t index, cell;
    if (!locate(g.state->canvas, x, y, &cell)) {
        g.state->outside++;
        return ConfettiError::none;
    }
    const ConfettiError error = find_segment(g, segment, &index);
    if (error != ConfettiError::none)
        return error;
    segments_of(*g.state)[index].clicks++;
    x += 0.0; // -0 is 0
    y += 0.0;
    const uint64_t hash = hash_of(x, y, segment);
    return hash <= g.state->limit ? add_dot(g, Dot{hash, x, y, index, 1}) : ConfettiError::none;
}

ConfettiError add_confetti(Growing &g, const Confetti &other) noexcept {
    uint32_t index[max_segments];
    for (uint32_t i = 0; i < other.segments; i++) {
        const Segment &segment = segments_of(other)[i];
        const ConfettiError error = find_segment(g, segment.view(), &index[i]);
        if (error != ConfettiError::none)
            return error;
        segments_of(*g.state)[index[i]].clicks += segment.clicks;
    }
    g.state->outside += other.outside;
    g.state->limit = std::min(g.state->limit, other.limit);
    for (uint32_t i = 0; i < other.dots; i++) {
        Dot dot = dots_of(other)[i];
        if (dot.segment >= other.segments)
            return ConfettiError::corrupt;
        if (dot.hash > g.state->limit)
            continue;
        dot.segment = index[dot.segment];
        const ConfettiError error = add_dot(g, dot);
        if (error != ConfettiError::none)
            return error;
    }
    return ConfettiError::none;
}

// Okabe and Ito, "Color universal design", without the ones that are hard to see on white or dark.
constexpr picture::Rgb colors[] = {{0, 114, 178},   {213, 94, 0},  {0, 158, 115},
                                   {204, 121, 167}, {230, 159, 0}, {86, 180, 233}};
constexpr uint32_t n_colors = std::size(colors);
constexpr picture::Rgb others{128, 128, 128};

picture::Rgb color_of_rank(uint32_t rank) noexcept {
    return rank < n_colors ? colors[rank] : others;
}

// Draws a state whose dots are these.
ConfettiError draw_sample(const Confetti &state, const Dot *dots, uint32_t n, double width,
                          double height, picture::Svg *svg) noexcept {
    uint32_t ranked[max_segments];
    double clicks = 0, shown = 0;
    for (uint32_t i = 0; i < state.segments; i++) {
        ranked[i] = i;
        clicks += double(segments_of(state)[i].clicks);
    }
    std::sort(ranked, ranked + state.segments, [&state](uint32_t a, uint32_t b) {
        const Segment &s = segments_of(state)[a], &t = segments_of(state)[b];
        return s.clicks != t.clicks ? s.clicks > t.clicks : s.view() < t.view();
    });

    const Canvas &c = state.canvas;
    const double text = std::clamp(width / 60, 11.0, 24.0);
    const double radius = std::clamp(width / 288, 2.5, 6.0);
    svg->begin(width, height + (state.segments + 2.0) * 1.5 * text, {}, {});
    for (uint32_t rank = 0; rank < state.segments; rank++) {
        svg->markup("<path fill=\"none\" stroke-linecap=\"round\" stroke-opacity=\"0.7\"");
        svg->attribute("stroke-width", 2 * radius).markup(" stroke=\"");
        svg->color(color_of_rank(rank)).markup("\" d=\"");
        for (uint32_t i = 0; i < n; i++) {
            const Dot &dot = dots[i];
            uint32_t cell;
            if (dot.segment != ranked[rank])
                continue;
            if (!locate(c, dot.x, dot.y, &cell))
                return ConfettiError::corrupt;
            svg->markup("M").number((dot.x - c.xmin) / (c.xmax - c.xmin) * width).markup(" ");
            svg->number((dot.y - c.ymin) / (c.ymax - c.ymin) * height).markup("h0");
            shown += dot.clicks;
        }
        svg->markup("\"/>");
    }
    const picture::Theme &theme = picture::light;
    svg->rect(0, height, width, (state.segments + 2.0) * 1.5 * text, theme.paper);
    double y = height + 1.5 * text;
    for (uint32_t rank = 0; rank < state.segments; rank++, y += 1.5 * text) {
        const Segment &segment = segments_of(state)[ranked[rank]];
        svg->rect(text, y - 0.8 * text, text, text, color_of_rank(rank));
        const picture::Words words = picture::value_words(double(segment.clicks));
        const double room = width - 4.5 * text - picture::text_width(words, text);
        svg->open_text(2.5 * text, y, {text, theme.ink, picture::Anchor::start, true});
        svg->markup(">").markup(words).markup("</text>");
        const std::string_view name = segment.length > 0 ? segment.view() : "(no segment)";
        svg->label(3.5 * text + picture::text_width(words, text), y, {text, theme.ink}, name, room);
    }
    svg->open_text(text, y, {text, theme.faint}).markup(">");
    svg->markup(picture::value_words(clicks)).markup(" clicks");
    if (shown < clicks) {
        svg->markup(", shown: ").markup(picture::value_words(shown)).markup(" in ");
        svg->markup(picture::value_words(n)).markup(" dots");
    }
    if (state.outside > 0)
        svg->markup("; outside: ").markup(picture::value_words(double(state.outside)));
    svg->markup("</text>");
    svg->end();
    return ConfettiError::none;
}

} // namespace

Confetti *new_confetti(const Canvas &canvas, const Memory &memory) noexcept {
    Confetti *state = new_block(first_segments, first_dots, memory);
    const uint32_t vl_len = state->vl_len;
    *state =
        Confetti{vl_len, 0, first_dots, 0, first_segments, confetti_tag, UINT64_MAX, 0, canvas};
    return state;
}

bool check_confetti(const Confetti &state, size_t size) noexcept {
    if (size < sizeof(Confetti) || state.tag != confetti_tag)
        return false;
    if (state.segment_room > max_segments || state.segment_room == 0 ||
        state.dot_room > most_dots || state.dot_room == 0 || state.segments > state.segment_room ||
        state.dots > state.dot_room || size != size_of_rooms(state.segment_room, state.dot_room))
        return false;
    for (uint32_t i = 0; i < state.segments; i++)
        if (segments_of(state)[i].length > max_segment_name)
            return false;
    return check_canvas(state.canvas) == CanvasError::none;
}

ConfettiError add_click(Confetti **state, double x, double y, std::string_view segment,
                        const Memory &memory) noexcept {
    Growing g{*state, *state, memory};
    const ConfettiError error = add_click(g, x, y, segment);
    *state = g.state;
    return error;
}

ConfettiError add_confetti(Confetti **state, const Confetti &other, const Memory &memory) noexcept {
    Growing g{*state, *state, memory};
    const ConfettiError error = add_confetti(g, other);
    *state = g.state;
    return error;
}

ConfettiError draw_confetti(const Confetti &state, double width, double height,
                            const Memory &memory, picture::Svg *svg) noexcept {
    auto *dots = allocate<Dot>(state.dots + size_t{1}, memory);
    std::copy_n(dots_of(state), state.dots, dots);
    const uint32_t n = sample(state, dots, state.dots);
    const ConfettiError error =
        n == UINT32_MAX ? ConfettiError::corrupt : draw_sample(state, dots, n, width, height, svg);
    memory.release(dots);
    return error;
}

} // namespace heatmap::grid
