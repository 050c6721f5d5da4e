"""The command: its options, and one clear line for a wrong one."""

import json
import subprocess
import sys

import pytest
from tests.config.flow.logs import SIMPLE, app, log, refused, run
from typer.testing import CliRunner


def test_a_zone_and_the_order_of_dates_can_be_told(tmp_path):
    out = tmp_path / "out.json"
    file = log(tmp_path, ("A", "7/9/2026 02:00", "New", "Web"))
    run(file, "--month-first", "--zone", "Europe/Berlin", "--json", out)
    assert json.loads(out.read_text())["as_of"] == "2026-07-09T00:00:00Z"


def test_the_usual_statuses_are_printed_as_a_statuses_file(tmp_path):
    result = CliRunner().invoke(app, ["statuses"])
    known = tmp_path / "statuses.csv"
    known.write_text(result.stdout)
    assert result.stdout.startswith("status,class,turn\nto do,queue,\n")
    assert run(log(tmp_path, *SIMPLE), "--statuses", known).exit_code == 0


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--format", "abacus"], "no format 'abacus'"),
        (["--holder", "squad"], "no column 'squad'"),
        (["--zone", "Atlantis"], "no time zone 'Atlantis'"),
        (["--zone", "Atlantis", "--as-of", "2026-01-01"], "no time zone 'Atlantis'"),
        (["--as-of", "soon"], "--as-of 'soon' is no time"),
        (["--as-of", "2020-01-01"], "No row is as old as"),
        (["--items", "items.xlsx"], "must end in .csv or .parquet"),
        (["--json", "nowhere/out.json"], "there is no such folder"),
        (["--json", "log.csv"], "log.csv is named twice"),
        (["--json", "x.parquet", "--stays", "./x.parquet"], "x.parquet is named twice"),
        (["--parties", "absent.csv"], "absent.csv does not exist"),
    ],
)
def test_a_wrong_option_is_one_clear_line(tmp_path, monkeypatch, arguments, says):
    monkeypatch.chdir(tmp_path)
    log(tmp_path, *SIMPLE)
    assert says in refused("log.csv", *arguments)


def test_the_module_of_the_command_loads_nothing_heavy():
    heavy = {"django", "ibis", "pyarrow"}
    code = f"import sys, accord.config.flow.command; print({heavy} & set(sys.modules))"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "set()"
