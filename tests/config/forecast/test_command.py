"""``accord forecast`` as a user runs it: its answers, its JSON, and one clear line for bad input."""

import json
import random
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest
import typer
from typer.testing import CliRunner

from accord.config.forecast.command import forecast

BEGIN = datetime(2026, 1, 5, tzinfo=UTC)
app = typer.Typer()
app.command()(forecast)


@app.callback()
def _several() -> None:
    """So that the command keeps its name."""


def run(*arguments):
    return CliRunner().invoke(app, ["forecast", *map(str, arguments)])


def log(tmp_path, days=70, name="log.csv", items=None):
    """A log in which one item is begun each day and done three days later."""
    lines = ["item,at,status,holder"]
    for number in items or range(days):
        begun = BEGIN + timedelta(days=number)
        lines.append(f"{number},{begun.isoformat()},New,Web")
        if number + 3 < days:
            lines.append(f"{number},{(begun + timedelta(days=3)).isoformat()},Done,Web")
    file = tmp_path / name
    file.write_text("\n".join(lines) + "\n")
    return file


def figures(tmp_path, *arguments):
    out = tmp_path / "out.json"
    result = run(*arguments, "--json", out)
    assert result.exit_code == 0, result.output
    return json.loads(out.read_text())


def test_so_many_items_as_json_and_in_words(tmp_path):
    found = figures(tmp_path, log(tmp_path), "--items", 10)
    assert list(found) == ["as_of", "method", "items", "days", "delivered_before", "refused"]
    assert found["as_of"] == "2026-03-15T00:00:00Z"
    assert found["method"] == "block bootstrap of weeks"  # three days without any, then one a day
    assert (found["items"], found["delivered_before"], found["refused"]) == (10, 67, None)
    days = found["days"]
    assert 8 <= days["p50"] <= days["p85"] <= days["p95"] <= 20
    said = run(log(tmp_path), "--items", 10).stdout
    assert said.startswith(f"10 items will be delivered within {days['p50']} days of 2026-03-15")
    assert "Of 67 items delivered by then, those of the last 42 days count (1.00 a day)" in said


def test_a_day_counts_from_calendar_day_to_calendar_day(tmp_path):
    file = log(tmp_path)
    found = figures(tmp_path, file, "--by", "2026-03-25")
    count = found["count"]
    assert list(found)[-2:] == ["by", "count"]
    assert (found["items"], found["days"], found["by"]) == (None, None, "2026-03-25")
    assert 12 >= count["p50"] >= count["p85"] >= count["p95"] >= 4
    for same in ("2026-03-25T00:00:00Z", "2026-03-25T23:59:00Z"):
        assert figures(tmp_path, file, "--by", same)["count"] == count
    berlin = figures(tmp_path, file, "--by", "2026-03-25", "--zone", "America/New_York")
    assert berlin["count"]["p50"] >= count["p50"]  # there it is still the day before
    assert "at least" in run(file, "--by", "2026-03-25").stdout


def test_weeks_are_named_where_days_hang_together(tmp_path):
    days = [day for day in range(100) if day % 7 < 5]
    found = figures(tmp_path, log(tmp_path, 100, items=days), "--items", 10)
    assert found["method"] == "block bootstrap of weeks"
    assert "whole weeks are drawn" in run(log(tmp_path, 100, items=days), "--items", 10).stdout


def test_days_are_named_where_they_are_independent(tmp_path):
    days = sorted(random.Random(2).sample(range(100), 60))
    found = figures(tmp_path, log(tmp_path, 100, items=days), "--items", 10)
    assert found["method"] == "convolution of days"
    assert "exact convolution" in run(log(tmp_path, 100, items=days), "--items", 10).stdout


def test_nothing_later_than_as_of_changes_the_answer(tmp_path):
    whole = figures(tmp_path, log(tmp_path, 120), "--items", 9, "--as-of", "2026-03-15")
    assert whole == figures(tmp_path, log(tmp_path, 70), "--items", 9)


def test_the_order_of_files_changes_nothing(tmp_path):
    one, other = log(tmp_path, 60, "one.csv"), log(tmp_path, 60, "other.csv")
    there = figures(tmp_path, one, other, "--items", 9)
    assert there == figures(tmp_path, other, one, "--items", 9)
    assert there["delivered_before"] == 2 * 57


def test_mappings_are_obeyed(tmp_path):
    statuses = tmp_path / "statuses.csv"
    statuses.write_text("status,class\nNew,queue\nDone,work\n")
    parties = tmp_path / "parties.csv"
    parties.write_text("holder,party\nWeb,it\n")
    result = run(log(tmp_path), "--items", 1, "--statuses", statuses, "--parties", parties)
    assert result.exit_code == 2
    assert "0 items were delivered" in result.stderr


def test_a_refusal_is_one_line_and_stands_in_the_json(tmp_path):
    out = tmp_path / "out.json"
    result = run(log(tmp_path, 30), "--items", 5, "--json", out, "--backtest")
    assert result.exit_code == 2
    assert result.stdout == ""
    reason = "History is too thin: 27 items were delivered by then, and a forecast needs 30."
    assert result.stderr == f"accord: {reason}\n"
    found = json.loads(out.read_text())
    assert found == {
        "as_of": "2026-02-03T00:00:00Z",
        "method": None,
        "items": 5,
        "days": None,
        "delivered_before": 27,
        "refused": reason,
    }


def test_past_forecasts_are_shown_where_asked(tmp_path):
    found = figures(tmp_path, log(tmp_path, 120), "--items", 5, "--backtest")
    assert set(found["backtest"]) == {"count", "days", "time_to_go"}
    days = found["backtest"]["days"]
    assert days["forecasts"]["p50"] > 0
    assert 0 <= days["came_true"]["p50"] <= 1
    said = run(log(tmp_path, 120), "--items", 5, "--backtest").stdout
    assert "days until so many items" in said
    short = run(log(tmp_path, 37), "--items", 5, "--backtest").stdout
    assert "- of 0" in short


def test_more_than_a_hundred_years_is_said_so(tmp_path):
    found = figures(tmp_path, log(tmp_path), "--items", 1_000_000)
    assert found["days"] == {"p50": None, "p85": None, "p95": None}
    assert "more than a hundred years" in run(log(tmp_path), "--items", 1_000_000).stdout


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ([], "either --items N or --by DATE"),
        (["--items", 5, "--by", "2026-04-01"], "either --items N or --by DATE"),
        (["--items", 0], "--items 0 is out of range"),
        (["--items", 10**12], "is out of range"),
        (["--by", "soon"], "--by 'soon' is no time"),
        (["--by", "2026-03-15"], "at least one day after 2026-03-15T00:00:00Z"),
        (["--by", "2026-03-15T20:00:00Z"], "at least one day after"),
        (["--by", "2226-03-15"], "at most a hundred years"),
        (["--by", "2026-04-01", "--zone", "Atlantis"], "no time zone 'Atlantis'"),
        (["--items", 5, "--as-of", "soon"], "--as-of 'soon' is no time"),
        (["--items", 5, "--as-of", "2020-01-01"], "No row is as old as"),
        (["--items", 5, "--json", "nowhere/out.json"], "there is no such folder"),
        (["--items", 5, "--statuses", "absent.csv"], "absent.csv does not exist"),
        (["--items", 5, "--format", "abacus"], "no format 'abacus'"),
    ],
)
def test_a_wrong_option_is_one_clear_line(tmp_path, monkeypatch, arguments, says):
    monkeypatch.chdir(tmp_path)
    log(tmp_path)
    result = run("log.csv", *arguments)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr.startswith("accord: ")
    assert result.stderr.count("\n") == 1
    assert says in result.stderr


def test_the_module_of_the_command_loads_nothing_heavy():
    heavy = {"django", "ibis", "pyarrow", "scipy"}
    code = f"import sys, accord.config.forecast.command; print({heavy} & set(sys.modules))"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "set()"
