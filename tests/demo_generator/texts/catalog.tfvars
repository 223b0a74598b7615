tables = ["fields", "harvests", "weather"]
