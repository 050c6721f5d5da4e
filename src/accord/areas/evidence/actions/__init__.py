"""Verbs that write: read an export, take it in, undo it, map it, sign it.

An import goes through two jobs. *Reading* is a dry run: it keeps what the file says in a folder of its
own and writes the receipt; nothing that anybody sees changes. *Applying* writes the evidence tables
and then, in one transaction, moves the snapshot with receipt and journal. A crash in between leaves the
last good state.
"""

from accord.areas.evidence.actions.applying import apply_import, discard_import
from accord.areas.evidence.actions.columns import (
    columns_of,
    forget_columns,
    forget_saved_columns,
    keep_columns,
    tell_columns,
)
from accord.areas.evidence.actions.corrections import correct, settle
from accord.areas.evidence.actions.files import raw_name, tables, upload_of
from accord.areas.evidence.actions.importing import begin_import, problem_in_options, read_import
from accord.areas.evidence.actions.look_backs import (
    open_look_back,
    remember,
    remove_look_back,
    reveal,
    take_in,
)
from accord.areas.evidence.actions.mapping import save_mappings, sign_mappings
from accord.areas.evidence.actions.pairs import say_of_pair, take_back
from accord.areas.evidence.actions.publishing import publish, publish_if_changed
from accord.areas.evidence.actions.refused import RefusedError
from accord.areas.evidence.actions.saved_views import MOST_VIEWS, save_view
from accord.areas.evidence.actions.scenarios import delete_scenario, may_delete, save_scenario
from accord.areas.evidence.actions.undoing import ask_to_undo, undo_import
from accord.areas.evidence.actions.upkeep import recover, tidy

__all__ = [
    "MOST_VIEWS",
    "RefusedError",
    "apply_import",
    "ask_to_undo",
    "begin_import",
    "columns_of",
    "correct",
    "delete_scenario",
    "discard_import",
    "forget_columns",
    "forget_saved_columns",
    "keep_columns",
    "may_delete",
    "open_look_back",
    "problem_in_options",
    "publish",
    "publish_if_changed",
    "raw_name",
    "read_import",
    "recover",
    "remember",
    "remove_look_back",
    "reveal",
    "save_mappings",
    "save_scenario",
    "save_view",
    "say_of_pair",
    "settle",
    "sign_mappings",
    "tables",
    "take_back",
    "take_in",
    "tell_columns",
    "tidy",
    "undo_import",
    "upload_of",
]
