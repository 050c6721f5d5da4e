"""Everything that the pages of one snapshot rest on."""

import datetime as dt
import functools
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as compute

from accord.analysis import likeness, passing
from accord.analysis.calendars import Calendar
from accord.analysis.columns import Coded, Codes, coded
from accord.analysis.forecast.records import closings_of
from accord.analysis.replay import Rule, shortened
from accord.analysis.requests import AMBIGUOUS, Pairs
from accord.analysis.why_waited import WhyWaited, why_waited
from accord.analysis.working_days import working_days
from accord.areas.evidence.frames.lookup import find_items
from accord.areas.evidence.frames.promises import Promises
from accord.areas.evidence.frames.requests import Request, Requests, Spent
from accord.areas.evidence.frames.spent import spent_of

#: One row an item: what it is called, when it came, who held it first, how it ended, and the place of
#: its request.
ITEMS = pa.schema(
    [
        ("source", pa.string()),
        ("item", pa.string()),
        ("title", pa.string()),
        ("type", pa.string()),
        ("created_at", pa.int64()),
        ("party", pa.string()),
        ("outcome", pa.string()),
        ("request", pa.int32()),
    ]
)
#: So many answers are remembered beside the figures that they were worked out from.
MOST_ANSWERS = 64
Answer = TypeVar("Answer")
Key = tuple[str, str]  # source and item
Kept = Callable[[str, Callable[[], pa.Table]], pa.Table]


# no slots: a cached property needs a place to keep its value; alike only with themselves, so that
# what is worked out from them can be remembered beside them
@dataclass(frozen=True, eq=False)
class Figures:
    """What one snapshot says under one state of the mappings."""

    as_of: dt.datetime
    requests: Requests
    promises: Promises
    stays: pa.Table  # of requests, by request and time: what replays rest on
    item_stays: pa.Table
    ambiguous: int  # items whose links leave a doubt
    waits: dict[str, npt.NDArray[np.float64]]  # party → ended waits that it owed, in days
    items: pa.Table = field(default_factory=ITEMS.empty_table)
    doubts: pa.Table = field(default_factory=AMBIGUOUS.empty_table)
    said: dict[bool, Pairs] = field(default_factory=lambda: {True: frozenset(), False: frozenset()})
    pooled: dict[str, str] = field(default_factory=dict)  # team of few people → how it is shown
    calendars: dict[str, Calendar] = field(default_factory=dict)  # party → its working hours
    other_calendar: Calendar = field(default_factory=lambda: Calendar.default("UTC"))
    tells_work: dict[str, bool] = field(
        default_factory=dict
    )  # changelog source → holders are teams
    kept: Kept = lambda _, work: work()

    # Looking up

    @functools.cached_property
    def place(self) -> Codes:
        """The request of each row of ``stays``: its place among all requests."""
        return self.places_of(self.stays["item"])

    def places_of(self, keys: pa.ChunkedArray) -> Codes:
        """The place of each request named in a column."""
        named = coded(keys)
        place = compute.index_in(named.array_of_names, value_set=self.requests.columns.key)
        return np.asarray(place.to_numpy(zero_copy_only=False), np.int32)[named.codes]

    def find(self, key: str) -> Request | None:
        """The request of this name."""
        return self.requests.find(key)

    def requests_holding(self, item: str) -> Requests:
        """The requests that hold an item of this key, in capitals or not, of any tracker."""
        folded = compute.utf8_lower(self.items["item"])
        own = self.items["request"].filter(compute.equal(folded, item.lower()))
        return Requests(self.requests.columns, own.unique().to_numpy().astype(np.int64))

    def items_of(self, key: str) -> tuple[Key, ...]:
        """The items of a request, the first one first."""
        place = self.requests.columns.place_of(key)
        own = self.items.filter(compute.field("request") == place)
        own = own.sort_by([(name, "ascending") for name in ("created_at", "source", "item")])
        return tuple(zip(own["source"].to_pylist(), own["item"].to_pylist(), strict=True))

    def has_item(self, source: str, item: str) -> bool:
        """Whether the records know the item."""
        chosen = (compute.field("source") == source) & (compute.field("item") == item)
        return self.items.filter(chosen).num_rows > 0

    def promises_of(self, rows: Requests) -> Promises:
        """The promises that were given for items of some requests."""
        if len(rows) == len(self.requests):
            return self.promises
        chosen = rows.chosen[self.places_of(self.promises.table["request"])]
        return self.promises.marked(chosen)

    def once(self, question: Hashable, work: Callable[[], Answer]) -> Answer:
        """The answer to a question, worked out if it is none of the last ones; it goes with the figures."""
        try:
            known: Answer = self._answers[question]
        except KeyError:
            answer = self._answers[question] = work()
            if len(self._answers) > MOST_ANSWERS:
                self._answers.pop(next(iter(self._answers)), None)
            return answer
        return known

    @functools.cached_property
    def _answers(self) -> dict[Hashable, Any]:
        return {}

    # Worked out when somebody asks

    def spared(self, rules: Sequence[Rule]) -> npt.NDArray[np.float64]:
        """Days that each request would have been spared under some rules."""
        return shortened(self.stays, self.place, len(self.requests), rules)

    def marked(self, turn: str, kind: str) -> npt.NDArray[np.bool_]:
        """Which rows of ``stays`` are of one turn and class."""
        return self.turns.marked([turn]) & self.kinds.marked([kind])

    @functools.cached_property
    def turns(self) -> Coded:
        """Whose turn each row of ``stays`` was."""
        return coded(self.stays["turn"])

    @functools.cached_property
    def kinds(self) -> Coded:
        """The class of each row of ``stays``."""
        return coded(self.stays["class"])

    @functools.cached_property
    def working(self) -> Spent:
        """Working days of each request, each by the calendar of whose turn it was."""
        found = working_days(self.stays, self.calendars, self.other_calendar)
        return spent_of(
            self.places_of(found["item"]),
            coded(found["turn"]),
            coded(found["class"]),
            found["days"].to_numpy(),
            len(self.requests),
        )

    @functools.cached_property
    def why_waited(self) -> WhyWaited:
        """Every wait before a stretch of work by cause, with its ``request``; small teams pooled."""
        found = WhyWaited.of(self.kept("causes", self._why_waited))
        item = find_items(self.items, found.waits)
        request = np.where(item >= 0, self.items["request"].to_numpy()[item], -1)
        shown = found.waits.append_column("request", pa.array(request, pa.int32()))
        for side in ("giver", "taker"):
            teams = [self.pooled.get(team, team) for team in shown[side].to_pylist()]
            place = shown.schema.get_field_index(side)
            shown = shown.set_column(place, side, pa.array(teams, pa.string()))
        return replace(found, waits=shown)

    def _why_waited(self) -> pa.Table:
        hours = self.calendars, self.other_calendar
        return why_waited(self.item_stays, self.tells_work, *hours).table()

    @functools.cached_property
    def handoffs(self) -> pa.Table:
        """Every hand-off between parties, as ``passing.PASSED``."""
        return passing.passed(self.stays)

    @functools.cached_property
    def team_handoffs(self) -> pa.Table:
        """Every hand-off between teams; those of fewer than five people stand together."""
        return passing.passed(self._by_shown_team, by="team")

    @functools.cached_property
    def party_of_team(self) -> dict[str, str]:
        """The party that each team last belonged to."""
        team, party = coded(self._by_shown_team["team"]), coded(self.stays["party"])
        at = self.stays["at"].to_numpy()
        latest = np.full(len(team.names), at.min(initial=0))
        np.maximum.at(latest, team.codes, at)
        rows = np.flatnonzero(at == latest[team.codes])
        return dict(
            zip(team[rows].array().to_pylist(), party[rows].array().to_pylist(), strict=True)
        )

    @functools.cached_property
    def _by_shown_team(self) -> pa.Table:
        """The stays of requests with small teams pooled."""
        return _with_pooled_teams(self.stays, self.pooled)

    @functools.cached_property
    def closings(self) -> pa.Table:
        """When the requests, by their places, were delivered or dropped, and taken up again."""
        found = closings_of(self.place, self.stays["at"].to_numpy(), self.kinds)
        return pa.table(dict(zip(("request", "entered", "left", "delivered"), found, strict=True)))

    @functools.cached_property
    def alike(self) -> pa.Table:
        """``likeness.PAIRS`` of the items; worked out when somebody asks."""
        return self.kept("alike", lambda: likeness.alike(self.items))


def _with_pooled_teams(stays: pa.Table, pooled: dict[str, str]) -> pa.Table:
    teams = coded(stays["team"])
    names = [pooled.get(name, name) for name in teams.names]
    place = stays.schema.get_field_index("team")
    shown = list(dict.fromkeys(names))
    number = np.array([shown.index(name) for name in names], np.int32)
    return stays.set_column(place, "team", Coded.of(number[teams.codes], shown).array())
