"""Facts and rules. No I/O, no clock, no logging: everything a function needs is passed in."""
