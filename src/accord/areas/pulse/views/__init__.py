"""Screens of the pulse: opening and running a wave, what waves published, answering, instruments, files."""

from accord.areas.pulse.views.files import wave_file
from accord.areas.pulse.views.launch import open_wave, preview, preview_new
from accord.areas.pulse.views.own_items import add_own_items, own_item, own_items, undo_own_items
from accord.areas.pulse.views.pages import (
    common_ground,
    conversation,
    dimension,
    question,
    sure,
)
from accord.areas.pulse.views.respondent import answer, withdraw
from accord.areas.pulse.views.running import announce, codes, invite, remind, tighten
from accord.areas.pulse.views.surveys import forget_survey, import_survey
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
    "add_own_items",
    "announce",
    "answer",
    "close",
    "codes",
    "common_ground",
    "conversation",
    "dimension",
    "forget",
    "forget_survey",
    "import_answers",
    "import_survey",
    "index",
    "instrument_page",
    "invite",
    "item",
    "links",
    "open_wave",
    "own_item",
    "own_items",
    "preview",
    "preview_new",
    "protection",
    "question",
    "remind",
    "sure",
    "tighten",
    "trend",
    "undo",
    "undo_own_items",
    "wave",
    "wave_file",
    "withdraw",
]
