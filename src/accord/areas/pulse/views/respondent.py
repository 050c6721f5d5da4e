"""The respondent's pages: answering by a link, withdrawing, and how it looks before anybody is asked."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.translation.trans_real import parse_accept_lang_header
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from accord.analysis import disclosure
from accord.areas.people.access import open_to_all
from accord.areas.pulse import actions, queries
from accord.areas.pulse.forms import AnswerForm, WithdrawForm
from accord.areas.pulse.models import LANGUAGES, Admission, Wave, instrument_of
from accord.web.shell import Request

#: Made up: how the figures of one dimension look.
EXAMPLE = {
    "marketing": 2.9,
    "marketing_low": 2.5,
    "marketing_high": 3.3,
    "it": 3.6,
    "it_low": 3.1,
    "it_high": 4.1,
}


@open_to_all
@never_cache
@sensitive_post_parameters()
@sensitive_variables()
@require_http_methods(["GET", "POST"])
def answer(request: Request, token: str) -> HttpResponse:
    """Answer by a one-time link, without an account, in the language that the person reads."""
    try:
        found = actions.usable(token)
        with translation.override(_language(request, found.wave.language)):
            response = _answered(request, found, token)
    except actions.LinkError as error:
        with translation.override(_language(request)):
            context = _languages() | {"sentence": error, "saved_as": _saved_as(token)}
            response = render(request, "pulse/link.html", context, status=410)
    # The address is the key: it must not travel on to another page. Not "no-referrer": with that,
    # browsers send the form as from nowhere, and the protection against forged forms refuses it.
    response["Referrer-Policy"] = "strict-origin"
    return _for_no_index(response)


@open_to_all
@never_cache
@sensitive_post_parameters()
@sensitive_variables()
@require_http_methods(["GET", "POST"])
def withdraw(request: Request) -> HttpResponse:
    """Delete an answer by its code; says the same whether there was one or not."""
    with translation.override(_language(request)):
        form = WithdrawForm(request.POST or None)
        done = form.is_valid()
        if done:
            actions.withdraw(code=form.cleaned_data["code"])
        context = _languages() | {"form": form, "done": done, "offers_languages": not done}
        status = 422 if form.is_bound and not done else 200
        response = render(request, "pulse/withdraw.html", context, status=status)
    return _for_no_index(response)


@sensitive_variables()
def _answered(request: Request, found: Admission, token: str) -> HttpResponse:
    given = request.POST if request.method == "POST" else None
    asked = instrument_of(found.wave).asked(found.wave.form)
    form = AnswerForm(asked, found.wave, found.side, given)
    # Made with the form and sent along: a page that is sent again shows the code that counts.
    code = actions.code_in(request.POST.get("code", "")) or actions.new_code()
    context = _languages() | {"code": code, "saved_as": _saved_as(token)}
    if form.is_valid():
        actions.answer(token=token, values=form.values(), comment=form.comment(), code=code)
        return render(request, "pulse/thanks.html", context | {"wave": found.wave})
    status = 422 if form.is_bound else 200
    # Another language is another page: it is offered while nothing is lost by going there.
    counts = queries.counted(found.wave, found.side)
    context |= told_before(found, counts) | {"form": form, "offers_languages": not form.is_bound}
    return render(request, "pulse/answer.html", context, status=status)


def _language(request: Request, of_wave: str = "") -> str:
    """The language chosen on the page, else the first known one of the browser, else the wave's."""
    chosen = request.POST.get("language") or request.GET.get("language")
    if chosen in LANGUAGES:
        return chosen
    named = parse_accept_lang_header(request.headers.get("Accept-Language", ""))
    spoken = (language.partition("-")[0] for language, _ in named)
    return next((language for language in spoken if language in LANGUAGES), of_wave or "en")


def _languages() -> dict[str, Any]:
    return {"languages": LANGUAGES, "language": translation.get_language()}


def _saved_as(token: str) -> str:
    """The name under which a device keeps unsent answers: not what the database keeps of the link."""
    return f"accord.answer.{actions.digest_of(f'device:{token}')[:16]}"


def _for_no_index(response: HttpResponse) -> HttpResponse:
    response["X-Robots-Tag"] = "noindex"
    patch_vary_headers(response, ["Accept-Language"])
    return response


def page_before(request: Request, wave: Wave, side: str, counts: Mapping[str, int]) -> HttpResponse:
    """Just what a respondent sees, marked as a preview; there is no link, so nothing can be sent."""
    admission = Admission(wave=wave, side=side, block=min(counts, default=""))
    with translation.override(_language(request, wave.language)):
        form = AnswerForm(instrument_of(wave).asked(wave.form), wave, side)
        context = _languages() | told_before(admission, counts) | {"form": form, "preview": True}
        return render(request, "pulse/answer.html", context)


def told_before(found: Admission, counts: Mapping[str, int]) -> dict[str, Any]:
    """What the page says first; ``counts`` are the invited of the own side by block."""
    thresholds = disclosure.Thresholds.at_least(found.wave.fewest_for_mean)
    return {
        "admission": found,
        "invited": sum(counts.values()),
        "block_invited": counts.get(found.block, 0),
        "broken_down": len(counts) > 1,
        "fewest": thresholds.mean,
        "fewest_item": thresholds.item,
        "fewest_distribution": thresholds.distribution,
        "fewest_comments": thresholds.comments,
        "short": found.wave.form == Wave.Form.SHORT,
        "example": EXAMPLE,
        "own": found.wave.own is not None,
        "has_pictures": bool(instrument_of(found.wave).portraits),
    }
