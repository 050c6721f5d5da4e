"""Reads ServiceNow's audit and history rows as its lists export them."""
