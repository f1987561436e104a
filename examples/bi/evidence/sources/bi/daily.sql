SELECT * FROM bi.daily
