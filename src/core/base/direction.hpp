// Whether a row is added to a state or removed from it: a moving window frame removes the rows that
// it leaves behind.
#pragma once

#include <cstdint>

namespace heatmap {

enum class Direction : int8_t { add = 1, remove = -1 };

inline int sign(Direction direction) noexcept {
    return static_cast<int>(direction);
}

} // namespace heatmap
