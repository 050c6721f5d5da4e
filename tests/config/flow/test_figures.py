"""The figures, counted by hand."""

import json

from tests.config.flow.logs import SIMPLE, log, run


def test_the_json_holds_exactly_what_is_promised(tmp_path, mappings):
    out = tmp_path / "out.json"
    result = run(log(tmp_path, *SIMPLE), *mappings, "--json", out)
    assert result.exit_code == 0
    assert result.stdout.startswith(
        "2 items as of 2026-01-04T00:00:00Z: 1 delivered, 0 dropped, 1 open."
    )
    assert list(json.loads(out.read_text()).items()) == list(
        {
            "items": 2,
            "delivered": 1,
            "dropped": 0,
            "open": 1,
            "reopened": 0,
            "handoffs": 1,
            "items_with_handoff": 1,
            "ping_pongs": 0,
            "lead_days": {"p50": 3.0, "p85": 3.0, "p95": 3.0, "mean": 3.0},
            "days_by_turn": {
                "it": {"queue": 0.0, "work": 2.0, "wait": 0.0},
                "marketing": {"queue": 1.0, "work": 0.0, "wait": 0.0},
                "nobody": {"queue": 1.0, "work": 0.0, "wait": 0.0},
            },
            "unmapped_holders": [],
            "unmapped_statuses": [],
            "rows": {"read": 4, "used": 4, "skipped": 0},
            "as_of": "2026-01-04T00:00:00Z",
        }.items()
    )
