#include "pg/base/errors.hpp"

namespace heatmap {

void Raise(const Message &message) {
    ereport(ERROR, (errcode(message.code), errmsg("%s", message.text)));
    pg_unreachable();
}

void RaiseCorrupt(const char *type) {
    ereport(ERROR, (errcode(ERRCODE_DATA_CORRUPTED), errmsg("%s value is corrupted", type)));
    pg_unreachable();
}

} // namespace heatmap
