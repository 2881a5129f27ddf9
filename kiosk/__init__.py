"""What runs on a bare server: the record, its web pages, and a terminal's own life."""

VERSION = "2026.11.0"
"""Of Foyer: year, month, and which release in it. Hub and terminal of neighbouring releases work together."""
