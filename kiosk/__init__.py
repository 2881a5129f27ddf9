"""What runs on a bare server: the record, its web pages, and a terminal's own life."""
