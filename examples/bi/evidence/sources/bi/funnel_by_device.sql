SELECT * FROM bi.funnel_by_device
