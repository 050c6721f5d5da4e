"""Reads the tables of issues and of their history that Jira Data Center's data pipeline writes."""
