"""Small words for templates."""

from typing import Any

import pytest
from django import forms
from django.template import Context, Template
from django.utils.safestring import SafeString, mark_safe

from accord.web.templatetags import accord


def drawn(template: str, **context: Any) -> str:
    return Template(template).render(Context(context))


@pytest.mark.parametrize(
    ("party", "words", "start"),
    [
        ("it", "IT", "IT"),
        ("marketing", "marketing", "Marketing"),
        ("joint", "both", "Both"),
        ("somebody new", "somebody new", "Somebody new"),
        ("", "", ""),
    ],
)
def test_a_party_is_written_in_a_sentence_and_at_its_start(
    party: str, words: str, start: str
) -> None:
    assert drawn("{{ it|party }}/{{ it|party_start }}", it=party) == f"{words}/{start}"


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (None, "unknown"),
        (0, "0.0 days"),
        (0.01, "under an hour"),
        (0.045, "about an hour"),
        (0.05, "0.1 days"),
        (2.94, "2.9 days"),
        (2.95, "3 days"),
        (1234.4, "1,234 days"),
    ],
)
def test_days_are_told_without_false_precision_and_never_as_a_false_zero(
    value: float | None, words: str
) -> None:
    assert accord.days(value) == words


@pytest.mark.parametrize(
    ("share", "words", "as_chance"),
    [
        (None, "unknown", "unknown"),
        (0, "0 %", "under 5 %"),
        (0.004, "under 1 %", "under 5 %"),
        (0.5, "50 %", "50 %"),
        (0.996, "over 99 %", "over 95 %"),
        (1, "100 %", "over 95 %"),
    ],
)
def test_shares_and_chances_are_whole_percentages(
    share: float | None, words: str, as_chance: str
) -> None:
    assert (accord.percent(share), accord.chance(share)) == (words, as_chance)


def test_a_mark_is_quiet_for_screen_readers_and_escapes_what_it_is_given() -> None:
    assert accord.mark("it") == '<i class="mark mark-it" aria-hidden="true"></i>'
    assert "<b>" not in accord.mark("<b>")
    assert "&quot;" in accord.mark('"')


def test_a_picture_stands_once_or_for_wide_and_narrow() -> None:
    svg = mark_safe("<svg></svg>")

    assert accord.picture(svg) == '<div class="picture "><svg></svg></div>'
    both = accord.picture(svg, svg)
    assert isinstance(both, SafeString)
    assert both.count("<svg>") == 2
    assert '<div class="picture picture-wide">' in both
    assert '<div class="picture picture-narrow">' in both


class Example(forms.Form):
    name = forms.CharField(help_text="As on the list.")
    plain = forms.CharField(required=False)
    agreed = forms.BooleanField(required=False)
    lines = forms.CharField(required=False, widget=forms.Textarea)


def field(name: str, data: dict[str, str] | None = None) -> str:
    return drawn("{% field it %}", it=Example(data)[name])


def test_a_field_is_tied_to_its_help() -> None:
    page = field("name")

    assert 'aria-describedby="id_name_help"' in page
    assert '<p class="help" id="id_name_help">As on the list.</p>' in page
    assert "aria-invalid" not in page
    assert "optional" not in page


def test_a_field_with_a_mistake_says_so_to_everybody() -> None:
    page = field("name", {})

    assert 'aria-invalid="true"' in page
    assert 'aria-describedby="id_name_help id_name_error"' in page
    assert "This field is required." in page


def test_a_field_that_may_stay_empty_says_so() -> None:
    page = field("plain")

    assert "<small>optional</small>" in page
    assert "aria-describedby" not in page


def test_a_box_to_tick_stands_before_its_words() -> None:
    page = field("agreed")

    assert page.index("<input") < page.index("Agreed")
    assert "<textarea" in field("lines")
