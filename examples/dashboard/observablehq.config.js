export default {
  title: "Shop dashboard",
  root: "src",
  output: "dist",
  // The defaults of these load fonts and scripts from other servers, or make room for more pages.
  globalStylesheets: [],
  head: '<link rel="icon" href="data:,">',
  sidebar: false,
  toc: false,
  pager: false,
  footer: ""
};
