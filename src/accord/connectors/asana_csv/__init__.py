"""Reads the CSV that Asana exports from a project or a search."""
