"""Reads a Trello board as its own JSON export gives it, with its last thousand actions."""
