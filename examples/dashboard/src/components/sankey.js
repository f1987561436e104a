import * as d3 from "d3";
import {sankey, sankeyLeft, sankeyLinkHorizontal} from "d3-sankey";

const count = d3.format(",");

/** A Sankey chart of the rows of path_edges. A page is a node of its own at each step: the layout allows no circles. */
export function paths(edges, width, name) {
  const height = 380;
  const id = (step, page) => `${step} ${page}`;
  const nodes = d3.union(edges.flatMap((d) => [id(d.step, d.source), id(d.step + 1, d.target)]));
  const graph = sankey()
    .nodeId((d) => d.id)
    .nodeAlign(sankeyLeft)
    .nodeWidth(8)
    .nodePadding(34)
    .extent([[0, 22], [width, height]])({
      nodes: Array.from(nodes, (d) => ({id: d, page: d.slice(d.indexOf(" ") + 1)})),
      links: edges.map((d) => ({source: id(d.step, d.source), target: id(d.step + 1, d.target), value: d.visits}))
    });
  const ends = new Set(["(exit)", "..."]);
  const svg = d3.create("svg")
    .attr("class", "paths")
    .attr("viewBox", [0, 0, width, height]);
  svg.append("g").selectAll("path").data(graph.links).join("path")
    .attr("class", (d) => (ends.has(d.target.page) ? "link end" : "link"))
    .attr("d", sankeyLinkHorizontal())
    .attr("stroke-width", (d) => Math.max(1, d.width))
    .append("title")
    .text((d) => `${name(d.source.page)} → ${name(d.target.page)}: ${count(d.value)} visits`);
  svg.append("g").selectAll("rect").data(graph.nodes).join("rect")
    .attr("class", (d) => (ends.has(d.page) ? "node end" : "node"))
    .attr("x", (d) => d.x0)
    .attr("y", (d) => d.y0)
    .attr("width", (d) => d.x1 - d.x0)
    .attr("height", (d) => Math.max(1, d.y1 - d.y0));
  // Labels stand above their nodes, where they fit the narrow columns of a phone.
  const right = d3.max(graph.nodes, (d) => d.x1);
  const text = svg.append("g").selectAll("text").data(graph.nodes).join("text")
    .attr("y", (d) => d.y0 - 16)
    .attr("text-anchor", (d) => (d.x1 === right ? "end" : "start"));
  text.append("tspan").attr("x", (d) => (d.x1 === right ? d.x1 : d.x0)).text((d) => name(d.page));
  text.append("tspan").attr("x", (d) => (d.x1 === right ? d.x1 : d.x0)).attr("dy", "1.15em").text((d) => count(d.value));
  return svg.node();
}
