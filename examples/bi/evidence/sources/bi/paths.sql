SELECT * FROM bi.paths
