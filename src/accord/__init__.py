"""Accord: the partnership between a company's marketing and its IT, said and shown."""
