SELECT * FROM bi.retention
