"""The three screens: the one that waits for somebody, the one that serves them, the one that cannot."""
