SELECT * FROM bi.funnel
