"""What a forecast rests on, taken from the placed stays."""

import ibis
import numpy as np

from accord.analysis.forecast.records import Records, closings, records_of
from accord.config.flow.exports import Exports
from accord.config.flow.placing import Custody


def records_from(exports: Exports, found: Custody) -> Records:
    """When every item was created, and when it was delivered or dropped; nothing after as-of."""
    placed = found.placed
    lives = placed.group_by("source", "item").agg(created=placed.at.min())
    in_order = ibis.window(order_by=["created", "source", "item"])
    numbered = exports.keep(lives.mutate(place=ibis.row_number().over(in_order).cast("int64")))
    created = exports.connection.to_pyarrow(numbered.order_by("place").select("created"))
    ends = closings(placed)
    joined = ends.inner_join(numbered, ["source", "item"])
    table = exports.connection.to_pyarrow(
        joined.select(numbered.place, ends.entered, ends.left, ends.delivered)
    )
    return records_of(
        created["created"].to_numpy().astype(np.int64),
        table["place"].to_numpy(),
        table["entered"].to_numpy(),
        table["left"].to_numpy(),
        table["delivered"].to_numpy().astype(np.bool_),
    )
