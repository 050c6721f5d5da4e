"""Forms: open a wave, import answers, answer."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext, gettext_lazy

from accord.analysis import disclosure
from accord.areas.pulse.frames import LONGEST_NAME, Upload, Values
from accord.areas.pulse.models import (
    EXPECTED,
    LONGEST_COMMENT,
    MOST_DAYS,
    Instrument,
    Item,
    Wave,
)
from accord.areas.pulse.queries import Invitee

CANNOT_TELL = ("?", "I cannot tell")
WHEN = {"O2": "Today", "O2N": "In twelve months"}
#: So many items of the short form stand on one page.
AT_ONCE = 4


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

    def __init__(self, invitable: Sequence[Invitee], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.invitable = {str(part.person.pk): part for part in invitable}
        self.fields["people"] = forms.MultipleChoiceField(
            label="Who is asked",
            choices=[(key, part.person.name) for key, part in self.invitable.items()],
        )

    def clean_people(self) -> list[Invitee]:
        """The people themselves."""
        return [self.invitable[key] for key in self.cleaned_data["people"]]

    def clean_request_types(self) -> list[str]:
        """One a line, without repetition."""
        lines = [line.strip() for line in self.cleaned_data["request_types"].splitlines()]
        kinds = list(dict.fromkeys(line for line in lines if line))
        if len(kinds) > 5:
            raise ValidationError("At most five kinds, so that answering stays short.")
        if any(len(kind) > LONGEST_NAME for kind in kinds):
            raise ValidationError(f"A kind may have at most {LONGEST_NAME} letters.")
        return kinds


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
            self.fields[item.code] = _scale(item.text, instrument.scales[item.scale])
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
        if all(len(part.items) > 1 for part in known):
            return [Page(gettext(part.name), scales=self._bound(part.items)) for part in known]
        return [
            Page(
                gettext("Part %(number)s of %(all)s")
                % {"number": start // AT_ONCE + 1, "all": math.ceil(len(known) / AT_ONCE)},
                scales=self._bound(
                    [item for part in known[start : start + AT_ONCE] for item in part.items]
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
