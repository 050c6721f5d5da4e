"""Reads the CSV that Azure DevOps exports from a query of work items."""
