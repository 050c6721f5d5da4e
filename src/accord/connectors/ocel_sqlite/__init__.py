"""Reads object-centric event logs in the SQLite form of OCEL 2.0."""
