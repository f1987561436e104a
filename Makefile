EXTENSION = heatmap
MODULE_big = heatmap
OBJS = $(patsubst %.cpp,%.o,$(sort $(wildcard src/core/*.cpp src/pg/*.cpp)))

# The install script is joined from these, in this order.
SQL_PARTS = preamble heatmap_type heatmap_grid heatmap_agg heatmap_operators heatmap_transform \
	heatmap_cells heatmap_matrix heatmap_text journey_type journey_agg journey_level \
	window_funnel funnel_type funnel_agg funnel_steps path_agg behaviour \
	heatmap_zones click_rate scroll_agg scroll attention_agg
DATA_built = heatmap--1.0.0.sql

REGRESS = $(patsubst sql/%.sql,%,$(sort $(wildcard sql/*.sql)))
REGRESS_OPTS = --load-extension=heatmap --encoding=UTF8 --inputdir=$(srcdir)

PG_CPPFLAGS = -I$(srcdir)/src
# PGXS gives COPT to C files alone.
PG_CXXFLAGS = -std=c++20 -fno-exceptions -fno-rtti -ffp-contract=off \
	-Wall -Wextra -Wshadow -Wno-register $(COPT)

PG_CONFIG ?= pg_config
PGXS := $(shell $(PG_CONFIG) --pgxs)
include $(PGXS)

# PGXS does not pass C++ flags on to the bitcode that JIT inlines.
COMPILE.cxx.bc += $(PG_CXXFLAGS)

heatmap--1.0.0.sql: $(SQL_PARTS:%=src/sql/%.sql)
	cat $^ > $@

# Headers have no dependency tracking in PGXS without --enable-depend: rebuild all when one changes.
$(OBJS) $(OBJS:.o=.bc): $(wildcard src/core/*.hpp src/pg/*.hpp)
