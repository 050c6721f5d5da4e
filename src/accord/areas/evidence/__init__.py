"""What the trackers of both sides record, and whose turn it was.

A *source* is one tracker; an *import* one file of it; *holders* are mapped to teams, *statuses* to
classes; *requests* are items of several trackers joined by links.
"""
