"""Boards that release doors and hear contacts."""
