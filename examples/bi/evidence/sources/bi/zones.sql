SELECT * FROM bi.zones
