SELECT * FROM bi.path_edges
