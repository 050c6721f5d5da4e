"""A whole pulse: launched, mailed, answered on a phone, reminded, closed, read by both leaders, and by nobody else."""

import os
import re
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from email.message import Message
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message as Handler
from playwright.sync_api import Browser, Page, expect
from tests.stories.looking import PHONE, Watch, faults_by_axe, sticks_out
from tests.stories.server import Server, wait_until
from tests.stories.steps import answer_by_keyboard

ASKED = 9  # people a side: enough that single questions may be told when all of them answer
_THREE_DAYS_LATER = """
import datetime as dt, django
django.setup()
from accord.areas.pulse.models import Wave
wave = Wave.objects.get(name="Spring look")
wave.asked_on -= dt.timedelta(days=3)
wave.save()
"""


class Box(Handler):
    """Every mail that arrived."""

    def __init__(self) -> None:
        super().__init__()
        self.mails: list[Message] = []

    def handle_message(self, message: Message) -> None:
        """Keep it."""
        self.mails.append(message)

    def links(self, begin: int = 0) -> dict[str, str]:
        """The link that each person got, by address; from the mail of this place on."""
        found = {}
        for mail in self.mails[begin:]:
            text = str(mail.get_payload(decode=True), "utf-8")
            links = re.findall(r"http://\S+/pulse/answer/\S+", text)
            assert len(links) == 1, text
            found[str(mail["To"])] = links[0]
        return found


@pytest.fixture
def box() -> Iterator[tuple[Box, int]]:
    """A mail server on the loopback device."""
    handler = Box()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    controller = Controller(handler, hostname="127.0.0.1", port=port)
    controller.start()
    yield handler, port
    controller.stop()


@pytest.fixture
def company(prepared: Path, tmp_path: Path, box: tuple[Box, int]) -> Iterator[Server]:
    """The example company with a mail server."""
    shutil.copytree(prepared, tmp_path / "home")
    mail = {"ACCORD_MAIL": f"smtp+plain://127.0.0.1:{box[1]}", "ACCORD_MAIL_FROM": "a@example.com"}
    server = Server(tmp_path / "home", demo=True, **mail).start()
    yield server
    server.stop()


def switch(page: Page, server: Server, label: str) -> None:
    page.goto(f"{server.address}/sign-in/")
    page.get_by_role("button", name=label, exact=True).click()


def looked_at(page: Page) -> None:
    assert faults_by_axe(page) == []
    assert sticks_out(page) == 0


def test_a_pulse_from_launch_to_reading(
    browser: Browser, page: Page, company: Server, box: tuple[Box, int]
) -> None:
    mails = box[0]
    watch = Watch(company.address.removeprefix("http://")).over(page)
    launch(page, company)
    page.get_by_role("button", name="Mail the links").click()
    wait_until(lambda: len(mails.mails) >= 2 * ASKED, "the mails do not come")
    links = mails.links()
    assert len(links) == len(set(links.values())) == 2 * ASKED

    phone = browser.new_page(viewport=PHONE)
    of_phone = Watch(watch.host).over(phone)
    people = list(links)
    answer_by_keyboard(phone, links[people[0]], 4)
    for address in people[1:4]:
        answer_without_script(phone, links[address], 4)
    remind(page, company)
    wait_until(lambda: len(mails.mails) >= 4 * ASKED - 4, "the reminders do not come")
    assert mails.links(2 * ASKED) == {address: links[address] for address in people[4:]}
    for address in people[4:]:
        answer_without_script(phone, links[address], 3)

    page.reload()
    page.get_by_role("link", name="Close and publish …").click()
    looked_at(page)
    page.get_by_role("button", name=re.compile("Close")).click()
    read_by_both(page, company)
    phone.goto(page.url)
    expect(phone.get_by_label("Username")).to_be_visible()
    assert watch.complaints == of_phone.complaints == []


def read_by_both(page: Page, company: Server) -> None:
    """Each leader reads the same, now that it is closed."""
    read = page.url
    for leader in ("Marketing leader", "IT leader"):
        switch(page, company, leader)
        page.goto(read)
        expect(page.locator("main")).to_contain_text("Spring look")
        looked_at(page)


def launch(page: Page, server: Server) -> None:
    """The short form, for some of both sides."""
    switch(page, server, "Partnership lead")
    page.goto(f"{server.address}/pulse/new/")
    page.get_by_label("Name of this pulse").fill("Spring look")
    page.evaluate(
        """most => {
          document.querySelectorAll("details").forEach(part => { part.open = true; });
          const left = {};
          document.querySelectorAll("input[name=teams]").forEach(box => { box.checked = true; });
          document.querySelectorAll("input[name=people]").forEach(box => {
            const side = box.closest("fieldset").querySelector("legend").textContent.includes("IT:") ? "it" : "marketing";
            left[side] = (left[side] ?? most) - 1;
            box.checked = left[side] >= 0;
          });
        }""",
        ASKED,
    )
    page.get_by_label("What is asked").select_option("short")
    page.locator("[name=fewest]").select_option("8")
    looked_at(page)
    page.get_by_role("button", name="Open the pulse").click()
    expect(page.locator("h1")).to_contain_text("Answers are coming in")
    looked_at(page)


def answer_without_script(page: Page, link: str, place: int) -> None:
    """As a browser sends the form that runs no script."""
    form = page.request.get(link).text()
    fields = dict(re.findall(r'name="(csrfmiddlewaretoken|code|language)" value="([^"]+)"', form))
    chosen = dict.fromkeys(re.findall(r'name="([A-Z]\d)" value="1"', form), str(place))
    assert len(chosen) == 13
    sent = page.request.post(
        link, form=fields | chosen, headers={"Origin": link[: link.index("/pulse")]}
    )
    assert "Thank you" in sent.text()


def remind(page: Page, server: Server) -> None:
    """Three days later; the lead hears that reminders go, not to whom."""
    environment = {
        **os.environ,
        "ACCORD_HOME": str(server.home),
        "DJANGO_SETTINGS_MODULE": "accord.config.settings",
    }
    subprocess.run(
        [sys.executable, "-c", _THREE_DAYS_LATER], env=environment, check=True, timeout=120
    )
    page.reload()
    page.get_by_role("button", name="Remind the others").click()
    expect(page.get_by_role("status")).to_contain_text("Reminders")
    assert str(2 * ASKED - 4) not in page.get_by_role("status").inner_text()
