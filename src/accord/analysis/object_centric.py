"""The words in which Accord writes its evidence as an object-centric event log (OCEL 2.0).

The store writes them and a reader reads them back; neither knows the other. Every history row is an
event whose type is the status; due dates and comments are events of their own, told apart by how
their names begin.
"""

from typing import Final

# Object types.
ITEM: Final = "item"
HOLDER: Final = "holder"
REQUEST: Final = "request"
MENTION: Final = "mention"  # a key that an item names and that is no item of the log

# Attributes of items. ``KEY`` is the mark by which an export of Accord is known.
SOURCE: Final = "accord_source"
KEY: Final = "accord_key"
SAID: Final = ("type", "title", "requester", "url", "labels")

# Attributes of holders and mentions.
NAME: Final = "name"
KIND: Final = "kind"
UNIT: Final = "unit"
PERSON_KIND: Final = "person"

# Attributes of events.
LINE: Final = "accord_line"
PERSON: Final = "person"
RESOLUTION: Final = "resolution"
DUE: Final = "due"
AUTHOR: Final = "author"

# How the names of events begin.
HISTORY_EVENT: Final = "history:"
PROMISE_EVENT: Final = "promise:"
COMMENT_EVENT: Final = "comment:"

#: When an object has its first values, by the standard.
EPOCH: Final = "1970-01-01T00:00:00.000000Z"
