// What the fuzzer base_bytes takes its bytes for; seeds.cpp writes seeds of each.
#pragma once

#include <cstdint>

namespace heatmap::test {

enum class Kind : uint8_t {
    heatmap,
    heatmap_state,
    visitors,
    visitors_state,
    journey,
    journey_state,
    funnel,
    funnel_state,
    path_state,
    attention_state,
};

inline constexpr uint8_t kinds = 10;

} // namespace heatmap::test
