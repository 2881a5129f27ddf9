"""Wires: serial lines, character devices and network sockets, with every call bounded in time."""
