"""Screens of the evidence: imports, mappings, the questions, the rows behind every number."""
