"""Small words for templates: parties, numbers in plain words, a chart in its frame."""

from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

register = template.Library()

PARTY_WORDS = {
    "marketing": "marketing",
    "it": "IT",
    "agency": "agency",
    "vendor": "vendor",
    "sales": "sales",
    "service": "service",
    "customer": "customer",
    "system": "system",
    "nobody": "nobody",
    "unmapped": "unmapped",
    "joint": "both",
    "other": "somebody else",
}


@register.filter
def party(value: str) -> str:
    """A party as it is written in a sentence."""
    return PARTY_WORDS.get(value, value)


@register.filter
def party_start(value: str) -> str:
    """A party as it begins a sentence."""
    word = party(value)
    return word[:1].upper() + word[1:]


@register.filter
def days(value: float | None) -> str:
    """Days in words: whole from three on, one decimal below; never a false zero."""
    if value is None:
        return "unknown"
    if value >= 2.95:
        return f"{value:,.0f} days"
    if 0 < value < 0.05:
        return "under an hour" if value < 1 / 24 else "about an hour"
    return f"{value:.1f} days"


@register.filter
def working_days(value: float) -> str:
    """Working days in words, never to be mistaken for elapsed ones."""
    return f"{value:,.0f} working days" if value >= 2.95 else f"{value:.1f} working days"


@register.filter
def percent(share: float | None) -> str:
    """A share as a whole percentage; never quite all or nothing unless it is."""
    if share is None:
        return "unknown"
    if 0 < share < 0.005:
        return "under 1 %"
    return "over 99 %" if 0.995 < share < 1 else f"{100 * share:.0f} %"


@register.filter
def chance(share: float | None) -> str:
    """A probability: never shown as all but certain, since the rule behind it is not."""
    if share is None:
        return "unknown"
    if share < 0.05:
        return "under 5 %"
    return "over 95 %" if share > 0.95 else f"{100 * share:.0f} %"


@register.simple_tag
def mark(party_value: str) -> SafeString:
    """The sign of a party: circle for marketing, square for IT, diamond for records."""
    return format_html('<i class="mark mark-{}" aria-hidden="true"></i>', party_value)


@register.simple_tag
def picture(wide: str, narrow: str = "") -> SafeString:
    """A chart that the server drew: one drawing for wide screens and paper, one for the phone."""
    parts = [format_html('<div class="picture {}">', "picture-wide" if narrow else "")]
    parts.append(mark_safe(wide))  # noqa: S308 (drawn by the charts room from declared results)
    parts.append(mark_safe("</div>"))
    if narrow:
        parts.append(mark_safe('<div class="picture picture-narrow">'))
        parts.append(mark_safe(narrow))  # noqa: S308
        parts.append(mark_safe("</div>"))
    return mark_safe("".join(parts))  # noqa: S308


@register.inclusion_tag("web/_field.html")
def field(bound: Any) -> dict[str, Any]:
    """One form field with its label, help and errors, tied together for screen readers."""
    described = [name for name in (bound.help_text and "help", bound.errors and "error") if name]
    attributes = {"aria-describedby": " ".join(f"{bound.auto_id}_{name}" for name in described)}
    if bound.errors:
        attributes["aria-invalid"] = "true"
    widget = bound.as_widget(attrs={key: value for key, value in attributes.items() if value})
    kind = getattr(bound.field.widget, "input_type", "text")
    return {"field": bound, "widget": widget, "kind": kind}
