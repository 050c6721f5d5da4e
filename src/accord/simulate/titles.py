"""Titles of web requests that a reader remembers."""

_SEASONS = (
    "Spring", "Easter", "Mother's Day", "Early summer", "Summer", "Back to school", "Autumn",
    "Harvest weeks", "Black week", "Advent", "Christmas", "New year", "Winter sale", "Anniversary",
    "Garden weeks", "Bathing season", "Wine and cheese", "Local farms", "Family weekend",
    "Student days", "Members' night", "Bicycle weeks",
)  # fmt: skip
_PATTERNS = {
    "Landing page": ("loyalty page", "offers page", "recipe page", "store opening page",
                     "competition page", "gift finder page"),
    "Campaign mailing": ("mailing", "reminder mailing", "thank-you mailing", "voucher mailing",
                         "birthday mailing"),
    "Tracking and data": ("campaign tracking", "sales dashboard", "audience export",
                          "voucher tracking", "newsletter report"),
    "Web shop change": ("bundles in the shop", "filter in the shop", "checkout voucher",
                        "delivery slots", "click and collect"),
    "CRM change": ("segment", "points rule", "preference centre", "consent wording"),
    "App content": ("tiles in the app", "push message", "coupon in the app", "game in the app"),
}  # fmt: skip
_REMEMBERED = {
    "Landing page": ("Spring loyalty page", "Store finder on the phone", "Allergen pages"),
    "Campaign mailing": ("Welcome mailing, three steps", "Forgotten basket mailing"),
    "Tracking and data": ("One number for store visits", "Cookie banner figures"),
    "Web shop change": ("Reorder with one tap", "Gift cards in the shop"),
    "CRM change": ("One customer, one address", "Unsubscribe in one click"),
    "App content": ("Receipts in the app", "Shelf finder in the app"),
}
_OWN_TASKS = (
    "Photo shoot",
    "Copy for leaflets",
    "Poster for stores",
    "Agency briefing",
    "Brand book",
)
_OWN_TICKETS = ("Patch day", "Library update", "Log clean-up", "Certificate renewal", "Load test")


def request_title(kind: str, place: int) -> str:
    """The title of the so-manieth request of a kind; they repeat with a number when used up."""
    pool = _pool(kind)
    again, which = divmod(place, len(pool))
    return pool[which] + (f" ({again + 1})" if again else "")


def own_title(tracker: str, place: int) -> str:
    """The title of work that concerns one side only."""
    names = _OWN_TASKS if tracker == "asana" else _OWN_TICKETS
    return f"{names[place % len(names)]} {place // len(names) + 1}"


def _pool(kind: str) -> list[str]:
    rest = [f"{season} {pattern}" for season in _SEASONS for pattern in _PATTERNS[kind]]
    # A step without common divisor walks the seasons in a mixed order.
    mixed = [rest[place * 37 % len(rest)] for place in range(len(rest))]
    return list(dict.fromkeys([*_REMEMBERED[kind], *mixed]))
