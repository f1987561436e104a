// Arbitrary bytes as the state of confetti_svg: one that check_confetti() accepts can be added to,
// combined and drawn, or is found to be damaged.

#include <cstdlib>

#include "core/grid/confetti.hpp"
#include "fuzz/fuzz.hpp"
#include "unit/grid/helpers.hpp"

namespace heatmap::grid {
using namespace test;
namespace {

constexpr Memory memory{std::malloc, std::free, no_poll};

void draw(const Confetti &state) {
    Buffer out(memory);
    picture::Svg svg(&out);
    draw_confetti(state, 100, 100, memory, &svg);
    std::free(out.data());
}

// Replaced states that the caller would release.
void keep(Confetti *before, const Confetti *after) {
    if (before != after)
        std::free(before);
}

} // namespace
} // namespace heatmap::grid

void heatmap::test::run(Input in) {
    using namespace heatmap::grid;
    Canvas canvas;
    if (make_canvas(0, 0, 10, 10, 10, 10, &canvas) != CanvasError::none)
        return;
    Confetti *state = new_confetti(canvas, memory), *other = new_confetti(canvas, memory);
    // Clicks, and bytes of the state that are changed
    while (!in.empty()) {
        const auto kind = in.take<uint8_t>();
        Confetti *before = state;
        if (kind < 200) {
            const char name = static_cast<char>('a' + kind % 20);
            add_click(&state, in.take<int8_t>() / 8.0, in.take<int8_t>() / 8.0,
                      {&name, kind % 3u ? 1u : 0u}, memory);
            keep(before, state);
        } else if (kind < 220) {
            auto *bytes = reinterpret_cast<uint8_t *>(state);
            bytes[4 + in.take<uint16_t>() % (size_of(state) - 4)] = in.take<uint8_t>();
            if (!check_confetti(*state, size_of(state))) {
                std::free(state);
                state = new_confetti(canvas, memory);
            }
        } else if (kind < 230) {
            add_confetti(&state, *other, memory);
            keep(before, state);
        } else if (kind < 240) {
            std::swap(state, other);
        } else {
            draw(*state);
        }
        REQUIRE(check_confetti(*state, size_of(state)));
    }
    draw(*state);
    std::free(state);
    std::free(other);
}
