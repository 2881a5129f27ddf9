"""The voice of a terminal: a child process that renders, and a player of our own that can be cut off at once."""
