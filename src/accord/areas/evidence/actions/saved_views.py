"""Choices that their owner wants to find again."""

import datetime as dt
import re

from accord.areas.evidence.actions.refused import RefusedError
from accord.areas.evidence.models import SavedView
from accord.areas.people.models import User

#: A page of the evidence with a choice; never another house.
_VIEW = re.compile(r"/evidence/[a-z-]+/(\?[^\s#]*)?")
#: More than this nobody finds again.
MOST_VIEWS = 30


def save_view(*, name: str, address: str, by: User, at: dt.datetime) -> SavedView:
    """Keep a choice under a name, for its owner alone; ``RefusedError`` where it is no such page."""
    name = " ".join(name.split())[:80]
    if not name:
        raise RefusedError("Give the view a name.")
    if not _VIEW.fullmatch(address) or len(address) > 600:
        raise RefusedError("Only the page of a question can be saved.")
    if SavedView.objects.filter(by=by).exclude(name=name).count() >= MOST_VIEWS:
        raise RefusedError(f"There are {MOST_VIEWS} views already; remove one first.")
    row, _ = SavedView.objects.update_or_create(
        by=by, name=name, defaults={"address": address, "at": at}
    )
    return row
