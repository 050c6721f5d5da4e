"""Forms: open a wave, import answers, answer."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language, gettext, gettext_lazy

from accord.analysis import disclosure
from accord.analysis.disclosure import FEWEST_ALLOWED
from accord.areas.people.actions import digest_of
from accord.areas.pulse.actions import Asked
from accord.areas.pulse.findings import SIDE_WORDS
from accord.areas.pulse.frames import LONGEST_NAME, InvitedBlock, Upload, Values
from accord.areas.pulse.models import (
    EXPECTED,
    LONGEST_COMMENT,
    MOST_DAYS,
    Instrument,
    Item,
    OwnInstrument,
    Wave,
)
from accord.areas.pulse.queries import Invitee, newest_own, scale_words, targets
from accord.connectors import survey_exports
from accord.connectors.own_items import MOST_BYTES, TYPES, OwnItem, without_type
from accord.connectors.survey_exports import CANNOT_TELL as UNSURE
from accord.connectors.survey_exports import LEFT_OPEN, Look, Told

CANNOT_TELL = ("?", "I cannot tell")
WHEN = {"O2": "Today", "O2N": "In twelve months"}
#: So many items of the short form stand on one page.
AT_ONCE = 4


def _instruments() -> list[tuple[str, str]]:
    """What a wave may ask: the built-in instrument, with the newest own items after it, or these alone."""
    found = [("", "the built-in instrument")]
    for own in newest_own():
        found.append((f"with-{own.pk}", f"the built-in instrument, then {own}"))
        found.append((f"only-{own.pk}", f"only {own}: no stage, no published figures"))
    return found


class InstrumentField(forms.ChoiceField):
    """What a wave asks; without a choice the built-in instrument."""

    def __init__(self) -> None:
        super().__init__(label="Instrument", choices=_instruments, required=False)

    def clean(self, value: str | None) -> Asked:
        """What was chosen, with the own items themselves."""
        how, _, key = super().clean(value).partition("-")
        if not key:
            return Asked()
        return Asked(OwnInstrument.objects.get(pk=int(key)), with_built_in=how == "with")


class OpenForm(forms.Form):
    """Who is asked, and what may be published."""

    name = forms.CharField(
        label="Name of this pulse", max_length=120, help_text="For example “Spring 2026”."
    )
    broken_down = forms.MultipleChoiceField(
        label="Means by team",
        choices=[("marketing", "for marketing"), ("it", "for IT")],
        required=False,
    )
    request_types = forms.CharField(
        label="Kinds of request",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="One a line, at most five. For each, both sides say how many working days are "
        "fair and how many it takes. Name them as your tracker does.",
    )
    instrument = InstrumentField()

    form = forms.ChoiceField(
        label="What is asked",
        choices=Wave.Form.choices,
        required=False,
        help_text="The pulse form needs eight answers a side and has no means by team.",
    )
    language = forms.ChoiceField(label="Language", choices=Wave.Language.choices, required=False)
    closes_on = forms.DateField(
        label="Last day",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text="It closes and is published at the end of this day, by the company's clocks. "
        "Without a last day you close it by hand.",
    )
    fewest = forms.TypedChoiceField(
        label="Fewest answers a side, and a team",
        coerce=int,
        choices=[(5, "5, the usual"), (8, "8, for more trust"), (10, "10"), (15, "15")],
        required=False,
        empty_value="5",
        help_text="Below it nothing is told. It can be raised later, never lowered.",
    )
    answer_rate = forms.IntegerField(
        label="How many of 100 will answer",
        min_value=10,
        max_value=100,
        initial=70,
        required=False,
    )

    def __init__(self, invitable: Sequence[Invitee], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.invitable = {str(part.person.pk): part for part in invitable}
        self.fields["teams"] = forms.MultipleChoiceField(
            label="Teams",
            choices=[(part.team, part.team) for part in self.invitable.values()],
            error_messages={"required": "Choose at least one team of each side."},
        )
        self.fields["people"] = forms.MultipleChoiceField(
            label="Who is asked",
            choices=[(key, part.person.name) for key, part in self.invitable.items()],
        )

    def clean_people(self) -> list[Invitee]:
        """The people themselves."""
        return [self.invitable[key] for key in self.cleaned_data["people"]]

    def clean_form(self) -> str:
        """Everything, unless the pulse form was chosen."""
        return self.cleaned_data["form"] or Wave.Form.FULL

    def clean_language(self) -> str:
        """English, unless another was chosen."""
        return self.cleaned_data["language"] or Wave.Language.ENGLISH

    def invited(self) -> list[Invitee]:
        """The people of the chosen teams, without those taken out."""
        teams = set(self.cleaned_data["teams"])
        return [part for part in self.cleaned_data["people"] if part.team in teams]

    def chosen(self) -> list[Invitee]:
        """The same as far as it can be seen before all is right; everybody at first."""
        if not self.is_bound:
            return list(self.invitable.values())
        people, teams = self._listed("people"), self._listed("teams")
        return [
            part for key, part in self.invitable.items() if key in people and part.team in teams
        ]

    def teams_to_choose(self) -> list[dict[str, Any]]:
        """Each team with its people, and what is ticked."""
        people, teams = self._listed("people"), self._listed("teams")
        return [
            {
                "side": side,
                "team": team,
                "chosen": not self.is_bound or team in teams,
                "people": [
                    (part.person, not self.is_bound or str(part.person.pk) in people)
                    for part in members
                ],
            }
            for (side, team), members in groupby(
                self.invitable.values(), key=lambda part: (part.side, part.team)
            )
        ]

    def rate(self) -> float:
        """The expected share of answers, 0 to 1, whatever was typed."""
        typed = str(self["answer_rate"].value() or "")
        return min(100, max(10, int(typed))) / 100 if typed.isdecimal() else 0.7

    def fewest_so_far(self) -> int:
        """The fewest answers as chosen so far."""
        typed = str(self["fewest"].value() or "")
        return int(typed) if typed.isdecimal() else 5

    def _listed(self, name: str) -> set[str]:
        return set(self.data.getlist(name)) if self.is_bound else set()  # type: ignore[attr-defined]

    def clean_request_types(self) -> list[str]:
        """One a line, without repetition."""
        lines = [line.strip() for line in self.cleaned_data["request_types"].splitlines()]
        kinds = list(dict.fromkeys(line for line in lines if line))
        if len(kinds) > 5:
            raise ValidationError("At most five kinds, so that answering stays short.")
        if any(len(kind) > LONGEST_NAME for kind in kinds):
            raise ValidationError(f"A kind may have at most {LONGEST_NAME} letters.")
        return kinds


class TightenForm(forms.Form):
    """The rules of an open wave: stricter, or another last day."""

    fewest = forms.TypedChoiceField(label="Fewest answers a side, and a team", coerce=int)
    closes_on = forms.DateField(
        label="Last day", required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    dropped = forms.MultipleChoiceField(
        label="No means by team any more", choices=[("marketing", "for marketing"), ("it", "for IT")],
        required=False, widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip

    def __init__(self, wave: Wave, *args: Any, **kwargs: Any) -> None:
        given = {"fewest": wave.fewest_for_mean, "closes_on": wave.closes_on}
        super().__init__(*args, **{"initial": given, **kwargs})
        self.fields["fewest"].choices = [  # type: ignore[attr-defined]
            (count, str(count)) for count in FEWEST_ALLOWED if count >= wave.fewest_for_mean
        ]
        self.sides = [
            (side, words, side in self._asked_to_drop())
            for side, words in SIDE_WORDS.items()
            if wave.invited_counts.filter(side=side).exclude(block="").exists()
        ]

    def _asked_to_drop(self) -> list[str]:
        return self.data.getlist("dropped") if self.is_bound else []  # type: ignore[attr-defined]


class ImportForm(forms.Form):
    """Answers that exist, and how many were invited."""

    answers = forms.FileField(
        label="Answers",
        help_text="CSV or XLSX with the columns side, respondent, item, value; wave and block if "
        "you have them.",
    )
    invited = forms.FileField(
        label="Invited",
        help_text="CSV or XLSX with the columns side, invited; wave and block if you have them.",
    )
    name = forms.CharField(
        label="Name of this pulse",
        max_length=120,
        help_text="Used where the file has no column wave.",
    )
    asked_on = forms.DateField(
        label="When people were asked", widget=forms.DateInput(attrs={"type": "date"})
    )
    instrument = InstrumentField()

    def upload(self, field: str) -> Upload:
        """One of the two files."""
        given = self.cleaned_data[field]
        return Upload(given.name, given.read())


@dataclass(frozen=True, slots=True)
class Page:
    """What is asked on one page, under one heading."""

    title: str
    say: str = ""
    scales: list[forms.BoundField] = field(default_factory=list)
    pictures: list[forms.BoundField] = field(default_factory=list)
    fields: list[tuple[str, list[forms.BoundField]]] = field(default_factory=list)

    @property
    def is_wrong(self) -> bool:
        """Whether something on it needs another look."""
        inside = [part for _, parts in self.fields for part in parts]
        return any(part.errors for part in (*self.scales, *self.pictures, *inside))


class AnswerForm(forms.Form):
    """All that one person is asked, in the language that is active. Everything may be left open."""

    def __init__(self, instrument: Instrument, wave: Wave, side: str, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.instrument, self.wave = instrument, wave
        self.other = "it" if side == "marketing" else "marketing"
        for item in instrument.items.values():
            text = item.said_in(get_language() or "en")
            self.fields[item.code] = _scale(text, instrument.scales[item.scale])
        for guess in instrument.guesses:
            words = instrument.scales[guess.about.scale]
            self.fields[guess.code] = _scale(guess.about.text, words)
        for code in instrument.placements:
            self.fields[code] = _scale(WHEN[code], instrument.portraits)
        for priority in instrument.priorities:
            self.fields[priority.code] = _rank(priority.name, len(instrument.priorities))
        for place in range(len(wave.request_types)):
            for asked in EXPECTED:
                self.fields[f"{asked}-{place}"] = _days(asked)
        if instrument.open_question:
            self.fields["comment"] = _comment()

    def clean(self) -> dict[str, Any]:
        """Each rank once, not wholly empty, and sent on purpose."""
        cleaned = super().clean() or {}
        if "entered" in self.data:
            raise ValidationError(
                gettext(
                    "Nothing is sent yet: Enter alone does not send. Use the button at the end."
                )
            )
        ranks = [cleaned.get(priority.code) for priority in self.instrument.priorities]
        given = [rank for rank in ranks if rank]
        if len(set(given)) < len(given):
            self.add_error(
                self.instrument.priorities[0].code, gettext("Give every place only once, please.")
            )
        if not self.errors and not self.values():
            raise ValidationError(gettext("Nothing is answered yet. Your link stays valid."))
        return cleaned

    def values(self) -> Values:
        """Answers by code; None for "I cannot tell"; what was left open is absent."""
        return {
            self._code(name): None if given == CANNOT_TELL[0] else _number(given)
            for name, given in self.cleaned_data.items()
            if given not in ("", None) and name != "comment"
        }

    def comment(self) -> str:
        """What was written to the open question, word for word."""
        return str(self.cleaned_data.get("comment", ""))

    def _code(self, name: str) -> str:
        asked, _, place = name.partition("-")
        return f"{asked}:{self.wave.request_types[int(place)]}" if place else name

    def pages(self) -> list[Page]:
        """Everything that is asked, page by page, in order."""
        parts = (
            *self._dimensions(),
            self._beside(),
            self._placements(),
            self._guesses(),
            self._priorities(),
            self._expectations(),
            self._open_question(),
        )
        return [part for part in parts if part.scales or part.pictures or part.fields]

    def _dimensions(self) -> list[Page]:
        """A page a dimension; in the short form, which asks one item of each, four on a page."""
        known = self.instrument.dimensions
        if any(len(part.asked) > 1 for part in known):
            return [Page(gettext(part.name), scales=self._bound(part.asked)) for part in known]
        return [
            Page(
                gettext("Part %(number)s of %(all)s")
                % {"number": start // AT_ONCE + 1, "all": math.ceil(len(known) / AT_ONCE)},
                scales=self._bound(
                    [item for part in known[start : start + AT_ONCE] for item in part.asked]
                ),
            )
            for start in range(0, len(known), AT_ONCE)
        ]

    def _beside(self) -> Page:
        items = [benchmark.item for benchmark in self.instrument.benchmarks]
        return Page(gettext("On the whole"), scales=self._bound(items))

    def _placements(self) -> Page:
        bound = [self[code] for code in self.instrument.placements]
        say = gettext("Which picture fits best?")
        return Page(gettext("Where the two stand"), say, pictures=bound)

    def _guesses(self) -> Page:
        say = {
            "it": gettext("How do you think that most people of IT answered?"),
            "marketing": gettext("How do you think that most people of marketing answered?"),
        }
        bound = [self[guess.code] for guess in self.instrument.guesses]
        return Page(gettext("A guess about the other side"), say[self.other], scales=bound)

    def _priorities(self) -> Page:
        bound = [self[priority.code] for priority in self.instrument.priorities]
        say = gettext("Put the five in order; 1 is first.")
        return Page(gettext("What should come first?"), say, fields=[("", bound)] if bound else [])

    def _expectations(self) -> Page:
        kinds = [
            (kind, [self[f"{asked}-{place}"] for asked in EXPECTED])
            for place, kind in enumerate(self.wave.request_types)
        ]
        say = gettext("For each kind of request: what would be fair, and how long does it take?")
        return Page(gettext("How long things take"), say, fields=kinds)

    def _open_question(self) -> Page:
        bound = [self["comment"]] if self.instrument.open_question else []
        say = gettext(
            "Comments are published word for word, in mixed order, apart from the answers, and only if "
            "at least %(fewest)s people of your side wrote one; never by team."
        ) % {"fewest": disclosure.FEWEST_FOR_COMMENTS}
        return Page(gettext("In your own words"), say, fields=[("", bound)] if bound else [])

    def _bound(self, items: Sequence[Item]) -> list[forms.BoundField]:
        return [self[item.code] for item in items]


class WithdrawForm(forms.Form):
    """The code that deletes an answer."""

    code = forms.CharField(
        label=gettext_lazy("Your code"),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        help_text=gettext_lazy("Four groups of five letters, as the page showed after sending."),
    )


def _scale(label: str, words: Sequence[str]) -> forms.ChoiceField:
    choices = [(str(place), gettext(word)) for place, word in enumerate(words, start=1)]
    cannot_tell = (CANNOT_TELL[0], gettext(CANNOT_TELL[1]))
    return forms.ChoiceField(
        label=gettext(label),
        choices=[*choices, cannot_tell],
        required=False,
        widget=forms.RadioSelect,
    )


def _rank(label: str, places: int) -> forms.ChoiceField:
    numbers = ((str(place), str(place)) for place in range(1, places + 1))
    choices = [("", gettext("not ranked")), *numbers]
    return forms.ChoiceField(label=gettext(label), choices=choices, required=False)


def _days(asked: str) -> forms.FloatField:
    labels = {
        "fair": gettext("Working days that would be fair"),
        "takes": gettext("Working days that it takes, as far as you know"),
    }
    return forms.FloatField(
        label=labels[asked],
        required=False,
        min_value=0,
        max_value=MOST_DAYS,
        widget=forms.NumberInput(attrs={"inputmode": "decimal", "step": "any"}),
    )


def _comment() -> forms.CharField:
    return forms.CharField(
        label=gettext("What one thing should the two sides change?"),
        required=False,
        max_length=LONGEST_COMMENT,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=gettext(
            "At most %(most)s characters. Please name nobody, and write nothing by which you or others "
            "could be recognised."
        )
        % {"most": LONGEST_COMMENT},
    )


def _number(given: str | float) -> float:
    return int(given) if isinstance(given, str) else given


class OwnItemsForm(forms.Form):
    """A file of own items, and their name."""

    name = forms.CharField(
        label="Name of these items",
        max_length=60,
        help_text="For example “Our items”. A changed file of the same name is its next version.",
    )
    file = forms.FileField(
        label="File", help_text="CSV, XLSX or YAML with code, text and dimension of each item."
    )

    def upload(self) -> Upload:
        """The file, as much of it as may be read and one byte more."""
        given = self.cleaned_data["file"]
        return Upload(given.name, given.read(MOST_BYTES + 1))


class TypesForm(forms.Form):
    """What each item rates, asked where the file does not say it. The file goes along, as text."""

    name = forms.CharField(max_length=60, widget=forms.HiddenInput)
    file_name = forms.CharField(max_length=200, widget=forms.HiddenInput)
    content = forms.CharField(widget=forms.HiddenInput, strip=False)

    def __init__(self, items: Sequence[OwnItem], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asked = without_type(items)
        for item in self.asked:
            self.fields[f"type-{item.code}"] = forms.ChoiceField(
                label=f"{item.code}: {item.text}",
                choices=[
                    ("", "choose"),
                    *((kind, f"{kind}: {said}") for kind, said in TYPES.items()),
                ],
                error_messages={"required": "Say what this item rates."},
            )

    def types(self) -> dict[str, str]:
        """The type of each item that was asked for."""
        return {item.code: self.cleaned_data[f"type-{item.code}"] for item in self.asked}

    def questions(self) -> list[forms.BoundField]:
        """One a question."""
        return [self[f"type-{item.code}"] for item in self.asked]


class SurveyForm(forms.Form):
    """An export of a survey tool, and when and of what it is."""

    file = forms.FileField(label="Export", help_text="CSV or XLSX, one row a respondent.")
    instrument = InstrumentField()

    def upload(self) -> Upload:
        """The file."""
        given = self.cleaned_data["file"]
        return Upload(given.name, given.read())


class MappingForm(forms.Form):
    """What each column says, which text is which point, and how many were invited.

    The fields follow the file, which comes along each time: nothing of it is kept in between.
    """

    name = forms.CharField(label="Name of this pulse", max_length=120)
    asked_on = forms.DateField(
        label="When people were asked", widget=forms.DateInput(attrs={"type": "date"})
    )
    invited_marketing = forms.IntegerField(
        label="Invited of marketing", min_value=0, max_value=100_000, required=False
    )
    invited_it = forms.IntegerField(
        label="Invited of IT", min_value=0, max_value=100_000, required=False
    )
    invited_blocks = forms.CharField(
        label="Invited by team",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Only if a column names the team. One a line: marketing; Brand; 12",
    )

    def __init__(
        self, look: Look, asked: Asked, told: Told | None, *args: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.look, self.told = look, told
        known = targets(asked.instrument)
        self.words = scale_words(asked.instrument)
        self.guesses = survey_exports.guesses(look, known)
        self.labels = {target.code: f"{target.code}: {target.texts[0]}" for target in known}
        self._add_columns()
        self._add_sides()
        self._add_values()

    def _add_columns(self) -> None:
        choices = [
            ("", "left out"),
            ("side", "the side"),
            ("block", "the team"),
            *self.labels.items(),
        ]
        guessed = {place: guess.code for place, guess in self.guesses.items()}
        side = survey_exports.guessed_side(self.look, guessed)
        if side is not None:
            guessed[side] = "side"
        if self.told:
            guessed = dict(self.told.questions) | {self.told.side: "side"}
            guessed |= {self.told.block: "block"} if self.told.block is not None else {}
        for column in self.look.open_columns:
            self.fields[f"column-{column.place}"] = forms.ChoiceField(
                label=column.name,
                choices=choices,
                initial=guessed.get(column.place, ""),
                required=False,
            )

    def _add_sides(self) -> None:
        before = self.told.sides if self.told else {}
        choices = [
            ("", "choose"),
            ("marketing", "marketing"),
            ("it", "IT"),
            (LEFT_OPEN, "left out"),
        ]
        for value in self._values_of("side"):
            self.fields[f"side-{_short(value)}"] = forms.ChoiceField(
                label=value,
                choices=choices,
                initial=before.get(value) or survey_exports.side_of(value),
                error_messages={"required": f"Say which side “{value}” is."},
            )

    def _add_values(self) -> None:
        before = self.told.values if self.told else {}
        values = list(
            dict.fromkeys(value for code in self.labels for value in self._values_of(code))
        )
        guessed = survey_exports.value_guesses(values, self.words)
        points = [(str(number), str(number)) for number in range(1, 6)]
        choices = [("", "choose"), *points, (UNSURE, "I cannot tell"), (LEFT_OPEN, "left open")]
        for value in sorted(values, key=lambda value: (guessed.get(value, "9"), value)):
            self.fields[f"value-{_short(value)}"] = forms.ChoiceField(
                label=value,
                choices=choices,
                initial=before.get(value) or guessed.get(value, ""),
                error_messages={"required": f"Say which point “{value}” is."},
            )

    def _chosen(self, column: survey_exports.Column) -> str:
        return str(self[f"column-{column.place}"].value() or "")

    def _columns_of(self, what: str) -> list[survey_exports.Column]:
        return [column for column in self.look.open_columns if self._chosen(column) == what]

    def _values_of(self, what: str) -> list[str]:
        """The different values of the columns that say this, where they are few enough."""
        few = survey_exports.MOST_VALUES
        return [
            value
            for column in self._columns_of(what)
            if len(column.values) <= few
            for value in sorted(column.values)
        ]

    def clean(self) -> dict[str, Any]:
        """One column for the side, each question once, few values a question, numbers of the invited."""
        cleaned = super().clean() or {}
        sides, blocks = self._columns_of("side"), self._columns_of("block")
        if len(sides) != 1 or len(blocks) > 1:
            raise ValidationError(
                "Say of exactly one column that it names the side, and of at most one that it names the team."
            )
        self._check_questions()
        self._check_invited(cleaned, bool(blocks))
        return cleaned

    def _check_questions(self) -> None:
        chosen = [self._chosen(column) for column in self.look.open_columns]
        codes = [code for code in chosen if code in self.labels]
        if not codes:
            raise ValidationError("Say of at least one column which question it answers.")
        twice = next((code for code in codes if codes.count(code) > 1), None)
        if twice:
            raise ValidationError(f"Two columns answer {twice}. Leave one of them out.")
        for column in self.look.open_columns:
            named = self._chosen(column) not in {"", "block"}
            if named and len(column.values) > survey_exports.MOST_VALUES:
                raise ValidationError(
                    f"“{column.name[:60]}” holds {len(column.values)} different values; a question on five "
                    "points, and a side, has few. Leave it out."
                )

    def _check_invited(self, cleaned: dict[str, Any], by_team: bool) -> None:
        numbers = [cleaned.get("invited_marketing"), cleaned.get("invited_it")]
        if by_team:
            self._blocks(cleaned.get("invited_blocks", ""))
        elif None in numbers:
            raise ValidationError("Say how many people of each side were invited.")

    def _blocks(self, written: str) -> list[InvitedBlock]:
        found = []
        for number, line in enumerate(written.splitlines(), start=1):
            parts = [part.strip() for part in line.split(";")]
            if not any(parts):
                continue
            if (
                len(parts) != 3
                or parts[0].lower() not in {"marketing", "it"}
                or not _is_count(parts[2])
            ):
                raise ValidationError(
                    f"Invited by team, line {number}: write side; team; number, as in “marketing; Brand; 12”."
                )
            found.append(InvitedBlock(parts[0].lower(), parts[1], int(parts[2])))
        if not found:
            raise ValidationError("Say how many people of each team were invited.")
        return found

    def mapping(self) -> Told:
        """What was told, for this file and the next with its header."""
        blocks = self._columns_of("block")
        return Told(
            side=self._columns_of("side")[0].place,
            sides=self._told("side-"),
            questions={
                column.place: self._chosen(column)
                for column in self.look.open_columns
                if self._chosen(column) in self.labels
            },
            values=self._told("value-"),
            block=blocks[0].place if blocks else None,
        )

    def invited(self) -> list[InvitedBlock]:
        """How many were invited, by side or by team."""
        if self._columns_of("block"):
            return self._blocks(self.cleaned_data["invited_blocks"])
        return [
            InvitedBlock(side, "", self.cleaned_data[f"invited_{side}"])
            for side in ("marketing", "it")
        ]

    def _told(self, beginning: str) -> dict[str, str]:
        return {
            str(self.fields[name].label): given
            for name, given in self.cleaned_data.items()
            if name.startswith(beginning)
        }

    def columns(self) -> list[dict[str, Any]]:
        """The columns as the page shows them: those guessed or told first."""
        shown = [
            {
                "column": column,
                "field": self[f"column-{column.place}"],
                "why": self._why(column.place),
                "read": bool(self._chosen(column)),
            }
            for column in self.look.open_columns
        ]
        return sorted(shown, key=lambda row: not row["read"])

    def _why(self, place: int) -> str:
        if self.told:
            return "as told before"
        guess = self.guesses.get(place)
        if guess is None:
            return "a guess, by its values" if self[f"column-{place}"].initial else ""
        return "by its code" if guess.likeness == 100 else f"a guess: {guess.likeness} % alike"

    def side_fields(self) -> list[forms.BoundField]:
        """One field a value of the column that names the side."""
        return [self[name] for name in self.fields if name.startswith("side-")]

    def value_fields(self) -> list[forms.BoundField]:
        """One field a different answer."""
        return [self[name] for name in self.fields if name.startswith("value-")]


def _is_count(text: str) -> bool:
    return text.isdecimal() and len(text) <= 6


def _short(value: str) -> str:
    """A name for the field of a value, whatever signs stand in it."""
    return digest_of(value)[:16]
