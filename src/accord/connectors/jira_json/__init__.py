"""Reads Jira issues as its REST interface gives them, with their changelog."""
