// The executor node of the vectorised scan, HeatmapScan. Its child is a sequential scan that is not
// executed: the node uses the relation, the conditions and the slot that the child has set up, and
// reads the pages itself. If that is not possible at run time, it takes the child's rows.
#pragma once

#include "pg/scan/server.hpp"

namespace heatmap::scan {

// Makes the plan of a path: PlanCustomPath of the server's custom paths.
Plan *MakePlan(PlannerInfo *root, RelOptInfo *rel, CustomPath *path, List *tlist, List *clauses,
               List *children);

// Once a session.
void RegisterNode();

} // namespace heatmap::scan
