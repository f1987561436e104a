EXTENSION = heatmap
MODULE_big = heatmap
HEATMAP_VERSION = $(shell sed -n "s/^default_version = '\(.*\)'/\1/p" heatmap.control)
OBJS = $(patsubst %.cpp,%.o,$(sort $(wildcard src/core/*/*.cpp src/pg/*/*.cpp)))

# The install script is joined from the files of these folders of src/sql, in this order, because
# each may use what earlier ones declare. In each folder, the types come first.
SQL_WINGS = base scan grid visitors scroll journey funnel stats events live
SQL_FILES = $(foreach wing,$(SQL_WINGS),$(wildcard src/sql/$(wing)/type.sql src/sql/$(wing)/window.sql) \
	$(filter-out %/type.sql %/window.sql,$(sort $(wildcard src/sql/$(wing)/*.sql))))
DATA_built = heatmap--$(HEATMAP_VERSION).sql
# The scripts of versions that were released, and those that lead from one to the next.
DATA = $(wildcard src/sql/released/*.sql)

REGRESS = $(patsubst sql/%.sql,%,$(sort $(wildcard sql/*/*.sql)))
REGRESS_OPTS = --load-extension=heatmap --encoding=UTF8 --inputdir=$(srcdir)
REGRESS_PREP = result-folders

PG_CPPFLAGS = -I$(srcdir)/src -DHEATMAP_VERSION='"$(HEATMAP_VERSION)"'
# PGXS passes COPT on to C files only.
PG_CXXFLAGS = -std=c++20 -fno-exceptions -fno-rtti -ffp-contract=off \
	-Wall -Wextra -Wshadow -Wno-register $(COPT)

SHLIB_LINK += -lz

PG_CONFIG ?= pg_config
PGXS := $(shell $(PG_CONFIG) --pgxs)
include $(PGXS)

# PGXS does not pass C++ flags on to the bitcode that JIT inlines.
COMPILE.cxx.bc += $(PG_CXXFLAGS)

heatmap--$(HEATMAP_VERSION).sql: $(SQL_FILES) heatmap.control
	cat $(SQL_FILES) > $@

# pg_regress writes results/grid/cells.out, but makes only the folder results.
.PHONY: result-folders
result-folders:
	mkdir -p $(addprefix results/,$(sort $(dir $(REGRESS))))

# Without --enable-depend, PGXS does not track dependencies on headers: rebuild all when one
# changes.
$(OBJS) $(OBJS:.o=.bc): $(wildcard src/core/*/*.hpp src/pg/*/*.hpp)
