// Whether rows are added to a state or, as a moving window frame leaves them behind, removed from
// it.
#pragma once

#include <cstdint>

namespace heatmap {

enum class Direction : int8_t { add = 1, remove = -1 };

inline int sign(Direction direction) noexcept {
    return static_cast<int>(direction);
}

} // namespace heatmap
