// The query of a view.
#pragma once

#include "pg/live/server.hpp"

namespace heatmap::live {

// A copy of the query of a view, whose output columns are the expressions that were written. An
// error if it is none.
Query *ViewQuery(Oid view);

// The number of the one relation that a query is over; 0 if it is not over one relation.
int OnlyRelation(const Query &query);

} // namespace heatmap::live
