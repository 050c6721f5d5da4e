"""Reads ServiceNow incidents and requests: a list, or a log with one row a change."""
