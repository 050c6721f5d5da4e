"""Screens of the pulse: opening and running a wave, what waves published, answering, the instrument."""

from accord.areas.pulse.views.launch import open_wave, preview, preview_new
from accord.areas.pulse.views.running import announce, codes, invite, remind, tighten
from accord.areas.pulse.views.waves import (
    answer,
    close,
    dimension,
    forget,
    import_answers,
    index,
    instrument_page,
    item,
    links,
    protection,
    thanks,
    undo,
    wave,
)

__all__ = [
    "announce",
    "answer",
    "close",
    "codes",
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
    "remind",
    "thanks",
    "tighten",
    "undo",
    "wave",
]
