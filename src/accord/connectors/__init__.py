"""Readers of trackers' exports: one folder a tracker, each with ``sniff`` and ``translate``, both pure.

``contract`` says what a reader gets and gives; ``registry`` knows them all and picks by content.
"""
