"""The nearest that PM4Py has: read, format, durations of cases, and the network of hand-overs.

It knows no time by party, no hand-offs of an item and no ping-pong; its hand-overs are shares of all
pairs of steps, those within one team included.
"""

from pathlib import Path
from typing import Any

import pandas as pd
import pm4py


def nearest(file: Path) -> dict[str, Any]:
    """As near as it comes; nothing of this can be compared figure by figure."""
    rows = pd.read_parquet(file, columns=["item", "at", "status", "holder"])
    log = pm4py.format_dataframe(rows, case_id="item", activity_key="status", timestamp_key="at")
    log["org:resource"] = log["holder"]
    durations = pm4py.get_all_case_durations(log)
    network = pm4py.discover_handover_of_work_network(log)
    return {"items": len(durations), "pairs": len(network.connections)}
