"""The questions of the evidence, as a leader goes through them: what a sentence says, its rows bear out."""

import statistics
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.stories.leader import (
    asked,
    choose,
    column,
    floats,
    lead,
    listed,
    numbers,
    picture,
    save_and_come_back,
    table,
    taken_away,
    whole_on_a_phone,
)
from tests.stories.looking import DESK, Watch, headline
from tests.stories.server import Server

ROUNDING = 0.5  # what is written without decimals


@pytest.fixture(scope="module")
def seat(browser: Browser, example: Server) -> Iterator[Page]:
    """One window for all stories, in which marketing's leader is signed in."""
    context = browser.new_context(viewport=DESK, base_url=example.address)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto("/sign-in/")
    page.get_by_role("button", name="Marketing leader", exact=True).click()
    yield page
    context.close()


@pytest.fixture
def leader(seat: Page, example: Server) -> Iterator[Page]:
    """The window, watched: no story may end with a complaint of the browser."""
    watch = Watch(urlsplit(example.address).netloc).over(seat)
    yield seat
    assert not watch.complaints


def test_whose_turn_is_the_sum_of_the_requests_behind_each_row(leader: Page) -> None:
    leader.goto("/evidence/turns/")
    all_days, worked = numbers(headline(leader))
    count = numbers(lead(leader))[0]
    days = floats(column(leader, "Days, elapsed"))
    does = column(leader, "Doing what")
    on_it = sum(part for part, word in zip(days, does, strict=True) if word == "works")
    the_rows_and_the_sentence_agree(leader)
    assert on_it == pytest.approx(worked, abs=ROUNDING + 0.1)
    assert picture(leader).startswith(f"{all_days:.0f} days: marketing works")
    assert floats(row["mean days"] for row in taken_away(leader)) == pytest.approx(days, abs=0.06)

    choose(leader, type="Land")
    assert asked(leader)["type"] == "Landing page"
    the_rows_and_the_sentence_agree(leader)
    save_and_come_back(leader, "Whose turn, landing pages")
    the_rows_make_up_the_number(leader, count)
    whole_on_a_phone(leader)


def the_rows_and_the_sentence_agree(page: Page) -> None:
    """The table adds up to the sentence, but for what lay between a delivery and being taken up again."""
    again = page.get_by_text("taken up again").inner_text()
    between = numbers(again.partition("days a request, ")[2])[0]
    rows = sum(floats(column(page, "Days, elapsed")))
    assert rows + between == pytest.approx(numbers(headline(page))[0], abs=ROUNDING + 0.4)
    assert numbers(picture(page))[0] == pytest.approx(rows, abs=ROUNDING + 0.4)


def the_rows_make_up_the_number(page: Page, of_all: float) -> None:
    count = numbers(lead(page))[0]
    assert count < of_all
    row = table(page, "Days, elapsed").filter(has_text="IT").filter(has_text="owes an answer")
    mean = float(row.locator('[data-label="Days, elapsed"]').inner_text())
    row.get_by_role("link").click()
    assert asked(page)["type"] == "Landing page"
    together, among, each = numbers(lead(page))
    assert (among, each) == (count, mean)
    rows = taken_away(page)
    assert len(rows) == numbers(headline(page))[0] <= count
    assert {row["type"] for row in rows} == {"Landing page"}
    assert {row["outcome"] for row in rows} == {"delivered"}
    spent = sum(float(row["days of it.wait"]) for row in rows)
    assert spent == pytest.approx(together, abs=ROUNDING)
    assert spent / count == pytest.approx(mean, abs=0.06)
    shown = floats(column(page, "Days of it"))
    assert shown == sorted(shown, reverse=True)


def test_the_links_under_whose_turn_open_as_many_as_they_say(leader: Page) -> None:
    leader.goto("/evidence/turns/?label=web+shop")
    for words in ("items in one tracker only", "open"):
        link = leader.get_by_role("link", name=words).first
        said = numbers(link.inner_text())[0]
        link.click()
        assert numbers(headline(leader))[0] == said == listed(leader)
        assert asked(leader)["label"] == "web shop"
        leader.goto("/evidence/turns/?label=web+shop")


def test_searching_the_list_counts_what_it_finds(leader: Page) -> None:
    leader.goto("/evidence/requests/?kind=averaged")
    every = numbers(headline(leader))[0]
    leader.get_by_label("Search").press_sequentially("gift finder")
    expect(leader.locator("h1")).not_to_have_text(f"{every:.0f} requests")
    rows = leader.locator("#requests tbody tr")
    assert numbers(headline(leader))[0] == rows.count() < every
    assert all("gift finder" in title for title in rows.locator("th").all_inner_texts())


def test_how_fast_is_the_middle_of_the_requests_themselves(leader: Page) -> None:
    leader.goto("/evidence/speed/")
    days = halves_are_true(leader, "days")
    assert f"half within {statistics.median(days['Landing page']):.0f}, " in picture(leader)
    choose(leader, label="mail")
    assert asked(leader)["label"] == "mailing"
    elapsed = numbers(headline(leader))[0]
    halves_are_true(leader, "days")

    choose(leader, time="work")
    assert "working days" in headline(leader)
    assert numbers(headline(leader))[0] < elapsed
    halves_are_true(leader, "working days")
    save_and_come_back(leader, "How fast, mailings")

    count = numbers(lead(leader))[0]
    leader.get_by_role("link", name="All of them").click()
    assert numbers(headline(leader))[0] == count == len(taken_away(leader))
    leader.go_back()
    whole_on_a_phone(leader)


def halves_are_true(page: Page, unit: str) -> dict[str, list[float]]:
    """The rows bear the sentence out: half of them, and 85 in 100. By type for what follows."""
    half, most = (numbers(headline(page))[place] for place in (0, -1))
    rows = taken_away(page)
    days = [float(row[unit]) for row in rows]
    assert len(rows) == numbers(lead(page))[0]
    assert statistics.median(days) == pytest.approx(half, abs=ROUNDING + 0.01)
    slower = sum(day > most + ROUNDING for day in days) / len(days)
    faster = sum(day < most - ROUNDING for day in days) / len(days)
    assert slower <= 0.15 + 1 / len(days)
    assert faster <= 0.85 + 1 / len(days)
    kinds = {row["type"] for row in rows}
    return {kind: [float(row[unit]) for row in rows if row["type"] == kind] for kind in kinds}


def test_hand_offs_add_up_and_those_that_came_back_can_be_opened(leader: Page) -> None:
    leader.goto("/evidence/hand-offs/")
    hand_offs_add_up(leader)
    choose(leader, team="Data")
    assert asked(leader)["team"] == "Data and tracking"
    hand_offs_add_up(leader)
    save_and_come_back(leader, "Hand-offs of Data and tracking")
    came_back = numbers(headline(leader))[1]
    assert min(floats(column(leader, "Back again"))) > 0
    first = leader.locator("main table").last.locator("tbody tr").first
    passed = first.locator('[data-label="Hand-offs"]').inner_text()
    first.get_by_role("link").click()
    expect(leader.locator(".lead")).to_contain_text(f"with {passed} hand-offs")
    leader.go_back()
    assert listed(leader) == came_back
    whole_on_a_phone(leader)


def hand_offs_add_up(page: Page) -> None:
    each, _, requests = numbers(headline(page))
    counts = floats(column(page, "Hand-offs")[: table(page, "From").count()])
    assert sum(counts) / requests == pytest.approx(each, abs=0.06)
    givers = table(page, "From").locator("th").all_inner_texts()
    takers = column(page, "To")
    for giver, taker, count in zip(givers, takers, counts, strict=True):
        assert f"{giver.strip()} to {taker.strip()}: {count:,.0f}, " in picture(page)
    parties = [row for row in taken_away(page) if row["from"] in {"marketing", "it", "agency"}]
    assert [float(row["hand-offs"]) for row in parties] == counts


def test_what_is_stuck_is_marked_and_says_who_moves_next(leader: Page) -> None:
    leader.goto("/evidence/stuck/")
    stuck, opened, _, _ = numbers(headline(leader))
    rows = taken_away(leader)
    assert len(rows) == listed(leader) == opened
    late = [row for row in rows if row["stuck"] == "yes"]
    assert len(late) == leader.get_by_text("stuck", exact=True).count() == stuck
    assert all(float(row["days open"]) > float(row["85 in 100 within"]) for row in late)
    assert sum(numbers(part)[0] for part in by_kind(leader, " open,")) == opened
    assert f"IT on {sum(row['next to move'] == 'it' for row in late)}" in lead(leader)

    choose(leader, type="Trac")
    assert asked(leader)["type"] == "Tracking and data"
    assert numbers(headline(leader))[:2] == [
        1,
        sum(row["type"] == "Tracking and data" for row in rows),
    ]
    save_and_come_back(leader, "Stuck in tracking")
    whole_on_a_phone(leader)
    leader.get_by_role("link", name=late[0]["title"]).click()
    assert f"Open for {float(late[0]['days open']):.0f} days; it is IT's turn" in lead(leader)


def by_kind(page: Page, words: str) -> list[str]:
    """The parts of the picture's name that hold these words."""
    return [part for part in picture(page).split("; ") if words in part]


def test_when_it_will_be_done_is_told_for_any_number_and_for_each_open_one(leader: Page) -> None:
    leader.goto("/evidence/when/")
    count = numbers(headline(leader))[0]
    the_days_agree(leader)
    rows = taken_away(leader)
    assert len(rows) == listed(leader) == count
    told = [row["done by with 50 in 100"] for row in rows if row["done by with 50 in 100"]]
    assert told == sorted(told)

    leader.goto("/evidence/when/")
    leader.get_by_label("How many").focus()
    leader.keyboard.type("10")
    with leader.expect_navigation():
        leader.keyboard.press("Enter")
    assert asked(leader)["items"] == "10"
    assert headline(leader).startswith("10 requests will probably be delivered by")
    the_days_agree(leader)
    save_and_come_back(leader, "When ten are done")
    choose(leader, type="Land")
    assert headline(leader).startswith("10 requests will probably be delivered by")
    assert {row["type"] for row in taken_away(leader)} == {"Landing page"}
    whole_on_a_phone(leader)


def the_days_agree(page: Page) -> None:
    """Sentence, table and picture name the same days."""
    even, probably, surely = (
        table(page, "Asked").first.locator(f'[data-label="{name}"]').inner_text()
        for name in ("Even chance", "85 in 100", "95 in 100")
    )
    name = picture(page)
    assert f"by {even} with an even chance" in name
    assert f"by {probably} with 85 in 100, by {surely} with 95 in 100" in name
    for day, words in ((probably, headline(page)), (surely, headline(page)), (even, lead(page))):
        number, month, year = day.split()
        assert any(
            said.startswith(f"{number} {month}") and said.endswith(year) for said in _days_in(words)
        ), f"{day} is not in: {words}"


def _days_in(words: str) -> list[str]:
    parts = words.replace(",", " ").replace(".", " ").replace(";", " ").split()
    return [" ".join(parts[place : place + 3]) for place in range(len(parts) - 2)]


def test_promises_are_counted_one_by_one_both_ways(leader: Page) -> None:
    leader.goto("/evidence/promises/")
    kept_by_marketing, of_marketing, kept_by_it, of_it = numbers(headline(leader))
    everything = taken_away(leader)
    for party, kept, of in (
        ("marketing", kept_by_marketing, of_marketing),
        ("it", kept_by_it, of_it),
    ):
        own = [row["against first"] for row in everything if row["party"] == party]
        assert (own.count("kept"), own.count("kept") + own.count("missed")) == (kept, of)

    choose(leader, party="IT", outcome="kept")
    assert asked(leader) == {"party": "it", "outcome": "kept"}
    save_and_come_back(leader, "Dates that IT kept")
    assert set(column(leader, "Against the first")) == {"kept"}
    assert listed(leader) == len(taken_away(leader)) == kept_by_it
    whole_on_a_phone(leader)


def test_waits_for_the_release_are_those_of_the_rows(leader: Page) -> None:
    leader.goto("/evidence/release/")
    waits_are_true(leader)
    choose(leader, since="2026-04")
    assert asked(leader)["since"] == "2026-04"
    waits_are_true(leader)
    assert not set(column(leader, "Delivered")) & {"Mar 2026", "Feb 2026"}
    save_and_come_back(leader, "Releases since April")
    whole_on_a_phone(leader)


def waits_are_true(page: Page) -> None:
    rows = taken_away(page)
    waits = [float(row["days waited for the release"]) for row in rows]
    waited, requests = numbers(lead(page))[:2]
    assert len(rows) == waited <= requests
    assert statistics.mean(waits) == pytest.approx(numbers(headline(page))[0], abs=ROUNDING + 0.01)
    assert picture(page).startswith(f"{waited:.0f} waits for a release")
    assert picture(page).endswith(f"the longest {max(waits):.0f} days")
    shown = floats(column(page, "Waited for the release"))
    assert shown == pytest.approx(waits[: len(shown)], abs=0.06)


def test_pairs_done_twice_are_settled_by_a_word_that_can_be_taken_back(leader: Page) -> None:
    leader.goto("/evidence/twice/")
    pairs, apart = numbers(headline(leader))
    linked, total = (
        sum(numbers(part)[place] for part in by_kind(leader, "linked")) for place in (0, 1)
    )
    assert total == pairs
    assert listed(leader) == len(taken_away(leader)) == apart
    choose(leader, state="each")
    elsewhere = len(taken_away(leader))
    assert asked(leader)["state"]
    assert linked + apart + elsewhere == pairs
    save_and_come_back(leader, "Alike, but linked elsewhere")
    whole_on_a_phone(leader)

    leader.goto("/evidence/twice/")
    leader.get_by_role("button", name="Not the same").first.click()
    expect(leader.get_by_role("status")).to_contain_text("Noted")
    assert numbers(headline(leader))[1] == apart - 1
    leader.goto("/evidence/links/")
    links_are_counted(leader)
    said = table(leader, "Belong together")
    expect(said).to_have_count(1)
    expect(said.locator('[data-label="Belong together"]')).to_have_text("no")
    leader.get_by_role("button", name="Take it back").click()
    expect(leader.get_by_role("status")).to_contain_text("Taken back")
    whole_on_a_phone(leader)
    leader.get_by_role("link", name="Is work done twice?").first.click()
    assert numbers(headline(leader))[1] == apart


def links_are_counted(page: Page) -> None:
    """The shares in the sentence are those of the numbers in the picture."""
    for part in picture(page).split("; "):
        name = part.partition(":")[0]
        linked, of = numbers(part)[-2:]
        assert f"{100 * linked / of:.0f} % of {name}" in headline(page)


def test_why_it_waited_is_shared_out_among_causes(leader: Page) -> None:
    leader.goto("/evidence/causes/")
    causes_add_up(leader)
    choose(leader, team="Web p")
    assert asked(leader)["team"] == "Web platform"
    causes_add_up(leader)
    save_and_come_back(leader, "Why Web platform's work waited")
    whole_on_a_phone(leader)


def causes_add_up(page: Page) -> None:
    days, share = numbers(headline(page))[:2]
    waits, requests = numbers(lead(page))[:2]
    rows = taken_away(page)
    assert 0 < sum(int(row["waits"]) for row in rows) <= waits  # what began at once is in no row
    together = sum(float(row["days waited"]) for row in rows)
    assert together / requests == pytest.approx(days, abs=ROUNDING + 0.01)
    parts = [text for text in column(page, "Days a request") if text != "cannot tell"]
    assert sum(floats(parts)) == pytest.approx(together / requests, abs=0.3)
    assert f"{share:.0f} %" in column(page, "Share")
    whose = sum(numbers(part)[0] for part in picture(page).split("; "))
    assert whose == pytest.approx(together / requests, abs=ROUNDING + 0.2)
