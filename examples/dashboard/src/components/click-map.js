import * as d3 from "d3";

/** The page as boxes, one for each named area, and over it the pictures that heatmap_data_uri made. */
export function clickMap({width, height, clicks, areas}, pictures, room) {
  const count = d3.format(",");
  const percent = d3.format(".1%");
  const svg = d3.create("svg")
    .attr("class", "click-map")
    .attr("viewBox", [0, 0, width, height])
    .style("max-width", `${width}px`);
  svg.append("rect").attr("class", "paper").attr("width", width).attr("height", height);
  const box = svg.append("g").selectAll("g").data(areas).join("g")
    .attr("transform", (d) => `translate(${d.x},${d.y})`);
  box.append("rect").attr("class", "area").attr("width", (d) => d.width).attr("height", (d) => d.height).attr("rx", 6);
  svg.selectAll("image").data(pictures).join("image")
    .attr("href", String)
    .attr("width", width)
    .attr("height", height)
    .attr("preserveAspectRatio", "none"); // its pixels are cells, and the browser smooths them
  const target = svg.append("g").selectAll("g").data(areas).join("g")
    .attr("transform", (d) => `translate(${d.x},${d.y})`);
  // A name has 11 pixels on the screen, whatever the size of the map, and only stands where it fits.
  const size = 11 * Math.max(1, width / room);
  target.filter((d) => 0.55 * size * d.name.length < d.width).append("text")
    .attr("x", (d) => d.width / 2)
    .attr("y", (d) => d.height + 1.3 * size)
    .style("font-size", `${size}px`)
    .text((d) => d.name);
  target.append("rect").attr("class", "hover").attr("width", (d) => d.width).attr("height", (d) => d.height)
    .append("title")
    .text((d) => `${d.name}: ${count(d.clicks)} clicks, ${percent(d.clicks / clicks)} of all`);
  return svg.node();
}
