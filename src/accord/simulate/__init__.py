"""A company with known truth, written out as its trackers would export it."""
