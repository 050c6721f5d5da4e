"""Reads ServiceNow's records and audit rows as its table interface gives them."""
