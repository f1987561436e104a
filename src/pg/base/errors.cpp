#include <cmath>

#include "pg/base/errors.hpp"

namespace heatmap {

void Raise(const Message &message) {
    ereport(ERROR, (errcode(message.code), errmsg("%s", message.text)));
    pg_unreachable();
}

void CheckFinite(double value) {
    if (!std::isfinite(value))
        Raise({ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE, "heatmap value out of range"});
}

void RaiseCorrupt(const char *type) {
    ereport(ERROR, (errcode(ERRCODE_DATA_CORRUPTED), errmsg("%s value is corrupted", type)));
    pg_unreachable();
}

} // namespace heatmap
