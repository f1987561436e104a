SELECT * FROM bi.scroll
