"""The labels of tickets and the tags of tasks: drawn apart, so that nothing else depends on them."""

import zlib

import numpy as np

from accord.simulate.journeys import Ticket

#: What a request of this type nearly always bears: on IT's side, and on marketing's.
_BY_TYPE = {
    "Landing page": ("web", "landing-page"),
    "Campaign mailing": ("newsletter", "mailing"),
    "Tracking and data": ("tracking", "reporting"),
    "Web shop change": ("shop", "web shop"),
    "CRM change": ("crm", "customer data"),
    "App content": ("app", "app"),
}
#: A word of the title that names a campaign.
_CAMPAIGNS = {
    "Spring": "spring", "Easter": "easter", "Summer": "summer", "Early summer": "summer",
    "Autumn": "autumn", "Harvest": "autumn", "Black week": "black-week", "Advent": "christmas",
    "Christmas": "christmas", "Winter": "winter",
}  # fmt: skip
_NOW_AND_THEN = {True: ("legal", "store", "brand"), False: ("quick-win", "security", "tech-debt")}
_USUAL_SHARE, _CAMPAIGN_SHARE, _OTHER_SHARE = 0.92, 0.8, 0.15


def labels_of(ticket: Ticket) -> list[str]:
    """What somebody has marked the ticket with, in that order; the same in every export of it."""
    rng = np.random.default_rng(zlib.crc32(f"{ticket.key} {ticket.title}".encode()))
    usual, campaign, other = rng.random(3)
    of_task = ticket.key.isdecimal()
    found = []
    if ticket.type in _BY_TYPE and usual < _USUAL_SHARE:
        found.append(_BY_TYPE[ticket.type][of_task])
    named = next((name for word, name in _CAMPAIGNS.items() if ticket.title.startswith(word)), "")
    if named and campaign < _CAMPAIGN_SHARE:
        # Both sides speak of a campaign alike: by it, work is found across both trackers.
        found.append(f"campaign-{named}")
    if other < _OTHER_SHARE:
        words = _NOW_AND_THEN[of_task]
        found.append(words[int(rng.integers(len(words)))])
    return found
