// The server's version of the core's Poll.
#pragma once

#include "pg/base/pg.hpp"

namespace heatmap {

inline void CheckForInterrupts() {
    CHECK_FOR_INTERRUPTS();
}

} // namespace heatmap
