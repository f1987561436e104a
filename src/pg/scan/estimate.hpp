// How many groups a query has.
#pragma once

#include "pg/scan/server.hpp"

namespace heatmap::scan {

// The number of groups by these expressions of so many rows. The server knows no distribution for
// an expression such as date_trunc('day', ts), and takes each time for a group of its own; here it
// is the number of days from the first time to the last.
double EstimateGroups(PlannerInfo *root, List *expressions, double rows);

} // namespace heatmap::scan
