"""Import, undo, mapping and signing: what stands afterwards, and what is refused."""

import datetime as dt
import io
import shutil
from pathlib import Path

import pyarrow.parquet as parquet
import pytest
from django.apps import apps
from django.conf import settings
from tests.areas.evidence.factories import (
    asana,
    bring_in,
    history,
    issue,
    jira,
    read,
    signed_by,
    task,
    teams,
)
from tests.conftest import AT

from accord.areas.evidence import actions, jobs, queries
from accord.areas.evidence.models import (
    Correction,
    HolderMapping,
    Import,
    ImportState,
    Level,
    Snapshot,
    Source,
    StatusMapping,
)
from accord.areas.indicators.models import Reading
from accord.areas.indicators.queries import board
from accord.areas.people.models import JournalEntry, Team, TeamParty, User
from accord.store import evidence as store

pytestmark = pytest.mark.django_db

FIRST = history("A,0,To Do,Web", "A,2,Done,Web", "B,0,To Do,Brand")
LATER = history("B,1,In Progress,Brand", "B,5,Done,Brand", "C,2,To Do,Web")


def seen() -> dict[str, str]:
    """Every item that counts, with the way it went."""
    newest = queries.newest_snapshot()
    if newest is None:
        return {}
    with store.open_snapshot(settings.ACCORD_HOME, pinned()) as tables:
        rows = tables["stays"].select("item", "at", "status").to_pyarrow().to_pylist()
    ways: dict[str, list[str]] = {}
    for row in sorted(rows, key=lambda row: row["at"]):
        ways.setdefault(row["item"], []).append(row["status"])
    return {item: " → ".join(statuses) for item, statuses in ways.items()}


def pinned() -> store.Snapshot:
    newest = queries.newest_snapshot()
    assert newest is not None
    return store.Snapshot(dict(newest.versions))


def journal() -> list[str]:
    return [f"{row.verb} {row.kind}" for row in JournalEntry.objects.order_by("pk")]


# Reading


def test_a_dry_run_changes_nothing_that_anybody_sees(lena: User) -> None:
    row = read(lena, FIRST, "board.csv", "Board")

    assert row.state == ImportState.READY
    assert not Source.objects.exists()
    assert not Snapshot.objects.exists()
    assert not HolderMapping.objects.exists()
    assert journal() == []


def test_a_receipt_says_what_was_read_left_out_and_would_change(lena: User) -> None:
    bring_in(lena, FIRST, "board.csv", "Board")
    content = LATER + b"\nC,some day,To Do,Web\n,2026-01-07,To Do,Web"
    receipt = read(lena, content, "later.csv", "Board").receipt

    assert (receipt["format"], receipt["level"], receipt["holder_kind"]) == (
        "history",
        "changelog",
        "unit",
    )
    assert (receipt["read"], receipt["used"], receipt["skipped_rows"]) == (5, 3, 2)
    assert receipt["skipped"] == {"no readable time": 1, "no item": 1}
    assert receipt["examples"] == {"no readable time": ["line 5"], "no item": ["line 6"]}
    assert (receipt["items"], receipt["new_items"], receipt["replaced_items"]) == (2, 1, 1)
    assert receipt["untouched_items"] == 1
    assert receipt["holders"] == {"Brand": 2, "Web": 1}
    assert receipt["statuses"] == {"Done": 1, "In Progress": 1, "To Do": 1}
    assert receipt["columns_read"] == ["item", "at", "status", "holder"]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"mail\nm@example.com\n", "board.csv"),
        (b"\x00\x01\x02\x03", "board.csv"),
        (b"item,at,status,holder\n", "no row that can be used. It has a header and no rows."),
        (history("A,0,,Web"), "no row that can be used. Most frequent reason: no status (1 rows)."),
    ],
)
def test_a_file_that_cannot_be_used_gets_one_sentence_and_changes_nothing(
    lena: User, home: Path, content: bytes, sentence: str
) -> None:
    row = read(lena, content, "board.csv", "Board")

    assert row.state == ImportState.FAILED
    assert sentence in row.problem
    assert "\n" not in row.problem
    assert left_in(home / "uploads") == []
    assert left_in(home / "evidence" / "imports") == []
    assert not Source.objects.exists()


def left_in(folder: Path) -> list[str]:
    return sorted(place.name for place in folder.iterdir()) if folder.is_dir() else []


def test_when_reading_breaks_off_the_import_says_so_and_the_log_gets_the_rest(
    lena: User, home: Path
) -> None:
    (home / "evidence").write_text("a file where a folder should be", encoding="utf-8")

    with pytest.raises(OSError, match="evidence"):
        read(lena, FIRST, "board.csv", "Board")

    row = Import.objects.get()
    assert row.state == ImportState.FAILED
    assert row.problem == "board.csv could not be read. The log says why; nothing was changed."


def test_reading_can_be_stopped_and_leaves_nothing_behind(lena: User, home: Path) -> None:
    row = actions.begin_import(
        file=io.BytesIO(FIRST),
        file_name="board.csv",
        source_name="Board",
        options={},
        by=lena,
        at=AT,
    )
    stale = Import.objects.get()  # as the job holds it
    actions.discard_import(row=row, by=lena, at=AT)
    actions.upload_of(row).write_bytes(FIRST)  # the job had the file open already

    actions.read_import(row=stale)

    assert Import.objects.get().state == ImportState.DISCARDED
    assert left_in(home / "evidence" / "imports") == []


def test_on_screen_a_sentence_names_the_fields_of_the_form(lena: User) -> None:
    content = b"item,at,status,column\nA,2026-01-05,To Do,Web\n"

    problem = read(lena, content, "board.csv", "Board").problem

    assert "--" not in problem
    assert "Column that names who holds the item" in problem


def test_a_file_is_kept_under_its_own_name_without_its_folders(lena: User) -> None:
    row = actions.begin_import(
        file=io.BytesIO(b"x"),
        file_name="../../etc/board.csv",
        source_name="Board",
        options={},
        by=lena,
        at=AT,
    )

    assert row.file_name == "board.csv"
    assert str(row) == "board.csv into Board"
    assert row.busy


@pytest.mark.parametrize("name", ["ä" * 300 + ".csv", ".."])
def test_any_name_of_a_file_can_be_kept(lena: User, name: str) -> None:
    row = read(lena, FIRST, name, "Board")

    assert row.state == ImportState.READY
    assert row.file_name


# Applying


def test_an_import_counts_from_one_moment_on(lena: User, home: Path) -> None:
    teams()
    row = bring_in(lena, FIRST, "board.csv", "Board")

    assert (row.state, row.applied_at) == (ImportState.APPLIED, AT)
    assert seen() == {"A": "To Do → Done", "B": "To Do"}
    assert queries.newest_snapshot().cause == row  # type: ignore[union-attr]
    assert journal() == ["imported import"]
    assert left_in(home / "uploads") == []
    assert left_in(home / "evidence" / "imports") == [f"import-{row.pk}"]


def test_the_same_file_twice_changes_nothing(lena: User, home: Path) -> None:
    bring_in(lena, FIRST, "board.csv", "Board")
    before = (seen(), Snapshot.objects.count(), journal())

    again = bring_in(lena, FIRST, "copy.csv", "Board")

    assert again.state == ImportState.DISCARDED
    assert (seen(), Snapshot.objects.count(), journal()) == before
    assert left_in(home / "uploads") == []


def test_a_later_export_replaces_the_history_of_its_items_alone(lena: User) -> None:
    bring_in(lena, FIRST, "board.csv", "Board")
    bring_in(lena, LATER, "later.csv", "Board")

    assert seen() == {
        "A": "To Do → Done",
        "B": "In Progress → Done",
        "C": "To Do",
    }


def test_a_better_export_raises_the_level_and_a_poorer_one_never_lowers_it(lena: User) -> None:
    poor = task(1, [(0, "To do")])
    del poor["stories"]

    levels = []
    for content in (asana(poor), asana(task(2, [(0, "To do"), (1, "Doing")])), asana(poor)):
        bring_in(lena, content, "asana.json", "Asana")
        levels.append(Source.objects.get().level)

    assert levels == [Level.SNAPSHOT, Level.CHANGELOG, Level.CHANGELOG]


def test_what_breaks_off_leaves_the_import_ready_and_everything_else_as_it_was(
    lena: User, home: Path
) -> None:
    teams()
    bring_in(lena, FIRST, "board.csv", "Board")
    before = seen()
    row = read(lena, LATER, "later.csv", "Other")
    shutil.rmtree(home / "evidence" / "imports" / f"import-{row.pk}")

    Import.objects.filter(pk=row.pk).update(state=ImportState.APPLYING)
    with pytest.raises(Exception, match="import-"):
        jobs.apply.call_local(row.pk)

    row.refresh_from_db()
    assert row.state == ImportState.READY
    assert "The import broke off; nothing was changed." in row.problem
    assert [found.source.name for found in queries.sources()] == ["Board"]
    assert seen() == before


def test_a_dry_run_can_be_left_at_that(lena: User, home: Path) -> None:
    row = read(lena, FIRST, "board.csv", "Board")
    actions.discard_import(row=row, by=lena, at=AT)

    assert row.state == ImportState.DISCARDED
    assert left_in(home / "uploads") == left_in(home / "evidence" / "imports") == []
    assert journal() == ["discarded import"]
    row.refresh_from_db()
    assert row.receipt["holders"] == {}


def test_what_counts_cannot_be_discarded(lena: User) -> None:
    row = bring_in(lena, FIRST, "board.csv", "Board")

    with pytest.raises(actions.RefusedError, match="Only a file that is not imported"):
        actions.discard_import(row=row, by=lena, at=AT)


# Undoing


def test_the_first_of_two_imports_is_undone(lena: User, home: Path) -> None:
    first = bring_in(lena, FIRST, "board.csv", "Board")
    second = bring_in(lena, LATER, "later.csv", "Board")

    actions.undo_import(row=first, by=lena, at=AT)

    assert first.state == ImportState.UNDONE
    assert seen() == {"B": "In Progress → Done", "C": "To Do"}
    assert journal()[-1] == "undid import"
    assert left_in(home / "evidence" / "imports") == [f"import-{second.pk}"]


def test_undoing_the_last_import_keeps_mappings_and_receipts(lena: User) -> None:
    first = bring_in(lena, FIRST, "board.csv", "Board")
    second = bring_in(lena, LATER, "later.csv", "Board")
    waiting = read(lena, history("D,0,To Do,Web"), "third.csv", "Board")

    actions.undo_import(row=first, by=lena, at=AT)
    actions.undo_import(row=second, by=lena, at=AT)

    assert seen() == {}
    assert not queries.holding().exists()
    assert Source.objects.get().statuses.exists()
    assert Import.objects.count() == 3
    waiting.refresh_from_db()
    actions.apply_import(row=waiting, at=AT)
    assert seen() == {"D": "To Do"}


def test_undoing_leaves_no_name_behind_that_nobody_mapped(lena: User) -> None:
    teams = history("A,0,To Do,lena team", "A,1,Done,Anna Berg")
    Team.objects.create(name="lena team")
    row = bring_in(lena, teams, "board.csv", "Board")
    assert HolderMapping.objects.count() == 2

    actions.undo_import(row=row, by=lena, at=AT)

    assert [mapping.holder for mapping in HolderMapping.objects.all()] == ["lena team"]
    assert Import.objects.get().receipt["holders"] == {}


def test_tidying_keeps_what_counts(lena: User) -> None:
    actions.tidy(at=AT)  # nothing there yet
    bring_in(lena, FIRST, "board.csv", "Board")
    bring_in(lena, LATER, "later.csv", "Board")
    before, as_of = seen(), queries.newest_snapshot().as_of

    jobs.tidy.call_local()

    assert seen() == before
    assert queries.newest_snapshot().as_of == as_of


def test_only_what_counts_can_be_undone(lena: User) -> None:
    row = read(lena, FIRST, "board.csv", "Board")

    with pytest.raises(actions.RefusedError):
        actions.ask_to_undo(row=row, by=lena, at=AT)
    with pytest.raises(actions.RefusedError):
        actions.undo_import(row=row, by=lena, at=AT)


def test_what_both_signed_is_undone_only_when_both_ask(lena: User, maya: User, idris: User) -> None:
    row = bring_in(lena, FIRST, "board.csv", "Board")
    signed_by(maya)
    assert actions.ask_to_undo(row=row, by=lena, at=AT)  # one key holds nobody back
    signed_by(idris)

    assert not actions.ask_to_undo(row=row, by=lena, at=AT)
    assert not actions.ask_to_undo(row=row, by=maya, at=AT)  # the same side again
    assert queries.undo_keys(row).missing == ["IT"]
    assert actions.ask_to_undo(row=row, by=idris, at=AT)


def test_a_change_of_a_mapping_does_not_take_the_second_key_of_an_undo_away(
    lena: User, maya: User, idris: User
) -> None:
    row = bring_in(lena, FIRST, "board.csv", "Board")
    signed_by(maya, idris)
    done = StatusMapping.objects.get(status="Done")
    chosen = {done.pk: ("done", "it")}
    actions.save_mappings(source=row.source, holders={}, statuses=chosen, by=lena, at=AT)

    assert not queries.keys_of(row.source).complete
    assert not actions.ask_to_undo(row=row, by=lena, at=AT)


def test_an_undo_that_breaks_off_leaves_the_import_as_it_was(lena: User, home: Path) -> None:
    first = bring_in(lena, FIRST, "board.csv", "Board")
    second = bring_in(lena, LATER, "later.csv", "Board")
    shutil.rmtree(home / "evidence" / "imports" / f"import-{second.pk}")
    Import.objects.filter(pk=first.pk).update(state=ImportState.UNDOING)

    with pytest.raises(Exception, match="import-"):
        jobs.undo.call_local(first.pk, lena.pk)

    first.refresh_from_db()
    assert first.state == ImportState.APPLIED
    assert "The undo broke off" in first.problem
    assert set(seen()) == {"A", "B", "C"}


# After a crash


def test_after_a_crash_what_was_being_done_is_as_before(lena: User, home: Path) -> None:
    rows = {
        state: read(lena, history(f"{state},0,To Do,Web"), f"{state}.csv", "Board")
        for state in (ImportState.APPLYING, ImportState.UNDOING, ImportState.READING, "gone")
    }
    for state, row in rows.items():
        chosen = ImportState.READING if state == "gone" else state
        Import.objects.filter(pk=row.pk).update(state=chosen, applied_at=AT)
    (home / "uploads" / f"import-{rows['gone'].pk}").unlink()

    half = read(lena, history("half,0,To Do,Web"), "half.csv", "Board")
    Import.objects.filter(pk=half.pk).update(state=ImportState.READING, digest="")

    to_read = actions.recover(at=AT)

    assert to_read == [rows[ImportState.READING]]
    assert Import.objects.get(pk=half.pk).state == ImportState.FAILED
    states = {name: Import.objects.get(pk=row.pk).state for name, row in rows.items()}
    assert states == {
        ImportState.APPLYING: ImportState.READY,
        ImportState.UNDOING: ImportState.APPLIED,
        ImportState.READING: ImportState.READING,
        "gone": ImportState.FAILED,
    }
    assert "Send it again" in Import.objects.get(pk=rows["gone"].pk).problem
    assert journal() == ["gave up import", "gave up import"]


def test_at_its_start_the_worker_reads_what_was_cut_off(lena: User) -> None:
    row = read(lena, FIRST, "board.csv", "Board")
    Import.objects.filter(pk=row.pk).update(state=ImportState.READING)

    jobs.recover()

    row.refresh_from_db()
    assert row.state == ImportState.READY


def test_what_a_crash_wrote_beside_the_snapshot_is_never_seen(lena: User) -> None:
    bring_in(lena, FIRST, "board.csv", "Board")
    row = read(lena, LATER, "later.csv", "Board")
    with actions.tables().writing(pinned()) as writing:
        writing.apply(actions.raw_name(row), Source.objects.get().key)  # and then the lights go out

    assert seen() == {"A": "To Do → Done", "B": "To Do"}
    actions.apply_import(row=row, at=AT)
    assert set(seen()) == {"A", "B", "C"}


# Mapping


def test_holders_are_proposed_by_the_names_of_teams_and_statuses_by_the_usual_table(
    lena: User,
) -> None:
    made = teams()
    rows = ("A,0,To Do,WEB", "A,1,Waiting for agency,web", "A,2,Sent round,Elsewhere")
    bring_in(lena, history(*rows), "board.csv", "Board")

    holders = {row.holder: row.team for row in HolderMapping.objects.all()}
    assert holders == {"WEB": made["Web"], "web": made["Web"], "Elsewhere": None}
    statuses = {row.status: (row.status_class, row.turn) for row in StatusMapping.objects.all()}
    assert statuses == {
        "To Do": ("queue", ""),
        "Waiting for agency": ("wait", "agency"),
        "Sent round": ("", ""),
    }


@pytest.mark.parametrize(
    ("holders", "turn"),
    [
        (["Web", "Web", "Brand"], "marketing"),
        (["Brand", "Brand", "Web"], "it"),
        (["agency team", "agency team", "agency team"], ""),
    ],
)
def test_the_requester_is_the_other_side_of_who_holds_most(
    lena: User, holders: list[str], turn: str
) -> None:
    teams()
    rows = [f"A,{day},Waiting for customer,{holder}" for day, holder in enumerate(holders)]
    bring_in(lena, history(*rows), "board.csv", "Board")

    assert StatusMapping.objects.get().turn == turn


def test_a_team_that_moved_asks_from_the_side_where_it_is_now(lena: User) -> None:
    web = teams()["Web"]
    web.parties.update(party="marketing", valid_until=dt.date(2025, 12, 31))
    TeamParty.objects.create(team=web, party="it", valid_from=dt.date(2026, 1, 1))
    bring_in(lena, history("A,0,Waiting for customer,Web"), "board.csv", "Board")

    assert StatusMapping.objects.get().turn == "marketing"


def test_an_import_leaves_alone_what_a_person_approved(lena: User) -> None:
    made = teams()
    bring_in(lena, FIRST, "board.csv", "Board")
    source = Source.objects.get()
    web = HolderMapping.objects.get(holder="Web")
    done = StatusMapping.objects.get(status="Done")
    actions.save_mappings(
        source=source, holders={web.pk: None}, statuses={done.pk: ("wait", "it")}, by=lena, at=AT
    )

    bring_in(lena, history("D,0,Done,Web", "D,1,Done,agency team"), "later.csv", "Board")

    web.refresh_from_db()
    done.refresh_from_db()
    assert (web.team, done.status_class, done.turn) == (None, "wait", "it")
    assert HolderMapping.objects.get(holder="agency team").team == made["agency team"]
    assert (web.rows, done.rows) == (1, 2)


def test_saving_mappings_is_journalled_only_when_something_changed(lena: User) -> None:
    made = teams()
    bring_in(lena, FIRST, "board.csv", "Board")
    source, web = Source.objects.get(), HolderMapping.objects.get(holder="Web")

    def save(team: int | None) -> int:
        return actions.save_mappings(
            source=source, holders={web.pk: team}, statuses={}, by=lena, at=AT
        )

    assert (save(made["Web"].pk), save(made["Brand"].pk)) == (0, 1)
    assert journal() == ["imported import", "mapped source"]
    assert str(HolderMapping.objects.get(holder="Web")) == "Web is Brand"
    assert str(StatusMapping.objects.get(status="Done")) == "Done is done"


# Two keys, and the notice board


def signed_on_board() -> set[bool]:
    return set(Reading.objects.values_list("signed", flat=True))


def test_readings_are_unsigned_until_both_have_signed_and_again_after_any_change(
    lena: User, maya: User, idris: User
) -> None:
    made = teams()
    bring_in(lena, FIRST, "board.csv", "Board")
    source = Source.objects.get()

    def published() -> set[bool]:
        actions.publish(at=AT)
        return signed_on_board()

    assert published() == {False}
    signed_by(maya)
    assert published() == {False}
    signed_by(idris)
    assert published() == {True}

    TeamParty.objects.filter(team=made["Web"]).update(party="vendor")
    assert published() == {False}
    TeamParty.objects.filter(team=made["Web"]).update(party="it")
    assert published() == {True}  # as it was when both signed

    done = StatusMapping.objects.get(status="Done")
    chosen = {done.pk: ("done", "it")}
    actions.save_mappings(source=source, holders={}, statuses=chosen, by=lena, at=AT)
    assert published() == {False}
    assert "lacks the signature of Marketing and IT" in str(
        board().get("evidence.turn.days").detail["unsigned"]  # type: ignore[union-attr]
    )


def test_without_any_source_the_board_says_nothing(lena: User) -> None:
    bring_in(lena, FIRST, "board.csv", "Board")
    actions.publish(at=AT)
    assert Reading.objects.exists()

    actions.publish(at=AT, sources=[])

    assert not Reading.objects.exists()


# Persons


def test_of_a_person_nothing_is_kept_but_a_fingerprint(lena: User, home: Path) -> None:
    issues = [issue(1, [(0, "To Do"), (1, "In Progress"), (2, "Done")])]
    issues[0]["fields"]["comment"] = {
        "comments": [
            {"author": {"displayName": "Petra Vogt"}, "created": "2026-01-07T09:00:00.000+0000"}
        ]
    }
    bring_in(lena, jira(*issues), "jira.json", "Jira", holder="assignee")
    moved = task(1, [(0, "To do"), (1, "Doing")])
    moved["assignee"] = {"gid": "33", "name": "Kim Sand", "email": "kim.sand@example.com"}
    bring_in(lena, asana(moved), "asana.json", "Asana", holder="assignee")

    kept = everything_in(home)

    assert "person-" in kept
    assert [row.receipt["holders"] for row in Import.objects.all()] == [{}, {}]
    for name in (
        "Idris Falk",
        "idris.falk",
        "account-of-idris",
        "Maya Berg",
        "maya.berg",
        "Petra Vogt",
        "Kim Sand",
        "kim.sand",
    ):
        assert name.casefold() not in kept, name


def everything_in(home: Path) -> str:
    """All that the files and the tables of the evidence hold, as one text."""
    texts = []
    for file in home.rglob("*"):
        if file.suffix == ".parquet":
            texts.append(str(parquet.ParquetFile(file).read().to_pylist()))
        if file.is_file():
            texts.append(f"{file} {file.read_bytes().decode('latin-1')}")
    for area in ("evidence", "indicators"):
        models = apps.get_app_config(area).get_models()
        texts += [str(list(model._base_manager.values())) for model in models]
    texts.append(str(list(JournalEntry.objects.values())))
    return "\n".join(texts).casefold()


# Corrections


def test_a_correction_is_kept_journalled_and_settled(lena: User, agnes: User) -> None:
    row = actions.correct(
        request="source-1/A", party="agency", text="We delivered on 3 May.", by=agnes, at=AT
    )
    assert str(row) == "Agency on source-1/A"

    actions.settle(row=row, by=lena, at=AT)

    assert Correction.objects.get().settled_at == AT
    assert journal() == ["corrected request", "settled correction"]


def test_rows_are_named_by_what_they_are(lena: User) -> None:
    bring_in(lena, FIRST, "board.csv", "Board")

    assert str(Source.objects.get()) == "Board"
    assert str(Snapshot.objects.get()).startswith("snapshot ")
    assert str(HolderMapping.objects.get(holder="Web")) == "Web is unmapped"


@pytest.mark.usefixtures("world")
def test_the_board_is_told_anew_when_a_team_changes_sides(maya: User, idris: User) -> None:
    signed_by(maya, idris)
    actions.publish(at=AT)
    unchanged = actions.publish_if_changed(at=AT)

    TeamParty.objects.filter(team__name="Web").update(party="marketing")
    jobs.keep_told.call_local()

    reading = board().get("evidence.turn.days")
    assert not unchanged
    assert reading is not None
    assert not reading.signed


def test_without_any_record_the_board_is_left_alone(lena: User) -> None:
    assert not actions.publish_if_changed(at=AT)
