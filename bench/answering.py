"""A thousand people answer at once: ``python -m bench.answering`` writes ``bench/answering.md``.

All have the page open; each takes a while and sends, every twentieth twice at once as with a nervous finger. What each
answered spells the number of the person, so that lost and doubled answers show. ``accord serve`` runs as
anybody starts it; people and server share the cores. With ``--database`` on PostgreSQL: an address as ACCORD_DATABASE takes it.
"""

import argparse
import asyncio
import datetime as dt
import json
import os
import random
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from tests.stories.server import ACCORD, _free_port

PEOPLE = 1_000
WINDOW = 240.0  # seconds from the first page to the last answer
TWICE = 20  # every so many-th sends twice
DIGITS = ("V1", "V2", "V3", "L1", "L2")  # questions that spell a person's number in fives

PREPARE = """
import datetime as dt, json, sys, django
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from accord.areas.people.models import Company, Person, Team, TeamParty, User
from accord.areas.pulse import actions
from accord.areas.pulse.queries import Invitee
at = dt.datetime.now(dt.UTC)
Company.objects.update_or_create(pk=1, defaults={"name": "Bench"})
lead = User.objects.create_user("lead", person=Person.objects.create(name="Lead"), role="lead")
invited = []
for number in range(int(sys.argv[1])):
    side = ("marketing", "it")[number % 2]
    invited.append(Invitee(Person.objects.create(name=f"Person {number}"), side, f"{side} team"))
wave = actions.open_wave(
    name="Load", invited=invited, broken_down=[], request_types=[], by=lead, at=at
)
print(json.dumps([link.token for link in actions.make_links(wave=wave, by=lead, at=at)]))
"""
COUNT = """
import json, django
django.setup()
from accord.areas.pulse.models import Admission, Answer
told = [row.values for row in Answer.objects.all()]
print(json.dumps([told, Admission.objects.filter(used=True).count()]))
"""


def main() -> None:
    """Measure, and write the table."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--people", type=int, default=PEOPLE)
    options.add_argument("--window", type=float, default=WINDOW)
    options.add_argument("--database", default="", help="An empty database on PostgreSQL.")
    asked = options.parse_args()
    found = {"SQLite": measured(asked.people, asked.window, "")}
    if asked.database:
        found["PostgreSQL"] = measured(asked.people, asked.window, asked.database)
    file = Path(__file__).with_name("answering.md")
    file.write_text(told(asked.people, asked.window, found), encoding="utf-8")
    print(file.read_text(encoding="utf-8"))


def measured(people: int, window: float, database: str) -> dict[str, Any]:
    """Seconds of every page and every answer, and what arrived."""
    with tempfile.TemporaryDirectory(prefix="accord-bench-") as folder:
        environment = os.environ | {
            "ACCORD_HOME": folder,
            "ACCORD_DEMO": "false",
            "DJANGO_SETTINGS_MODULE": "accord.config.settings",
        }
        if database:
            environment["ACCORD_DATABASE"] = database
        tokens = json.loads(_run(PREPARE, environment, str(people)))
        port = _free_port()
        server = subprocess.Popen(
            [ACCORD, "serve", "--port", str(port)],
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            _wait(port)
            seconds = asyncio.run(_everybody(port, tokens, window))
        finally:
            server.terminate()
            server.wait(30)
        answers, used = json.loads(_run(COUNT, environment))
    arrived = sorted(_number(values) for values in answers)
    lost = set(range(people)) - set(arrived)
    return seconds | {
        "lost": len(lost),
        "doubled": len(arrived) - len(set(arrived)),
        "used": used,
    }


def _run(script: str, environment: dict[str, str], *more: str) -> str:
    command = [sys.executable, "-W", "ignore", "-c", script, *more]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(done.stderr)
    return done.stdout.splitlines()[-1]


def _number(values: dict[str, float]) -> int:
    return sum((int(values[code]) - 1) * 5**place for place, code in enumerate(DIGITS))


def _wait(port: int) -> None:
    until = time.monotonic() + 120
    while True:
        try:
            asyncio.run(_asked(port, "GET", "/pulse/withdraw/"))
            return
        except OSError:
            if time.monotonic() > until:
                sys.exit("The server does not answer.")
            time.sleep(0.2)


async def _everybody(port: int, tokens: list[str], window: float) -> dict[str, Any]:
    chance = random.Random(1)
    whens = [(chance.uniform(0, window / 3), chance.uniform(window / 3, window)) for _ in tokens]
    begin = time.monotonic()
    people = (
        _person(port, number, token, begin, *when)
        for number, (token, when) in enumerate(zip(tokens, whens, strict=True))
    )
    found = await asyncio.gather(*people)
    return {
        "pages": [page for page, _ in found],
        "answers": [seconds for _, sent in found for seconds in sent],
    }


async def _person(
    port: int, number: int, token: str, begin: float, opens: float, sends: float
) -> tuple[float, list[float]]:
    """One person: opens the page, thinks, sends; some send twice at once."""
    address = f"/pulse/answer/{token}/"
    await asyncio.sleep(begin + opens - time.monotonic())
    page, text, cookie = await _asked(port, "GET", address)
    await asyncio.sleep(max(0.0, begin + sends - time.monotonic()))
    form = dict(re.findall(r'name="(csrfmiddlewaretoken|code)" value="([^"]+)"', text))
    digits = {code: str(number // 5**place % 5 + 1) for place, code in enumerate(DIGITS)}
    body = urlencode(form | digits)
    times = 2 if number % TWICE == 0 else 1
    sent = await asyncio.gather(
        *(_asked(port, "POST", address, body, cookie) for _ in range(times))
    )
    return page, [seconds for seconds, _, _ in sent]


async def _asked(
    port: int, method: str, address: str, body: str = "", cookie: str = ""
) -> tuple[float, str, str]:
    """Seconds, text and cookie of one answer of the server; anything but 200 ends the measurement."""
    begin = time.monotonic()
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    head = f"{method} {address} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n"
    if body:
        head += (
            f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n"
        )
        head += f"Cookie: {cookie}\r\nOrigin: http://127.0.0.1:{port}\r\n"
    writer.write(f"{head}\r\n{body}".encode())
    answer = (await reader.read()).decode()
    writer.close()
    if not answer.startswith("HTTP/1.1 200"):
        sys.exit(f"{method} was answered with {answer[:200]}")
    set_cookie = re.search(r"(?i)set-cookie: *(csrftoken=[^;]+)", answer)
    return time.monotonic() - begin, answer, set_cookie[1] if set_cookie else ""


def told(people: int, window: float, found: dict[str, dict[str, Any]]) -> str:
    """The table."""
    lines = [
        "# Answering at once",
        "",
        f"{dt.datetime.now(dt.UTC):%d %B %Y}, {os.cpu_count()} cores (load {os.getloadavg()[1]:.1f}), which server and people "
        f"share. {people:,} people have the page open and answer within {window:.0f} seconds; every "
        f"{TWICE}th sends twice at once.",
        "",
        "| database | page: half of them, s | 95 %, s | answer: half of them, s | 95 %, s | the slowest, s | × page "
        "(95 %) | lost | doubled | links used |",
        "|---|---|---|---|---|---|---|---|---|---|",
    ]
    for name, part in found.items():
        page, late_page = _quantiles(part["pages"])
        answer, late = _quantiles(part["answers"])
        lines.append(
            f"| {name} | {page:.3f} | {late_page:.3f} | {answer:.3f} | {late:.3f} | {max(part['answers']):.2f} | "
            f"{late / late_page:.1f} | {part['lost']} | {part['doubled']} | {part['used']} |"
        )
    return "\n".join([*lines, ""])


def _quantiles(seconds: list[float]) -> tuple[float, float]:
    in_order = sorted(seconds)
    return in_order[len(in_order) // 2], in_order[int(len(in_order) * 0.95)]


if __name__ == "__main__":
    main()
