// Where a core Status becomes an SQLSTATE and a message.
#pragma once

#include "core/canvas.hpp"
#include "core/status.hpp"

namespace heatmap {

int StatusCode(Status status);
const char *StatusMessage(Status status);

// Raises the error that `status` stands for; returns if it is ok.
void Check(Status status);

// Raises an error if a sum of cell values, or a ratio of sums, has left the range of float8.
void CheckFinite(double sum);

// Raises an error that names both canvases, unless they are the same.
void CheckSameCanvas(const Canvas &a, const Canvas &b);

} // namespace heatmap
