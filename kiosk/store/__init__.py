"""The record: SQLAlchemy Core tables, one writer with group commit, and the files that hold the hub's keys."""
