SELECT * FROM bi.pictures
