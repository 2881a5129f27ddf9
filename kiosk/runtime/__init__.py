"""Assembly: settings, child processes, logs, and the order in which things start and stop."""
