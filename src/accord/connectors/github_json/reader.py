"""GitHub issues with timeline: opening, closing and why, labels, assignees, milestones."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from accord.connectors.contract import HolderKind, Level, Options, Recorder, UnreadableFileError
from accord.connectors.documents import text, texts
from accord.connectors.files import due_time, parse_time
from accord.connectors.github_json.issues import (
    CLOSED,
    Followed,
    State,
    first_state,
    kind_of,
    next_state,
    reason_of,
    tells_state,
)
from accord.connectors.github_json.source import (
    Entry,
    Survey,
    addressed,
    entries,
    events_of,
    is_issue,
    is_pull_request,
    key_of,
    label_names,
    login,
    objects,
    repository_of,
    surveyed,
    title_of,
)
from accord.connectors.holders import TEAM_FIELDS
from accord.connectors.labels import asked_prefix, label_values
from accord.connectors.mentions import mentioned
from accord.connectors.outcomes import UNDATED
from accord.connectors.snapshots import Ending, Snapshots

NAME = "github-json"
LABEL = "GitHub issues JSON with timeline"

_MARKS = (
    b'"repository_url"', b'"timeline_url"', b'"events_url"', b'"labels_url"', b'"html_url"',
    b'"comments_url"', b'"author_association"', b'"state_reason"', b'"timeline"', b'"assignees"',
    b'"milestone"', b'"closed_at"',
)  # fmt: skip
_USUAL_STATUS = "status"
_AGAIN = "the same key stands on a later row: the last one counts"
_NO_TIME = "no readable time"
_NO_TIMELINE = "issue without timeline: only its creation and its end are known"
_NO_CLOSING = "closing that the timeline does not hold: its date is taken from the issue"
_PULLS = "pull requests left out"
_SEVERAL = "issue with several assignees: the one assigned first counts"
_NO_DUE = "milestone of which the file does not say when it is due"
_MOVED_DUE = "GitHub does not say when a milestone's date was moved: its present date counts."

Moment = tuple[int, Entry]


def sniff(head: bytes) -> float:
    """How surely these are GitHub issues."""
    begins = head.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"[")
    if not begins or b'"number"' not in head or b'"gid"' in head:
        return 0.0
    return 0.97 if sum(mark in head for mark in _MARKS) >= 3 else 0.0


def translate(file: Path, options: Options, recorder: Recorder) -> None:
    """Read every issue of the file."""
    receipt = recorder.receipt
    receipt.format, receipt.level = NAME, Level.SNAPSHOT
    survey = surveyed(file)
    if not survey.last:
        raise UnreadableFileError(
            f"{file.name} holds no GitHub issue; ask for the issues of a repository, "
            "each with its timeline."
        )
    followed = _followed(file, survey, options, recorder)
    names = ("state" if followed.status is None else "labels", options.holder or "assignees")
    receipt.columns_read = ["number", "created_at", "timeline", "milestone", *names]
    reading = _Reading(recorder, survey, followed, options.zone, Snapshots(recorder))
    found = objects(file, lambda place: recorder.skip("not readable JSON", place))
    for place, entry in enumerate(found, start=1):
        if is_pull_request(entry):
            receipt.notes[_PULLS] += 1
        elif not is_issue(entry):
            recorder.skip("not a GitHub issue", f"object {place}")
        elif survey.last[key_of(entry)] != place:
            recorder.skip(_AGAIN, f"object {place}, {key_of(entry)}")
        else:
            reading.issue(entry)


def _followed(file: Path, survey: Survey, options: Options, recorder: Recorder) -> Followed:
    status = "" if options.status.casefold() == "state" else options.status
    prefix = _told_prefix(file, survey, status, "status")
    if not options.status and label_values(survey.labels, _USUAL_STATUS):
        prefix = _USUAL_STATUS
        recorder.receipt.guessed.append("Labels that begin with status name the status.")
    return Followed(prefix, _holder(file, survey, options, recorder))


def _holder(file: Path, survey: Survey, options: Options, recorder: Recorder) -> str | None:
    """The prefix of the labels that name the holder; ``None`` where assignees hold."""
    receipt = recorder.receipt
    own = options.holder.casefold() in ("assignee", "assignees")
    prefix = _told_prefix(file, survey, "" if own else options.holder, "holder")
    if not options.holder:
        usual = (name for name in TEAM_FIELDS if label_values(survey.labels, name))
        prefix = next(usual, None)
        told = "No label names a team: the assignee, a person, is taken as holder."
        receipt.guessed.append(
            f"Labels that begin with {prefix} name the holder." if prefix else told
        )
    if prefix is None:
        receipt.holder_kind = HolderKind.PERSON
    return prefix


def _told_prefix(file: Path, survey: Survey, option: str, meant: str) -> str | None:
    if not option:
        return None
    prefix = asked_prefix(option)
    if prefix is None or not label_values(survey.labels, prefix):
        raise UnreadableFileError(
            f"{file.name} has nothing that {option} names; "
            f"name the labels that tell the {meant} as label:PREFIX."
        )
    return prefix


@dataclass(frozen=True, slots=True)
class _Reading:
    """One file being read: where rows go, and what makes up a state."""

    recorder: Recorder
    survey: Survey
    followed: Followed
    zone: str
    snapshots: Snapshots

    def issue(self, issue: Entry) -> None:
        key, events = key_of(issue), events_of(issue)
        self.recorder.item(
            key,
            title_of(issue, "type", "name"),
            text(issue.get("title")),
            login(issue, "user"),
            text(issue.get("html_url")),
            labels=label_names(issue),
        )
        moments = self._timed(key, events or [])
        self._links(key, issue, events or [])
        self._comments(key, issue, moments)
        if events is None:
            self.recorder.receipt.notes[_NO_TIMELINE] += 1
            used = self._snapshot(key, issue)
        else:
            self.recorder.receipt.level = Level.CHANGELOG
            used = self._history(key, issue, moments)
        if used:
            self._milestones(key, issue, moments)

    def _time(self, entry: Entry, name: str = "created_at") -> int | None:
        return parse_time(text(entry.get(name)), self.zone)

    def _timed(self, key: str, events: list[Entry]) -> list[Moment]:
        timed: list[Moment] = []
        for event in events:
            at = self._time(event)
            if at is not None:
                timed.append((at, event))
            elif tells_state(event):
                self.recorder.skip(_NO_TIME, f"{key} {text(event.get('id'))}".strip())
        return sorted(timed, key=lambda moment: moment[0])

    def _links(self, key: str, issue: Entry, events: list[Entry]) -> None:
        found: dict[tuple[str, str], None] = {}
        parts = {
            "text": [issue.get("title"), issue.get("body")],
            "comment": [
                told.get("body") for told in [*events, *entries(issue.get("comments"))]
            ],
        }  # fmt: skip
        for kind, part in parts.items():
            found.update(dict.fromkeys((name, kind) for name in _named(texts(part), key)))
        for event in events:
            source = event.get("source")
            other = source.get("issue") if isinstance(source, dict) else None
            if isinstance(other, dict) and is_issue(other) and key_of(other) != key:
                found[key_of(other), "cross-referenced"] = None
        for target, kind in found:
            self.recorder.link(key, target, kind)

    def _comments(self, key: str, issue: Entry, moments: list[Moment]) -> None:
        told = [(at, event) for at, event in moments if kind_of(event) == "commented"]
        apart = [(self._time(entry), entry) for entry in entries(issue.get("comments"))]
        told = told or [(at, entry) for at, entry in apart if at is not None]
        for at, entry in told:
            self.recorder.comment(key, at, login(entry, "user", "actor"))
        receipt = self.recorder.receipt
        if told and receipt.level is Level.SNAPSHOT:
            receipt.level = Level.COMMENTS

    def _snapshot(self, key: str, issue: Entry) -> bool:
        ending = None
        if _is_closed(issue):
            ending = Ending(self._time(issue, "closed_at"), CLOSED, reason_of(issue))
        return self.snapshots.item(key, self._time(issue), ending, key)

    def _history(self, key: str, issue: Entry, moments: list[Moment]) -> bool:
        created, told = self._time(issue), self._with_end(issue, moments)
        if created is None or told is None:
            self.recorder.skip(_NO_TIME if created is None else UNDATED, key)
            return False
        state = first_state(issue, [event for _, event in told])
        self._row(key, created, state)
        several = len(state.assignees) > 1
        for at, event in told:
            after = next_state(state, event)
            if after != state:
                self._row(key, at, after)
            state = after
            several = several or len(state.assignees) > 1
        if several:
            self.recorder.receipt.notes[_SEVERAL] += 1
        return True

    def _with_end(self, issue: Entry, moments: list[Moment]) -> list[Moment] | None:
        """The events of a closed issue with its last closing; ``None`` where nothing dates it."""
        ends = [place for place, (_, event) in enumerate(moments) if _ends(event)]
        if not _is_closed(issue):
            return moments
        if ends and kind_of(moments[ends[-1]][1]) == "closed":
            at, event = moments[ends[-1]]
            # Events often leave out what the issue says of its last closing.
            reason = event.get("state_reason") or issue.get("state_reason")
            closing = (at, {**event, "state_reason": reason})
            return [*moments[: ends[-1]], closing, *moments[ends[-1] + 1 :]]
        at_last = self._time(issue, "closed_at")
        if at_last is None:
            return None
        self.recorder.receipt.notes[_NO_CLOSING] += 1
        end = {"event": "closed", "state_reason": issue.get("state_reason")}
        return sorted([*moments, (at_last, end)], key=lambda moment: moment[0])

    def _row(self, key: str, at: int, state: State) -> None:
        self.recorder.history(
            key,
            at,
            next(self.snapshots.lines),
            state.status(self.followed),
            state.holder(self.followed),
            state.person(),
            state.reason,
        )

    def _milestones(self, key: str, issue: Entry, moments: list[Moment]) -> None:
        changes = [(at, event) for at, event in moments if "milestoned" in kind_of(event)]
        title = title_of(issue, "milestone", "title")
        if changes:
            first = changes[0][1]
            gone = kind_of(first) == "demilestoned"
            title = title_of(first, "milestone", "title") if gone else ""
        created = self._time(issue)
        promised = created is not None and self._promise(key, issue, created, title)
        for at, event in changes:
            told = title_of(event, "milestone", "title")
            if kind_of(event) == "milestoned":
                title = told
                promised = self._promise(key, issue, at, title) or promised
            elif told == title:
                # Of a change from one milestone to another, the leaving may be told last.
                title = ""
                if promised:
                    self.recorder.promise(key, at, next(self.snapshots.lines), None)
                promised = False

    def _promise(self, key: str, issue: Entry, at: int, title: str) -> bool:
        """Promise what the milestone is due; says whether it is due at all."""
        day = self.survey.milestones.get((repository_of(issue), title))
        if title and day is None:
            self.recorder.receipt.notes[_NO_DUE] += 1
        due = due_time(day or "", self.zone)
        if due is None:
            return False
        if _MOVED_DUE not in self.recorder.receipt.guessed:
            self.recorder.receipt.guessed.append(_MOVED_DUE)
        self.recorder.promise(key, at, next(self.snapshots.lines), due)
        return True


def _named(spoken: Iterable[str], key: str) -> list[str]:
    parts = list(spoken)
    own = [name for part in parts for name in addressed(part) if name != key]
    return [*mentioned(parts, own=key), *own]


def _is_closed(issue: Entry) -> bool:
    return text(issue.get("state")).casefold() == "closed"


def _ends(event: Entry) -> bool:
    return kind_of(event) in ("closed", "reopened")
