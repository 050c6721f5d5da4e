"""The declared columns of the evidence tables, shared by readers, store and methods.

Times are whole microseconds since 1970 in UTC (``int64``): exact, and alike in every engine.
Text is never null: the empty string says "not given". Lists are never null and hold no null either.
"""

import pyarrow as pa

MICROSECONDS_A_DAY = 86_400_000_000

#: One row: from ``at`` on, ``item`` has this ``status`` and this ``holder``.
#: ``line`` is the place in the file: of rows at the same instant the last one counts.
#: ``person`` is who the tracker names as responsible (never needed for a measure).
#: ``resolution`` says how it was closed, where the tracker tells.
HISTORY = pa.schema(
    [
        pa.field("item", pa.string(), nullable=False),
        pa.field("at", pa.int64(), nullable=False),
        pa.field("line", pa.int64(), nullable=False),
        pa.field("status", pa.string(), nullable=False),
        pa.field("holder", pa.string(), nullable=False),
        pa.field("person", pa.string(), nullable=False),
        pa.field("resolution", pa.string(), nullable=False),
    ]
)

#: One row each time that something is said of an item beside its state; the last one counts.
#: ``at`` is when it was so, where the export tells, else 0.
#: ``labels`` are the tracker's labels or tags at that time: trimmed, in order, none twice, often none.
ITEMS = pa.schema(
    [
        pa.field("item", pa.string(), nullable=False),
        pa.field("at", pa.int64(), nullable=False),
        pa.field("type", pa.string(), nullable=False),
        pa.field("title", pa.string(), nullable=False),
        pa.field("requester", pa.string(), nullable=False),
        pa.field("url", pa.string(), nullable=False),
        pa.field("labels", pa.list_(pa.string()), nullable=False),
    ]
)

#: One row each time a due date was given, moved or withdrawn (``due`` null).
#: A due date without time of day means the end of that day in the company's zone.
PROMISES = pa.schema(
    [
        pa.field("item", pa.string(), nullable=False),
        pa.field("at", pa.int64(), nullable=False),
        pa.field("line", pa.int64(), nullable=False),
        pa.field("due", pa.int64()),
    ]
)

#: One row a dated, authored entry: who answered when.
COMMENTS = pa.schema(
    [
        pa.field("item", pa.string(), nullable=False),
        pa.field("at", pa.int64(), nullable=False),
        pa.field("author", pa.string(), nullable=False),
    ]
)

#: One row a mention of another item: ``target`` is the other's key as written.
LINKS = pa.schema(
    [
        pa.field("item", pa.string(), nullable=False),
        pa.field("target", pa.string(), nullable=False),
        pa.field("kind", pa.string(), nullable=False),
    ]
)

EVIDENCE = {
    "history": HISTORY,
    "items": ITEMS,
    "promises": PROMISES,
    "comments": COMMENTS,
    "links": LINKS,
}

#: The status written where an export tells that an item existed, but not in which state (snapshots).
NOT_RECORDED = "(not recorded)"
