"""Reads GitHub issues as its REST interface gives them, with their timeline."""
