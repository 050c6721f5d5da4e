"""Any other table: what its columns say is told by a mapping that somebody confirmed."""
