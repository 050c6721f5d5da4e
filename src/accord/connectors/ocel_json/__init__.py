"""Reads object-centric event logs in the JSON form of OCEL 2.0."""
