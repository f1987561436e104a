// The shared library's magic block.

#include "pg/pg.hpp"

extern "C" {
PG_MODULE_MAGIC;
}
