import csv
import datetime as dt
import hashlib
import io
import json
import tracemalloc
from collections import Counter, defaultdict
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tests.connectors.reading import Rows, reading

from accord.connectors.contract import HolderKind, Level
from accord.simulate import facts
from accord.simulate.company import FILES, write
from accord.simulate.facts import STAGES, STATUSES, UnknownFactError

DAY = 86_400_000_000
TRACKERS = ("asana_tasks.json", "jira_issues.json")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("halden-rowe")
    write(place, seed=7)
    return place


@pytest.fixture(scope="module")
def truth(folder: Path) -> Any:
    return json.loads((folder / "truth.json").read_text("utf-8"))


@pytest.fixture(scope="module")
def rows(folder: Path) -> dict[str, Rows]:
    return {name: reading(folder / name) for name in FILES[:5]}


def digest(folder: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir()}


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def header(path: Path) -> list[str]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return next(csv.reader(file))


# Alike and unlike


def test_the_same_seed_gives_the_same_bytes(tmp_path: Path) -> None:
    write(tmp_path / "a", seed=3, requests=40)
    write(tmp_path / "b", seed=3, requests=40)
    assert digest(tmp_path / "a") == digest(tmp_path / "b")
    assert sorted(digest(tmp_path / "a")) == sorted(FILES)


def test_another_seed_gives_another_company(tmp_path: Path) -> None:
    write(tmp_path / "a", seed=3, requests=40)
    write(tmp_path / "b", seed=4, requests=40)
    alike = {
        name for name, sha in digest(tmp_path / "a").items() if sha == digest(tmp_path / "b")[name]
    }
    # The teams, their sizes and the meanings of statuses are the same in every company.
    assert alike == {"parties.csv", "statuses.csv", "teams.csv", "pulse_invited.csv"}


def test_more_requests_do_not_change_people_and_opinions(tmp_path: Path) -> None:
    write(tmp_path / "a", requests=20)
    write(tmp_path / "b", requests=30)
    for name in ("people.csv", "pulse_answers.csv"):
        assert digest(tmp_path / "a")[name] == digest(tmp_path / "b")[name]


def test_memory_does_not_grow_with_the_number_of_requests(tmp_path: Path) -> None:
    def peak(requests: int) -> int:
        tracemalloc.start()
        write(tmp_path / str(requests), requests=requests, people=12, truth={"waves": "1"})
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most

    peak(10)  # what is made once is made
    assert peak(320) < 1.15 * peak(90)


# The files


def test_columns_are_those_of_the_real_exports(folder: Path) -> None:
    assert header(folder / "servicenow_incidents.csv") == [
        "number",
        "incident_state",
        "active",
        "reassignment_count",
        "reopen_count",
        "sys_mod_count",
        "made_sla",
        "caller_id",
        "opened_by",
        "opened_at",
        "sys_created_by",
        "sys_created_at",
        "sys_updated_by",
        "sys_updated_at",
        "contact_type",
        "location",
        "category",
        "subcategory",
        "u_symptom",
        "cmdb_ci",
        "impact",
        "urgency",
        "priority",
        "assignment_group",
        "assigned_to",
        "knowledge",
        "u_priority_confirmation",
        "notify",
        "problem_id",
        "rfc",
        "vendor",
        "caused_by",
        "close_code",
        "resolved_by",
        "resolved_at",
        "closed_at",
    ]
    assert header(folder / "asana_tasks.csv") == [
        "Task ID",
        "Created At",
        "Completed At",
        "Last Modified",
        "Name",
        "Section/Column",
        "Assignee",
        "Assignee Email",
        "Start Date",
        "Due Date",
        "Tags",
        "Notes",
        "Projects",
        "Parent task",
        "Blocked By (Dependencies)",
        "Blocking (Dependencies)",
        "Team",
        "Request type",
        "Brief complete",
        "Jira issue",
    ]
    jira = header(folder / "jira_issues.csv")
    assert jira[:5] == ["Summary", "Issue key", "Issue id", "Issue Type", "Status"]
    assert jira[-2:] == ["Status Category", "Status Category Changed"]
    assert jira.count("Comment") == 3
    assert header(folder / "people.csv") == [
        "name",
        "email",
        "team",
        "party",
        "from",
        "until",
        "role",
    ]
    assert header(folder / "teams.csv") == ["team", "party", "from", "until"]
    assert header(folder / "pulse_answers.csv") == [
        "wave",
        "side",
        "block",
        "respondent",
        "item",
        "value",
    ]
    assert header(folder / "pulse_invited.csv") == ["wave", "side", "block", "invited"]


def test_the_interfaces_answers_have_their_true_shape(folder: Path) -> None:
    tasks = json.loads((folder / "asana_tasks.json").read_text("utf-8"))["data"]
    subtypes = {story["resource_subtype"] for task in tasks for story in task["stories"]}
    assert subtypes == {
        "section_changed", "marked_complete", "marked_incomplete", "comment_added",
        "due_date_changed", "enum_custom_field_changed",
    }  # fmt: skip
    pages = [
        json.loads(line) for line in (folder / "jira_issues.json").read_text("utf-8").splitlines()
    ]
    assert len(pages) > 5
    assert [page["isLast"] for page in pages] == [False] * (len(pages) - 1) + [True]
    made = [issue for page in pages for issue in page["issues"]]
    offsets = {history["created"][-5:] for i in made for history in i["changelog"]["histories"]}
    assert {"+0000", "+0100", "+0200", "-0500", "-0400"} <= offsets


def test_every_file_is_recognised_and_read_with_nothing_lost_but_the_planted_dirt(
    rows: dict[str, Rows], truth: Any
) -> None:
    formats = {name: found.receipt.format for name, found in rows.items()}
    assert formats == {
        "asana_tasks.json": "asana-json",
        "asana_tasks.csv": "asana-csv",
        "jira_issues.json": "jira-json",
        "jira_issues.csv": "jira-csv",
        "servicenow_incidents.csv": "servicenow-csv",
    }
    for name in TRACKERS:
        assert not rows[name].receipt.skipped
        assert rows[name].receipt.level is Level.CHANGELOG
        assert rows[name].receipt.holder_kind is HolderKind.UNIT
    dirt = truth["dirt"]
    lost = sum(rows["jira_issues.csv"].receipt.skipped.values())
    planted = dirt["jira_issues.csv"]
    assert lost == planted["done, but no date says when"] + planted["key on two rows"]
    incidents = rows["servicenow_incidents.csv"].receipt
    assert dict(incidents.skipped) == dirt["servicenow_incidents.csv"]
    notes = rows["asana_tasks.csv"].receipt.notes
    assert list(notes.values()) == [dirt["asana_tasks.csv"]["task number written by Excel"]]
    assert not rows["asana_tasks.csv"].receipt.skipped


def test_the_incident_log_agrees_with_its_own_counter(rows: dict[str, Rows], truth: Any) -> None:
    found = rows["servicenow_incidents.csv"]
    assert len(found.tables["items"]) == truth["incidents"]["incidents"]
    assert set(found.receipt.notes.values()) == {truth["incidents"]["reassignments"]}


def test_every_status_and_holder_of_the_trackers_is_mapped(
    folder: Path, rows: dict[str, Rows]
) -> None:
    statuses = {row["status"] for row in table(folder / "statuses.csv")}
    holders = {row["holder"] for row in table(folder / "parties.csv")}
    for name in (*TRACKERS, "servicenow_incidents.csv"):
        assert {row["status"] for row in rows[name].tables["history"]} <= statuses
        assert {row["holder"] for row in rows[name].tables["history"]} <= holders


# The truth, found again by another route


def stays_of(rows: list[dict[str, Any]], as_of: int) -> list[tuple[int, int, str, str, str]]:
    """(begin, end, status, holder, class) of one item, closed ones included."""
    rows = sorted(rows, key=lambda row: (row["at"], row["line"]))
    kept = {row["at"]: row for row in rows}  # of rows at one instant the last one counts
    found: list[list[Any]] = []
    for at, row in sorted(kept.items()):
        kind = STATUSES[row["status"]][0]
        kind = "dropped" if row["resolution"] in facts.DROPPED_RESOLUTIONS else kind
        if found and found[-1][2:4] == [row["status"], row["holder"]]:
            continue
        if found:
            found[-1][1] = at
        found.append([at, as_of, row["status"], row["holder"], kind])
    return [tuple(stay) for stay in found]


def party_of(parties: list[dict[str, str]], team: str, at: int) -> str:
    day = (
        (dt.datetime(1970, 1, 1, tzinfo=dt.UTC) + dt.timedelta(microseconds=at)).date().isoformat()
    )
    return next(
        row["party"]
        for row in parties
        if row["team"] == team and row["from"] <= day <= (row["until"] or "9999")
    )


def recomputed(
    stays: list[tuple[int, int, str, str, str]], parties: list[dict[str, str]]
) -> tuple[Counter[str], list[str]]:
    """Days by turn and class, and the turns in order: walked moment by moment."""
    times = sorted({time for begin, end, *_ in stays for time in (begin, end)})
    days: Counter[str] = Counter()
    turns: list[str] = []
    for begin, end in pairwise(times):
        speaking = None
        for stay in stays:
            is_open = stay[4] not in ("done", "dropped") and stay[0] <= begin < stay[1]
            if is_open and (speaking is None or stay[0] > speaking[0]):
                speaking = stay
        if speaking is None:
            continue
        turn = STATUSES[speaking[2]][1] or party_of(parties, speaking[3], begin)
        days[f"{turn} {speaking[4]}"] += end - begin
        if turn != "nobody" and turns[-1:] != [turn]:
            turns.append(turn)
    return days, turns


def test_a_plain_recomputation_finds_the_custody_truth_of_every_request(
    folder: Path, rows: dict[str, Rows], truth: Any
) -> None:
    parties = table(folder / "teams.csv")
    as_of = int(dt.datetime.fromisoformat(truth["as_of"]).timestamp() * 1000) * 1000
    history: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for name in TRACKERS:
        for row in rows[name].tables["history"]:
            history[row["item"]].append(row)
    assert {item for told in truth["requests"] for item in told["items"]} == set(history)
    for told in truth["requests"]:
        stays = [stay for item in told["items"] for stay in stays_of(history[item], as_of)]
        days, turns = recomputed(stays, parties)
        assert {k: v / DAY for k, v in days.items()} == pytest.approx(told["days"], abs=2e-6)
        assert len(turns) - 1 == told["handoffs"]
        back = sum(a == c for a, c in zip(turns, turns[2:], strict=False))
        assert back == told["ping_pongs"]
        last = {stays_of(history[item], as_of)[-1][4] for item in told["items"]}
        is_open = bool(last - {"done", "dropped"})
        assert (told["outcome"] == "open") == is_open
        assert (told["outcome"] == "delivered") == (not is_open and "done" in last)


def test_lead_times_and_sums_follow_from_the_requests(truth: Any) -> None:
    linked = [told for told in truth["requests"] if told["kind"] == "request" and told["linked"]]
    known = truth["totals"]["linked_requests"]
    leads = [told["lead_days"] for told in linked if told["lead_days"] is not None]
    assert known["lead_days"]["p50"] == pytest.approx(np.median(leads), abs=1e-5)
    assert known["lead_days"]["p85"] == pytest.approx(np.quantile(leads, 0.85), abs=1e-5)
    assert known["handoffs"] == sum(told["handoffs"] for told in linked)
    outcomes = Counter(told["outcome"] for told in linked)
    assert {name: known[name] for name in ("delivered", "dropped", "open")} == outcomes


def test_links_lead_both_ways_and_only_where_they_are_planted(
    rows: dict[str, Rows], truth: Any
) -> None:
    pairs = set()
    for name in TRACKERS:
        for row in rows[name].tables["links"]:
            pairs.add(tuple(sorted((row["item"], row["target"]))))
    planted = {tuple(sorted(told["items"])) for told in truth["requests"] if told["linked"]}
    assert pairs == planted
    unlinked = [
        told for told in truth["requests"] if len(told["items"]) == 2 and not told["linked"]
    ]
    assert unlinked


def test_promises_found_are_those_planted(rows: dict[str, Rows], truth: Any) -> None:
    """Oracle: judge each promise from the rows alone."""
    for side, name in (("marketing", TRACKERS[0]), ("it", TRACKERS[1])):
        history: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for row in rows[name].tables["history"]:
            history[row["item"]].append(row)
        dues: dict[str, list[int | None]] = defaultdict(list)
        for row in sorted(rows[name].tables["promises"], key=lambda row: row["at"]):
            dues[row["item"]].append(row["due"])
        counted = Counter(first_verdict(history[item], given[0]) for item, given in dues.items())
        told = truth["totals"]["promises"][side]
        assert told["given"] == len(dues)
        assert counted["kept"] == told["first_kept"]
        moves = sum(1 for given in dues.values() for due in given[1:] if due is not None)
        assert moves == told.get("moved_early", 0) + told.get("moved_late", 0)


def first_verdict(history: list[dict[str, Any]], due: int | None) -> str:
    last = stays_of(history, 2**62)[-1]
    if last[4] != "done" or due is None:
        return last[4]
    return "kept" if last[0] <= due else "missed"


def test_a_snapshot_tells_the_same_lead_times_as_the_changelog(
    rows: dict[str, Rows],
) -> None:
    exact = rows["jira_issues.json"]
    rough = rows["jira_issues.csv"]
    for item in {row["item"] for row in rough.tables["items"]}:
        coarse = [row for row in rough.tables["history"] if row["item"] == item]
        fine = [row for row in exact.tables["history"] if row["item"] == item]
        assert abs(coarse[0]["at"] - fine[0]["at"]) < 60_000_000
        if len(coarse) == 2:
            assert abs(coarse[1]["at"] - fine[-1]["at"]) < 60_000_000
            assert coarse[1]["resolution"] == fine[-1]["resolution"]


# The story


def test_the_default_company_tells_the_story_it_was_made_for(truth: Any) -> None:
    known = truth["totals"]["linked_requests"]
    per_request = {
        f"{party} {kind}": days / known["requests"]
        for party, kinds in known["days_by_turn"].items()
        for kind, days in kinds.items()
    }
    assert 36 < known["lead_days"]["mean"] < 46
    working = per_request["marketing work"] + per_request["it work"]
    assert 7 < working < 12
    assert 5 < per_request["marketing wait"] < 10
    assert 5 < per_request["it wait"] < 10
    assert 5.5 < known["release_days_a_request"] < 11
    brief = truth["totals"]["by_brief"]
    complete, incomplete = brief["complete"], brief["incomplete"]
    assert (
        complete["handoffs"] / complete["requests"]
        < incomplete["handoffs"] / incomplete["requests"] - 1
    )
    for side in ("it", "marketing"):
        promised = truth["totals"]["promises"][side]
        assert promised["first_missed"] > promised["first_kept"]


def test_data_and_tracking_passes_its_tickets_to_marketing(rows: dict[str, Rows]) -> None:
    """The team on the wrong side: its own tickets change hands with marketing, nobody else's do."""
    holders: dict[str, set[str]] = defaultdict(set)
    for row in rows["jira_issues.json"].tables["history"]:
        holders[row["item"].partition("-")[0]].add(row["holder"])
    assert holders["DATA"] & {facts.OPERATIONS, facts.WEB_MARKETING}
    assert not (holders["WEB"] | holders["CRM"]) & {facts.OPERATIONS, facts.WEB_MARKETING}


def test_the_team_that_changed_sides_holds_nothing_on_that_day(
    folder: Path, rows: dict[str, Rows]
) -> None:
    moved = next(row["from"] for row in table(folder / "teams.csv") if row["from"])
    items: dict[str, list[str]] = defaultdict(list)
    held = set()
    for name in TRACKERS:
        for row in rows[name].tables["history"]:
            at = dt.datetime(1970, 1, 1, tzinfo=dt.UTC) + dt.timedelta(microseconds=row["at"])
            items[row["item"]].append(at.date().isoformat())
            if row["holder"] == facts.OPERATIONS:
                held.add(row["item"])
    assert held
    assert not [item for item in held if min(items[item]) < moved <= max(items[item])]


def test_people_stand_in_teams_of_a_party(folder: Path) -> None:
    people, teams = table(folder / "people.csv"), table(folder / "teams.csv")
    assert {row["team"] for row in people} <= {row["team"] for row in teams}
    assert {row["party"] for row in teams} == {"marketing", "it", "agency"}
    assert {row["role"] for row in people} == {"leader", "lead", "member", "guest"}
    sides = [row for row in people if row["party"] != "agency"]
    assert len({row["name"] for row in sides}) == 98
    assert len(sides) == 99  # one crossed over: two rows
    assert len({row["email"] for row in people}) == len({row["name"] for row in people})


# Opinions


def answers_of(folder: Path) -> dict[tuple[str, str, str], list[float]]:
    found: dict[tuple[str, str, str], list[float]] = defaultdict(list)
    for row in table(folder / "pulse_answers.csv"):
        if row["value"] != "?":
            found[row["wave"], row["side"], row["item"]].append(float(row["value"]))
    return found


def test_all_items_of_the_instrument_are_answered_in_three_waves(folder: Path) -> None:
    found = answers_of(folder)
    items = "V1 V2 V3 L1 L2 L3 P1 P2 P3 S1 S2 S3 R1 R2 R3 C1 C2 C3 X1 X2 K1 K2 B1 B2 B3 T1 T2 T3"
    wanted = {
        *items.split(),
        *[
            "G1",
            "G2",
            "G3",
            "M1",
            "M2",
            "O1",
            "O2",
            "O2N",
            "O3",
            "O4",
            "O5",
            "U1",
            "U2",
            "U3",
            "U4",
            "Y1",
            "Y2",
            "Y3",
            "Y4",
            "Y5",
        ],
    }
    wanted |= {f"{name}:{kind.name}" for kind in facts.TYPES for name in ("fair", "takes")}
    waves = {wave for wave, _, _ in found}
    assert len(waves) == 3
    for wave in waves:
        for side in ("marketing", "it"):
            assert {item for w, s, item in found if (w, s) == (wave, side)} == wanted
    assert all(
        1 <= value <= 5
        for (_, _, item), values in found.items()
        if ":" not in item
        for value in values
    )


def test_answers_lie_about_the_planted_opinions(folder: Path, truth: Any) -> None:
    found = answers_of(folder)
    far = 0
    compared = 0
    for wave, told in truth["opinions"].items():
        for side in ("marketing", "it"):
            whole = told["if_everybody_answered"][side]
            for item, mean in told["planted"][side].items():
                values = found[wave, side, item]
                error = np.std(values, ddof=1) / np.sqrt(len(values))
                far += abs(np.mean(values) - mean) > 3 * error
                assert abs(np.mean(values) - whole[item]) < 4 * error
                compared += 1
    assert far <= 0.03 * compared


def test_nobody_answers_who_was_not_asked(folder: Path) -> None:
    invited = {
        (row["wave"], row["side"], row["block"]): int(row["invited"])
        for row in table(folder / "pulse_invited.csv")
    }
    people = {
        (row["wave"], row["side"], row["block"], row["respondent"])
        for row in table(folder / "pulse_answers.csv")
    }
    arrived = Counter(key[:3] for key in people)
    assert all(arrived[key] <= invited[key] for key in arrived)
    last = max(wave for wave, _, _ in invited)
    assert sum(count for (wave, _, _), count in invited.items() if wave == last) == 98
    assert len(people) == len({(wave, number) for wave, _, _, number in people})
    assert 0.7 < sum(arrived.values()) / sum(invited.values()) < 0.95


def test_the_planted_gaps_are_there(truth: Any) -> None:
    last = truth["opinions"][max(truth["opinions"])]["planted"]
    marketing, it = last["marketing"], last["it"]
    assert abs(marketing["R1"] - it["R1"]) < 0.2
    assert it["S1"] - marketing["S1"] > 1
    assert min(marketing["P1"], marketing["P2"], it["P1"], it["P2"]) > 3.5
    # Each expects the other to see more blame than the other sees.
    assert marketing["U2"] < it["P3"] - 0.5
    assert it["U2"] < marketing["P3"] - 0.5
    waves = sorted(truth["opinions"])
    means = [truth["opinions"][wave]["planted"]["it"]["V1"] for wave in waves]
    assert means == sorted(means)
    assert means[0] < means[-1]


@pytest.mark.parametrize("stage", STAGES)
def test_a_stage_moves_facts_and_opinions_alike(tmp_path: Path, stage: str) -> None:
    write(tmp_path, requests=60, stage=stage)
    told = json.loads((tmp_path / "truth.json").read_text("utf-8"))
    last = told["opinions"][max(told["opinions"])]["planted"]
    level = min(np.mean([last[side][code] for code in CODES]) for side in ("marketing", "it"))
    cuts = (1.0, 1.8, 2.6, 3.4, 4.2, 5.0)
    number = STAGES.index(stage)
    assert cuts[number] <= level < cuts[number + 1]
    assert told["facts"]["release_every_days"] == (91, 91, 42, 14, 7)[number]


CODES = [code for dimension in ("V123", "L123", "P123", "S123", "R123", "C123", "X12", "K12", "B123",
         "T123", "G123", "M12") for code in (dimension[0] + n for n in dimension[1:])]  # fmt: skip


# What is told


def test_a_fact_can_be_planted_otherwise(tmp_path: Path) -> None:
    told = {"unlinked_share": "1", "own_tasks": "0", "own_tickets": "0", "waves": "4"}
    write(tmp_path, requests=30, truth=told)
    known = json.loads((tmp_path / "truth.json").read_text("utf-8"))
    assert known["facts"]["unlinked_share"] == 1
    assert known["totals"]["counts"] == {"request": 30}
    assert known["totals"]["linked_requests"]["lead_days"]["mean"] is None
    assert len(known["opinions"]) == 4


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"stage": "friendly"}, "no stage 'friendly'"),
        ({"truth": {"speed": "1"}}, "no fact 'speed'"),
        ({"truth": {"waves": "many"}}, "needs a number"),
        ({"truth": {"waves": "2.5"}}, "needs a number"),
        ({"truth": {"unlinked_share": "2"}}, "lies between 0 and 1"),
        ({"truth": {"brief_days": "nan"}}, "lies between"),
        ({"people": 5}, "at least 12 people"),
        ({"months": 1}, "2 to 120 months"),
        ({"requests": 0}, "at least one request"),
    ],
)
def test_what_cannot_be_is_one_sentence(
    tmp_path: Path, wrong: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(UnknownFactError, match=sentence):
        write(tmp_path / "none", **wrong)


def test_namesakes_are_told_apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("accord.simulate.staff._FIRST", ("Ada", "Ben"))
    monkeypatch.setattr("accord.simulate.staff._LAST", ("Adler", "Berg"))
    write(tmp_path, requests=2, people=12, months=2)
    names = {row["name"] for row in table(tmp_path / "people.csv") if row["party"] != "agency"}
    assert len(names) == 12
    assert {name.split()[0] for name in names} == {"Ada", "Ben"}


def test_titles_repeat_with_a_number_when_they_are_used_up() -> None:
    from accord.simulate.titles import request_title

    titles = [request_title("Landing page", place) for place in range(400)]
    assert titles[0] == "Spring loyalty page"
    assert len(set(titles)) == 400
    assert any(title.endswith("(2)") for title in titles)


def test_a_file_of_one_request_is_valid_json(tmp_path: Path) -> None:
    write(tmp_path, requests=1, truth={"own_tasks": "0", "own_tickets": "0"})
    assert len(json.loads((tmp_path / "truth.json").read_text("utf-8"))["requests"]) == 1
    json.load(io.StringIO((tmp_path / "asana_tasks.json").read_text("utf-8")))
