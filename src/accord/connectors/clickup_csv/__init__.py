"""Reads the CSV that ClickUp exports from a workspace or a view."""
