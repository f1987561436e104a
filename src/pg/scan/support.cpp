#include "pg/base/pg.hpp"

namespace heatmap::scan {

// heatmap_support: answers nothing. That the planner asks for it loads the library, and with it the
// hook of the vectorised scan.
HEATMAP_FUNCTION(heatmap_support) {
    (void)fcinfo;
    PG_RETURN_POINTER(nullptr);
}

} // namespace heatmap::scan
