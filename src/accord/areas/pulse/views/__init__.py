"""Screens of the pulse: opening and running a wave, what waves published, answering, the instrument."""

from accord.areas.pulse.views.launch import open_wave, preview, preview_new
from accord.areas.pulse.views.pages import (
    common_ground,
    conversation,
    dimension,
    question,
    sure,
)
from accord.areas.pulse.views.respondent import answer, withdraw
from accord.areas.pulse.views.running import announce, codes, invite, remind, tighten
from accord.areas.pulse.views.trend import trend
from accord.areas.pulse.views.waves import (
    close,
    forget,
    import_answers,
    index,
    instrument_page,
    item,
    links,
    protection,
    undo,
    wave,
)

__all__ = [
    "announce",
    "answer",
    "close",
    "codes",
    "common_ground",
    "conversation",
    "dimension",
    "forget",
    "import_answers",
    "index",
    "instrument_page",
    "invite",
    "item",
    "links",
    "open_wave",
    "preview",
    "preview_new",
    "protection",
    "question",
    "remind",
    "sure",
    "tighten",
    "trend",
    "undo",
    "wave",
    "withdraw",
]
