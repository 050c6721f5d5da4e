"""The usual names of statuses and what they usually mean: a proposal, never a decision.

A name is compared without regard to capitals, and spaces, hyphens and underscores count alike; a
number before a hyphen ("3 - On Hold") is left aside. ``requester`` as a turn stands for whoever asked.
"""

import re
from dataclasses import dataclass
from typing import Final

CLASSES: Final = ("queue", "work", "wait", "done", "dropped")
REQUESTER: Final = "requester"

#: Resolutions that mean: closed without delivery (lower case).
ABANDONED_RESOLUTIONS: Final = frozenset(
    {
        "abandoned",
        "as designed",
        "by design",
        "canceled",
        "cancelled",
        "cancelled by requester",
        "cancelled by user",
        "cannot reproduce",
        "can't reproduce",
        "closed/cancelled",
        "declined",
        "deferred",
        "duplicate",
        "expired",
        "incomplete",
        "invalid",
        "no longer needed",
        "no longer required",
        "not a bug",
        "not a problem",
        "not doing",
        "not planned",
        "not reproducible",
        "not required",
        "not solved (not reproducible)",
        "not solved (too costly)",
        "obsolete",
        "out of date",
        "out of scope",
        "rejected",
        "later",
        "timed out",
        "user error",
        "will not do",
        "will not fix",
        "withdrawn",
        "won't do",
        "won't fix",
        "won’t do",
        "won’t fix",
        "wont do",
        "wont fix",
        "wontfix",
        "works as designed",
        "works for me",
    }
)


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a status means: its class, and whose turn it is whoever holds the item, or ""."""

    status: str
    status_class: str
    turn: str = ""


_USUAL: Final = {
    "queue": """
        to do; todo; open; new; backlog; created; submitted; requested; received; registered; reported; logged;
        draft; idea; icebox; incoming; inbox; triage; triaged; needs triage; in triage; unassigned; assigned;
        queued; queue; pending assignment; awaiting assignment; waiting for assignment; not started; ready;
        ready to start; ready for work; ready for development; ready for dev; selected for development; selected;
        prioritised; prioritized; planned; scheduled; schedule; accepted for planning; reopened; re-opened;
        ready for review; ready for test; ready for testing; ready for qa; ready for design; screening; qualified; approved; proposed; up next; next up; this week;
        awaiting triage; awaiting development; awaiting review queue; open for work; unstarted; dispatched;
        patch available; ready for merge
        """,
    "work": """
        in progress; work in progress; wip; doing; started; start; active; in work; working; ongoing; under way; underway;
        in development; development; in dev; developing; coding; implementing; implementation; in implementation;
        in design; design; designing; in analysis; analysis; analysing; analyzing; investigation; investigating;
        under investigation; in review; review; reviewing; under review; code review; in code review; peer review;
        in test; in testing; test; testing; in qa; qa; quality assurance; verification; verifying; validation;
        in production work; drafting; writing; editing; building; in build; build; configuring; deploying; in deployment;
        in research; research; refinement; in refinement; discovery; accepted; in treatment; processing; in process;
        assess; assessing; assessment; authorize; authorise; implement; root cause analysis; fix in progress;
        take in charge ticket; being worked on; copywriting; production; in translation; resuming; resumed
        """,
    "wait": """
        waiting; wait; on hold; hold; held; paused; suspended; blocked; blocked external; stuck; pending; impeded;
        awaiting; awaiting approval; waiting for approval; pending approval; in approval; approval; needs approval;
        waiting for feedback; awaiting feedback; feedback; needs feedback; waiting for information; awaiting information;
        awaiting info; needs info; need info; more info needed; needs information; waiting for input; awaiting input;
        waiting for review; awaiting review; pending review; waiting for test; waiting for testing; awaiting change;
        waiting for third party; awaiting third party; awaiting problem; awaiting evidence; awaiting parts;
        waiting for sign off; awaiting sign off; sign off; parked; postponed; deferred; snoozed; delayed; someday;
        legal review; waiting for legal; awaiting legal
        """,
    "done": """
        done; closed; complete; completed; resolved; finished; fixed; delivered; released; deployed; live; shipped;
        published; launched; in production; production live; merged; verified; solved; fulfilled; closed complete;
        closed completed; closed successful; resolved and closed; implemented; accepted by customer; accepted by requester;
        archived; closed/resolved; closed solved; resolve ticket; done done; handed over; go live; paid; payment handled
        """,
    "dropped": """
        cancelled; canceled; rejected; declined; dropped; abandoned; withdrawn; won't do; won't fix; won’t do; won’t fix;
        wont do; wont fix; will not do; will not fix; not doing; not planned; duplicate; obsolete; invalid; denied; refused;
        closed incomplete; closed skipped; closed cancelled; closed canceled; closed rejected; closed unsuccessful;
        closed unresolved; removed; deleted; discarded; out of scope; expired; no longer needed; not approved; killed
        """,
}

_USUAL_TURNS: Final = {
    # Finished work that waits for the next release is nobody's turn: the cadence holds it.
    "nobody": """
        ready for release; ready for deployment; ready to deploy; ready to release; waiting for release; awaiting release;
        waiting for deployment; awaiting deployment; pending release; pending deployment
        """,
    REQUESTER: """
        waiting for customer; waiting for the customer; awaiting customer; pending customer; waiting on customer; customer;
        waiting for requester; awaiting requester; waiting for requestor; awaiting user info; awaiting user; pending user;
        waiting for user; waiting on user; awaiting caller; pending caller; waiting for caller; waiting for reporter;
        awaiting reporter; waiting for client; awaiting client; waiting on client; waiting for business; awaiting business;
        waiting for business approval; user acceptance; user acceptance testing; user acceptance test; uat; in uat;
        acceptance; in acceptance; acceptance testing; customer acceptance; pending requester; awaiting requester approval
        """,
    "marketing": """
        waiting for marketing; waiting on marketing; awaiting marketing; pending marketing; with marketing;
        marketing review; waiting for marketing approval; awaiting marketing approval; blocked by marketing;
        waiting for content; awaiting content; waiting for copy; waiting for briefing; awaiting briefing
        """,
    "it": """
        waiting for it; waiting on it; awaiting it; pending it; with it; it review; blocked by it; waiting for development;
        waiting for developer; waiting for engineering; awaiting engineering; waiting for support; awaiting support;
        waiting for it approval; awaiting it approval; waiting for service desk
        """,
    "agency": """
        waiting for agency; waiting on agency; awaiting agency; pending agency; with agency; at agency; blocked by agency
        """,
    "vendor": """
        waiting for vendor; waiting on vendor; awaiting vendor; pending vendor; with vendor; waiting for supplier;
        awaiting supplier; pending supplier; waiting on supplier; blocked by vendor; vendor
        """,
}


def _names(text: str) -> list[str]:
    return [" ".join(name.split()) for name in text.split(";")]


def usual() -> list[Meaning]:
    """The whole table, class by class."""
    plain = [Meaning(name, kind) for kind, text in _USUAL.items() for name in _names(text)]
    own = [
        Meaning(name, "wait", turn) for turn, text in _USUAL_TURNS.items() for name in _names(text)
    ]
    return plain + own


def _plain(status: str) -> str:
    name = " ".join(re.split(r"[\s_\-]+", status.casefold().replace("’", "'"))).strip()
    return re.sub(r"^\d+ (?=\D)", "", name)


_MEANINGS: Final = {_plain(meaning.status): meaning for meaning in usual()}


def proposed(status: str) -> Meaning | None:
    """What a status of this name usually means, or ``None`` where the table does not know it."""
    found = _MEANINGS.get(_plain(status))
    return Meaning(status, found.status_class, found.turn) if found else None
