"""``accord pulse``: what two sides answered, from two tables, without a server or a home."""
