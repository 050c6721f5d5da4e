"""The one door to the evidence tables: Delta and Parquet through Ibis."""
