"""Event logs in XES, the standard of process mining (IEEE 1849)."""
