import * as d3 from "d3";

/** A table: a row for each week of the first visit, a column for each later week, coloured by the share that came. */
export function retention(rows) {
  const percent = d3.format(".1%");
  const cohorts = d3.groups(rows, (d) => d.cohort);
  const later = d3.range(1, 1 + d3.max(rows, (d) => d.weeks_later));
  const most = d3.max(rows, (d) => (d.weeks_later > 0 ? d.share : 0));
  const table = d3.create("table")
    .attr("class", "retention")
    .attr("aria-label", "Share of the visitors who come back, by the week of their first visit");
  const head = table.append("thead").append("tr");
  head.selectAll("th")
    .data(["Week of", "Visitors", ...later.map((n) => `${n} week${n > 1 ? "s" : ""}`)])
    .join("th").attr("scope", "col").text(String);
  const row = table.append("tbody").selectAll("tr").data(cohorts).join("tr");
  row.append("th").attr("scope", "row").text(([cohort]) => cohort);
  row.append("td").text(([, [first]]) => d3.format(",")(first.visitors));
  row.selectAll("td.share")
    .data(([, cells]) => later.map((n) => cells.find((d) => d.weeks_later === n)))
    .join("td")
    .attr("class", "share")
    .style("--heat", (d) => (d ? `${Math.round(60 * d.share / most)}%` : null))
    .text((d) => (d ? percent(d.share) : ""));
  return table.node();
}
