// The shared library's magic block.

#include "pg/base/pg.hpp"

extern "C" {
HEATMAP_MODULE_MAGIC;
}
