"""A plain history: one row each time an item's status or holder changed, as CSV or Parquet."""
