"""Reads Asana tasks as its interface gives them, with their stories."""
