// The outcomes of working on a value or a state, whatever its type.
#pragma once

namespace heatmap {

enum class Status {
    ok,
    full,         // a state has no room for one more entry: grow it and call again
    corrupt,      // the bytes are not what they claim to be
    out_of_range, // a number left the range of its type
};

} // namespace heatmap
