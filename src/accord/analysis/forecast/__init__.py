"""When will it be done: from what was delivered before, and from how similar items went on.

``records`` holds what a source recorded and what of it was known at a moment; ``throughput`` answers
for so many items, ``going`` for items that are open; ``calibration`` learns from past forecasts of the
same source how far to trust a level; ``backtest`` says how often the answers came true.
Definition with a worked example: ``docs/measures/forecast.md``.
"""
