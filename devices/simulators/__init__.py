"""Honest stand-ins that ship: for the demonstration, the bench and the tests. Not for production."""
