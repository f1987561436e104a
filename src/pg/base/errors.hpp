// How an outcome of the core becomes an error of the server. Each part of the extension has a table
// that gives each of its outcomes an SQLSTATE and a message.
#pragma once

#include "pg/base/pg.hpp"

namespace heatmap {

struct Message {
    int code;
    const char *text;
};

[[noreturn]] void Raise(const Message &message);

// Raises an error if a sum of values, or a ratio of sums, has left the range of float8.
void CheckFinite(double value);

// Raises an error: the stored bytes, or an aggregate state, of this type are damaged.
[[noreturn]] void RaiseCorrupt(const char *type);

} // namespace heatmap
