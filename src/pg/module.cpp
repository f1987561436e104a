// The shared library's magic block.

#include "pg/pg.hpp"

extern "C" {
HEATMAP_MODULE_MAGIC;
}
