"""Reads object-centric event logs in the XML form of OCEL 2.0."""
