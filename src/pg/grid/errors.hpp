// Errors about heatmaps and their grids.
#pragma once

#include "core/grid/canvas.hpp"
#include "core/base/status.hpp"
#include "pg/base/errors.hpp"

namespace heatmap::grid {

Message MessageOf(Status status);
Message MessageOf(CanvasError error);

// Raise the error that the outcome stands for; return if there is none.
inline void Check(Status status) {
    if (status != Status::ok)
        Raise(MessageOf(status));
}

inline void Check(CanvasError error) {
    if (error != CanvasError::none)
        Raise(MessageOf(error));
}

// The canvas for a message: "3 x 2 cells over (0,0),(30,20)".
char *DescribeCanvas(const Canvas &canvas);

// Raises an error that names both canvases, unless they are the same.
void CheckSameCanvas(const Canvas &a, const Canvas &b);

} // namespace heatmap::grid
