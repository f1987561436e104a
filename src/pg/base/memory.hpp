// The server's memory, for the core.
#pragma once

#include "core/base/memory.hpp"

#include "pg/base/interrupts.hpp"

namespace heatmap {

// Scratch may be larger than PostgreSQL's usual limit. Values may not: what can exceed it checks that.
inline constexpr Memory server_memory{
    [](size_t size) { return palloc_extended(size, MCXT_ALLOC_HUGE); }, pfree, CheckForInterrupts};

} // namespace heatmap
