// The server's memory, for the core.
#pragma once

#include "core/base/memory.hpp"

#include "pg/base/interrupts.hpp"

namespace heatmap {

// Scratch memory may exceed PostgreSQL's usual limit of 1 GB. Values may not: functions whose
// results can become that large check the size themselves.
inline constexpr Memory server_memory{
    [](size_t size) { return palloc_extended(size, MCXT_ALLOC_HUGE); }, pfree, CheckForInterrupts};

} // namespace heatmap
