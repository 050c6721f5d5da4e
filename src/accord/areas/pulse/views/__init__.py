"""Screens of the pulse: waves and what they published, answering, the instrument, imports and files."""

from accord.areas.pulse.views.files import wave_file
from accord.areas.pulse.views.own_items import add_own_items, own_item, own_items, undo_own_items
from accord.areas.pulse.views.surveys import forget_survey, import_survey
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
    open_wave,
    protection,
    undo,
    wave,
    withdraw,
)

__all__ = [
    "add_own_items",
    "answer",
    "close",
    "dimension",
    "forget",
    "forget_survey",
    "import_answers",
    "import_survey",
    "index",
    "instrument_page",
    "item",
    "links",
    "open_wave",
    "own_item",
    "own_items",
    "protection",
    "undo",
    "undo_own_items",
    "wave",
    "wave_file",
    "withdraw",
]
