// 128 bits, for sums of 64-bit numbers. (ISO C++ has none: -Wpedantic.)
#pragma once

namespace heatmap {

__extension__ using uint128 = unsigned __int128;

} // namespace heatmap
