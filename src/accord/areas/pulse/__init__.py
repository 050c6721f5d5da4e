"""The two-sided survey: an *instrument* of items, asked in *waves*, answered without a name, read as findings.

A *release* is what a closed wave publishes, frozen; nothing else ever leaves the answers.
"""
