"""The release of a large pulse, with its certificate and all findings: ``python -m bench.release``.

Five thousand people in forty blocks answer everything that the instrument asks. Beside it stands the least that
reading them can cost: every answer parsed, and one mean a side and question.
"""

import datetime as dt
import json
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

from accord.config.pulse.engine import start

PEOPLE, BLOCKS = 5_000, 40
SIDES = ("marketing", "it")
Result = TypeVar("Result")


def main() -> None:
    """Measure, and write the table."""
    start()
    from accord.areas.pulse import findings
    from accord.areas.pulse.models import instrument

    asked = instrument()
    survey, written = answered()
    floor, _ = _taken(lambda: read(written))
    whole, content = _taken(lambda: findings.release(survey, asked, np.random.default_rng(0)))
    certified, certificate = _taken(lambda: findings.certificate_of(content))
    said, _ = _taken(lambda: findings.readings(content, "/"))
    if not certificate.safe:
        raise SystemExit("The release is not safe: this is a fault of Accord.")
    lines = [
        "# A large release",
        "",
        f"{dt.datetime.now(dt.UTC):%d %B %Y}, {os.cpu_count()} cores (load {os.getloadavg()[1]:.1f}). {PEOPLE:,} people "
        f"in {BLOCKS} blocks answer {len(asked.items)} items and all that stands beside them. The floor parses every answer "
        "and takes a mean by side and question. Processor time.",
        "",
        "| what | processor, s | × floor |",
        "|---|---|---|",
        *(
            f"| {name} | {seconds:.2f} | {seconds / floor:.1f} |"
            for name, seconds in (
                ("floor", floor),
                ("release", whole),
                ("its certificate", certified),
                ("what it says on the notice board", said),
            )
        ),
        "",
        f"The certificate names {len(certificate.units)} groups of which something is told; the smallest that follows from "
        f"them has {certificate.smallest.fewest if certificate.smallest else 0} people.",
        "",
    ]
    file = Path(__file__).with_name("release.md")
    file.write_text("\n".join(lines), encoding="utf-8")
    print(file.read_text(encoding="utf-8"))


def answered() -> tuple[Any, list[str]]:
    """A survey, and the same answers as text."""
    from accord.areas.pulse.frames import InvitedBlock, Respondent, Survey
    from accord.areas.pulse.models import PLACEMENTS, instrument

    asked = instrument()
    chance = np.random.default_rng(1)
    beside = [part.code for part in (*asked.guesses, *asked.priorities)]
    codes = [*asked.items, *PLACEMENTS, *beside]
    people = []
    for number in range(PEOPLE):
        side = SIDES[number % 2]
        block = f"Team {number // 2 % (BLOCKS // 2):02}"
        given = np.clip(np.rint(chance.normal(3.3 - 0.4 * (number % 2), 1.0, len(codes))), 1, 5)
        values = dict(zip(codes, given.tolist(), strict=True))
        ranks = chance.permutation(len(asked.priorities)) + 1
        values |= {
            part.code: float(rank) for part, rank in zip(asked.priorities, ranks, strict=True)
        }
        people.append(Respondent(side, block, values))
    each = PEOPLE // BLOCKS + 20
    invited = [
        InvitedBlock(side, f"Team {n:02}", each) for side in SIDES for n in range(BLOCKS // 2)
    ]
    survey = Survey("", tuple(people), tuple(invited))
    return survey, [json.dumps([one.side, one.values]) for one in people]


def read(written: list[str]) -> dict[tuple[str, str], float]:
    """The least: every answer parsed, a mean by side and question."""
    table = [json.loads(text) for text in written]
    return {
        (side, code): float(np.mean([values[code] for own, values in table if own == side]))
        for side in SIDES
        for code in table[0][1]
    }


def _taken(work: Callable[[], Result]) -> tuple[float, Result]:
    begin = time.process_time()
    found = work()
    return time.process_time() - begin, found


if __name__ == "__main__":
    main()
