"""What past forecasts of the real logs would have been worth: the table of the documentation."""

import csv
import gzip
import re
from pathlib import Path

import pytest

from accord.analysis.forecast.backtest import backtest
from accord.analysis.forecast.records import LEVELS
from accord.config.flow.exports import opened
from accord.config.flow.placing import custody_of
from accord.config.forecast.evidence import records_from
from accord.connectors.contract import Options

REAL = Path(__file__).resolve().parents[3].parent / "shared" / "data" / "trackers"
LOGS = (
    "bpic2013_closed_problems.xes.gz",
    "bpic2020_DomesticDeclarations.xes.gz",
    "bpic2020_InternationalDeclarations.xes.gz",
    "helpdesk.xes.gz",
    "jira_rest_apache.jsonl.gz",
    "bpic2012_loans.xes.gz",
)
LOANS = {
    "A_APPROVED": ("done", ""),
    "A_REGISTERED": ("done", ""),
    "A_ACTIVATED": ("done", ""),
    "A_DECLINED": ("dropped", ""),
    "A_CANCELLED": ("dropped", ""),
}
BANDS = ((0.47, 0.53), (0.82, 0.88), (0.92, 0.98))


def applications(file, folder):
    """The loans' own states alone: work on an application goes on in the log after its decision."""
    attribute = re.compile(r'key="(concept:name|time:timestamp)" value="([^"]*)"')
    out = folder / "loans.csv"
    with out.open("w", newline="") as opened_file:
        writer = csv.writer(opened_file)
        writer.writerow(["item", "at", "status", "holder"])
        for part in gzip.decompress(file.read_bytes()).decode().split("<trace>")[1:]:
            head, *events = part.split("<event>")
            item = dict(attribute.findall(head))["concept:name"]
            for event in events:
                said = dict(attribute.findall(event.split("</event>")[0]))
                if said["concept:name"].startswith("A_"):
                    writer.writerow([item, said["time:timestamp"], said["concept:name"], ""])
    return out


def judged(name, folder):
    file, statuses = REAL / name, None
    if name.startswith("bpic2012"):
        file = applications(file, folder)
        work = ("A_SUBMITTED", "A_PARTLYSUBMITTED", "A_PREACCEPTED", "A_ACCEPTED", "A_FINALIZED")
        statuses = LOANS | dict.fromkeys(work, ("work", ""))
    with opened([file], "", Options()) as exports:
        placed = custody_of(exports, None, statuses, None)
        return backtest(records_from(exports, placed), placed.as_of)


@pytest.mark.slow
@pytest.mark.skipif(not REAL.exists(), reason="../shared/data/trackers is not here")
def test_what_was_said_came_true_as_often_as_said_and_better_than_by_the_average(tmp_path):
    found = {name: judged(name, tmp_path) for name in LOGS}
    for question in ("count", "days", "time to go"):
        results = [questions[question] for questions in found.values()]
        for place, (low, high) in enumerate(BANDS):
            true = sum(result.true[place] for result in results)
            share = true / sum(result.forecasts[place] for result in results)
            assert low <= share <= high, (question, LEVELS[place], share)
        ratios = [result.against_average for result in results]
        assert sum(ratios) / len(ratios) < 0.8
        assert all(ratio <= 1.01 for ratio in ratios)
