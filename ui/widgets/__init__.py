"""What screens are made of. Each widget is a `.py` and a `.kv` of the same name."""
