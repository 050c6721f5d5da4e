"""Measurements side by side: ratios against a floor in one run, never seconds alone."""
