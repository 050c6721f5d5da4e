"""Reads the CSV that Jira exports from a list of issues."""
