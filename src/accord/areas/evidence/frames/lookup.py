"""Items by tracker and key."""

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as compute


def find_items(items: pa.Table, wanted: pa.Table) -> npt.NDArray[np.int64]:
    """The row among the items of each wanted ``source`` and ``item``; -1 where there is none."""
    source, own_source = (_text(table["source"]) for table in (wanted, items))
    key, own_key = (_text(table["item"]) for table in (wanted, items))
    found = np.full(wanted.num_rows, -1, np.int64)
    for name in compute.unique(source).to_pylist():
        rows, own = (_rows_of(column, name) for column in (source, own_source))
        keys = own_key.take(own)
        place = compute.index_in(key.take(rows), value_set=keys).fill_null(-1).to_numpy()
        found[rows] = np.where(place >= 0, np.append(own, -1)[place], -1)
    return found


def _text(column: pa.ChunkedArray) -> pa.ChunkedArray:
    return column.cast(pa.string())


def _rows_of(column: pa.ChunkedArray, name: str) -> npt.NDArray[np.int64]:
    return np.flatnonzero(compute.equal(column, name).to_numpy())
