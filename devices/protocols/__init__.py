"""What is said on the wires: bytes in, events out, no waiting."""
