"""Opening, links, answering, closing; importing and undoing."""

import datetime as dt
import re

import numpy as np
import pytest
from django.db import connection
from scipy import stats
from tests.areas.pulse.factories import (
    AT,
    DAY,
    a_lead,
    a_survey,
    a_team,
    alike,
    an_open_wave,
    files_of,
    two_teams,
    upload,
)

from accord.areas.indicators.models import Reading, Signal
from accord.areas.people.models import JournalEntry, User
from accord.areas.pulse import actions
from accord.areas.pulse.actions import LinkError, PulseError
from accord.areas.pulse.frames import Upload
from accord.areas.pulse.models import Admission, Answer, Release, Wave
from accord.areas.pulse.queries import invitable
from accord.connectors.contract import UnreadableFileError

pytestmark = pytest.mark.django_db


@pytest.fixture
def lead() -> User:
    return a_lead()


def answered_by_all(wave: Wave, by: User, marketing: int = 2, it: int = 4) -> None:
    values = {"marketing": alike(marketing), "it": alike(it)}
    for link in actions.make_links(wave=wave, by=by, at=AT):
        actions.answer(token=link.token, values=values[link.side])


def test_opening_fixes_who_is_asked_and_is_journalled(lead: User) -> None:
    wave = an_open_wave(lead, request_types=["Landing page"])

    assert wave.is_open
    assert [(row.side, row.block, row.count) for row in wave.invited_counts.all()] == [
        ("it", "", 6),
        ("marketing", "", 6),
    ]
    assert JournalEntry.objects.get().verb == "opened"


def test_small_teams_are_joined_before_anybody_answers(lead: User) -> None:
    for name, size in (("Brand", 6), ("Media", 2), ("Web", 5)):
        a_team(name, "marketing", size)
    a_team("Platform", "it", 6)
    wave = an_open_wave(lead, invitable(DAY), broken_down=["marketing"])

    counts = {row.block: row.count for row in wave.invited_counts.all()}
    assert counts == {"Brand": 6, "Media + Web": 7, "": 6}
    assert set(wave.invitations.values_list("block", flat=True)) == set(counts)


def test_a_name_in_use_is_refused(lead: User) -> None:
    an_open_wave(lead)

    with pytest.raises(PulseError, match="There is a pulse “Spring” already"):
        an_open_wave(lead, [])


def test_fewer_than_five_invited_a_side_are_refused(lead: User) -> None:
    with pytest.raises(PulseError, match="Only 4 people of marketing are invited"):
        an_open_wave(lead, two_teams(4))

    assert not Wave.objects.exists()


def test_a_very_long_request_type_is_refused(lead: User) -> None:
    with pytest.raises(PulseError, match="at most 60 letters"):
        an_open_wave(lead, request_types=["x" * 61])


def test_links_are_kept_as_digests_that_belong_to_nobody(lead: User) -> None:
    wave = an_open_wave(lead)
    links = actions.make_links(wave=wave, by=lead, at=AT)
    kept = list(Admission.objects.values_list("digest", flat=True))

    assert len({link.token for link in links}) == 12
    assert set(kept) == {actions.digest_of(link.token) for link in links}
    assert not set(kept) & {link.token for link in links}
    assert kept == sorted(kept)  # not in the order of the people
    assert {field.name for field in Admission._meta.get_fields()}.isdisjoint(
        {"person", "invitation"}
    )
    assert links[0].email == "brand0@example.com"


def test_the_list_can_be_fetched_again_and_does_not_tell_who_answered(lead: User) -> None:
    wave = an_open_wave(lead)
    first = actions.make_links(wave=wave, by=lead, at=AT)
    actions.answer(token=first[0].token, values=alike(3))

    assert actions.make_links(wave=wave, by=lead, at=AT) == first


def test_links_of_two_waves_have_nothing_in_common(lead: User) -> None:
    first = actions.make_links(wave=an_open_wave(lead), by=lead, at=AT)
    other = actions.open_wave(
        name="Autumn", invited=invitable(DAY), broken_down=(), request_types=(), by=lead, at=AT
    )
    second = actions.make_links(wave=other, by=lead, at=AT)

    assert {link.token for link in first}.isdisjoint(link.token for link in second)


def test_an_answer_is_kept_without_who_and_a_second_one_does_not_count(lead: User) -> None:
    wave = an_open_wave(lead)
    (link, *_) = actions.make_links(wave=wave, by=lead, at=AT)
    actions.answer(token=link.token, values={"V1": 4, "V2": None})
    actions.answer(token=link.token, values={"V1": 1})

    answer = Answer.objects.get()
    assert (answer.side, answer.block, answer.values) == ("marketing", "", {"V1": 4, "V2": None})


def test_every_answer_writes_all_anew_so_that_no_order_is_left(lead: User) -> None:
    wave = an_open_wave(lead)
    first, second, *_ = actions.make_links(wave=wave, by=lead, at=AT)
    actions.answer(token=first.token, values={"V1": 4})
    before = Answer.objects.get().key
    actions.answer(token=second.token, values={"V1": 5})

    assert before not in Answer.objects.values_list("key", flat=True)
    assert sorted(row.values["V1"] for row in Answer.objects.all()) == [4, 5]
    assert wave.admissions.filter(used=True).count() == 2
    assert wave.admissions.count() == 12


def test_a_link_raced_by_itself_counts_once(lead: User, monkeypatch: pytest.MonkeyPatch) -> None:
    wave = an_open_wave(lead)
    (link, *_) = actions.make_links(wave=wave, by=lead, at=AT)
    early = actions.usable(link.token)
    actions.answer(token=link.token, values={"V1": 4})
    monkeypatch.setattr(actions.waves, "usable", lambda _token, lock: early)

    actions.answer(token=link.token, values={"V1": 1})
    assert [row.values for row in Answer.objects.all()] == [{"V1": 4}]


def test_answering_leaves_no_trace_in_the_journal(lead: User) -> None:
    wave = an_open_wave(lead)
    (link, *_) = actions.make_links(wave=wave, by=lead, at=AT)
    before = JournalEntry.objects.count()
    actions.answer(token=link.token, values={"V1": 4})

    assert JournalEntry.objects.count() == before


def test_an_unknown_item_is_refused_and_the_link_stays(lead: User) -> None:
    wave = an_open_wave(lead)
    (link, *_) = actions.make_links(wave=wave, by=lead, at=AT)
    with pytest.raises(PulseError, match="not in the instrument"):
        actions.answer(token=link.token, values={"V99": 4})

    assert actions.usable(link.token)


def test_closing_publishes_once_and_forgets_who_answered(lead: User) -> None:
    wave = an_open_wave(lead)
    answered_by_all(wave, lead)
    release = actions.close_wave(wave=wave, by=lead, at=AT)

    assert release.content["released"]
    assert release.content["dimensions"][0]["gap"] == 2
    assert not wave.admissions.filter(used=True).exists()
    assert Reading.objects.get(name="pulse.dimension.speed.gap").value == 2
    assert Signal.objects.filter(name="pulse.gap").count() == 12
    with pytest.raises(PulseError, match="closed already"):
        actions.close_wave(wave=wave, by=lead, at=AT)
    with pytest.raises(PulseError, match="lead nowhere"):
        actions.make_links(wave=wave, by=lead, at=AT)


def test_a_link_of_a_closed_wave_says_so(lead: User) -> None:
    wave = an_open_wave(lead)
    (link, *_) = actions.make_links(wave=wave, by=lead, at=AT)
    actions.close_wave(wave=wave, by=lead, at=AT)

    with pytest.raises(LinkError, match="This pulse is closed"):
        actions.usable(link.token)


def test_a_wave_with_too_few_answers_publishes_why_not(lead: User) -> None:
    wave = an_open_wave(lead)
    release = actions.close_wave(wave=wave, by=lead, at=AT)

    assert not release.content["released"]
    assert Reading.objects.get(name="pulse.response").detail["why_not"]
    assert not Signal.objects.exists()


def test_no_column_betrays_the_order_of_the_registry(lead: User) -> None:
    a_team("Brand", "marketing", 40)
    a_team("Platform", "it", 6)
    wave = an_open_wave(lead, invitable(DAY))
    links = [link for link in actions.make_links(wave=wave, by=lead, at=AT)
             if link.side == "marketing"]  # fmt: skip
    # Everybody answers in the order of the registry; a mark tells the test whose row it is.
    for place, link in enumerate(links):
        actions.answer(token=link.token, values={"fair:Page": place})
    actions.close_wave(wave=wave, by=lead, at=AT)
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM pulse_answer")
        stored = [str(row) for row in cursor.fetchall()]
    places = [int(re.search(r'fair:Page": (\d+)', row).group(1)) for row in stored]  # type: ignore[union-attr]

    assert len(places) == 40
    assert stats.kendalltau(places, np.arange(40)).pvalue > 1e-4
    assert not re.search(r"\d{4}-\d\d-\d\d|\d+\.\d+\.\d+\.\d+", " ".join(stored))


def test_closing_gives_every_row_a_new_key(lead: User) -> None:
    wave = an_open_wave(lead)
    answered_by_all(wave, lead)
    before = set(Answer.objects.values_list("key", flat=True))
    actions.close_wave(wave=wave, by=lead, at=AT)

    assert Answer.objects.count() == 12
    assert not before & set(Answer.objects.values_list("key", flat=True))


def imported(by: User, name: str = "Spring", it: int = 4, asked_on: dt.date = DAY):
    survey = a_survey([alike(2)] * 6, [alike(it)] * 6, invited=(8, 8))
    answers, invited = files_of(survey)
    return actions.import_answers(
        answers=answers, invited=invited, name=name, asked_on=asked_on, by=by, at=AT
    )


def test_an_import_is_published_at_once(lead: User) -> None:
    done = imported(lead)

    assert [wave.name for wave in done.new] == ["Spring"]
    assert Release.objects.get().content["dimensions"][0]["gap"] == 2
    assert Answer.objects.count() == 12
    assert JournalEntry.objects.get().verb == "imported"


def test_a_wave_named_after_a_day_was_asked_on_that_day(lead: User) -> None:
    def of_waves(part: Upload) -> Upload:
        header, *lines = part.content.decode().splitlines()
        rows = [f"{day},{line}" for day in ("2026-01-15", "2025-10-01") for line in lines]
        return upload(part.name, f"wave,{header}", *rows)

    answers, invited = map(of_waves, files_of(a_survey([alike(2)] * 6, [alike(4)] * 6)))
    actions.import_answers(answers=answers, invited=invited, name="", asked_on=DAY, by=lead, at=AT)

    assert [wave.asked_on.isoformat() for wave in Wave.objects.all()] == [
        "2026-01-15",
        "2025-10-01",
    ]


def test_an_import_keeps_no_small_block(lead: User) -> None:
    answers = upload(
        "answers.csv",
        "side,block,respondent,item,value",
        *(f"it,{block},{block}{n},V1,3" for block, n in [("Ann", 1), ("Web", 1), ("Web", 2)]),
    )
    invited = upload(
        "invited.csv", "side,block,invited", "it,Ann,1", "it,Web,5", "it,Zoo,6", "marketing,,9"
    )
    actions.import_answers(
        answers=answers, invited=invited, name="Spring", asked_on=DAY, by=lead, at=AT
    )

    assert set(Answer.objects.values_list("block", flat=True)) == {"Ann + Web"}
    counts = Wave.objects.get().invited_counts.values_list("side", "block", "count")
    assert set(counts) == {("it", "Ann + Web", 6), ("it", "Zoo", 6), ("marketing", "", 9)}


def test_importing_twice_changes_nothing(lead: User) -> None:
    imported(lead)
    keys = set(Answer.objects.values_list("key", flat=True))
    done = imported(lead)

    assert (done.new, [wave.name for wave in done.known]) == ((), ["Spring"])
    assert set(Answer.objects.values_list("key", flat=True)) == keys
    assert JournalEntry.objects.count() == 1


def test_other_answers_under_the_same_name_are_refused(lead: User) -> None:
    imported(lead)

    with pytest.raises(UnreadableFileError, match="Undo its import first"):
        imported(lead, it=5)


def test_undoing_an_import_takes_everything_back(lead: User) -> None:
    (wave,) = imported(lead).new
    actions.undo_import(wave=wave, by=lead, at=AT)

    assert not any(model.objects.exists() for model in (Wave, Answer, Release, Reading, Signal))
    assert JournalEntry.objects.first().verb == "undid the import of"


def test_undoing_leads_back_to_the_wave_before(lead: User) -> None:
    imported(lead, "Autumn", it=3, asked_on=DAY - dt.timedelta(days=180))
    (wave,) = imported(lead).new
    assert Reading.objects.get(name="pulse.dimension.speed.gap").value == 2
    actions.undo_import(wave=wave, by=lead, at=AT)

    assert Reading.objects.get(name="pulse.dimension.speed.gap").value == 1


def test_an_older_import_does_not_replace_the_newest_figures(lead: User) -> None:
    imported(lead)
    imported(lead, "Autumn", it=3, asked_on=DAY - dt.timedelta(days=180))

    assert Reading.objects.get(name="pulse.dimension.speed.gap").value == 2


def test_what_people_answered_here_cannot_be_undone(lead: User) -> None:
    wave = an_open_wave(lead)

    with pytest.raises(PulseError, match="Only an import can be undone"):
        actions.undo_import(wave=wave, by=lead, at=AT)


def test_a_broken_import_leaves_nothing_behind(lead: User) -> None:
    answers, invited = files_of(a_survey([alike(2)] * 6, [alike(4)] * 6))
    broken = type(answers)(answers.name, answers.content + b"\nit,,99,V1,9")
    with pytest.raises(UnreadableFileError, match="“9” is not an answer to V1"):
        actions.import_answers(
            answers=broken, invited=invited, name="Spring", asked_on=DAY, by=lead, at=AT
        )

    assert not Wave.objects.exists()


def test_a_trial_speaks_on_its_own_board_and_keeps_nothing(lead: User) -> None:
    imported(lead)
    answers, invited = files_of(a_survey([alike(1)] * 6, [alike(5)] * 6))
    actions.publish_trial(answers=answers, invited=invited, at=AT, edition="small")

    found = Reading.objects.filter(name="pulse.dimension.speed.gap")
    assert {row.edition: row.value for row in found} == {"": 2, "small": 3.2}
    assert Wave.objects.count() == 1


def test_a_trial_leads_only_to_pages_that_exist(lead: User) -> None:
    answers, invited = files_of(a_survey([alike(1)] * 8, [alike(5)] * 8))
    actions.publish_trial(answers=answers, invited=invited, at=AT, edition="small")

    said = Reading.objects.filter(edition="small").values_list("link", flat=True)
    raised = Signal.objects.filter(edition="small").values_list("link", flat=True)
    assert {*said, *raised} == {"/pulse/"}
