"""Network neighbours of the hub, one file each."""
