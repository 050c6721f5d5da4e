"""Reads the CSV that Linear exports from a workspace, a team or a view."""
