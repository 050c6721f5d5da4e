"""Takes the pictures in README and docs anew: ``make screenshots``.

The example company is set up in a throwaway folder, served, looked at as its partnership lead, and removed.
"""

import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright
from tests.stories.conftest import CHROMIUM, QUIET
from tests.stories.looking import PHONE
from tests.stories.server import Server, prepare_example

PICTURES = Path(__file__).resolve().parents[1] / "docs" / "pictures"
MOST_BYTES = 400_000
_WIDE, _TOP = 1440, 1500

#: name: where, width, height of what is shown, colours
SHOTS = {
    "overview": ("/", _WIDE, _TOP, "light"),
    "overview-phone": ("/", PHONE["width"], _TOP, "light"),
    "overview-dark": ("/", _WIDE, _TOP, "dark"),
    "turns": ("/evidence/turns/", _WIDE, 1400, "light"),
    "request": ("/evidence/requests/?kind=joint&turn=nobody.wait", _WIDE, 1000, "light"),
    "hand-offs": ("/evidence/hand-offs/", _WIDE, 1800, "light"),
    "when": ("/evidence/when/", _WIDE, 1500, "light"),
    "causes": ("/evidence/causes/", _WIDE, 1300, "light"),
    "release": ("/evidence/release/", _WIDE, 1300, "light"),
    "placement": ("/evidence/placement/", _WIDE, 1500, "light"),
    "speed": ("/evidence/speed/", _WIDE, 1450, "light"),
    "stuck": ("/evidence/stuck/", _WIDE, 1400, "light"),
    "promises": ("/evidence/promises/", _WIDE, 1000, "light"),
    "twice": ("/evidence/twice/", _WIDE, 1400, "light"),
    "links": ("/evidence/links/", _WIDE, 1100, "light"),
    "pulse": ("/pulse/", _WIDE, 1300, "light"),
}


def main() -> None:
    """Take them all."""
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="accord-pictures-") as folder:
        home = Path(folder) / "home"
        prepare_example(home)
        server = Server(home, demo=True).start()
        try:
            with sync_playwright() as playwright:
                own = {"executable_path": str(CHROMIUM)} if CHROMIUM.exists() else {}
                browser = playwright.chromium.launch(args=QUIET, **own)
                for name in SHOTS:
                    take(browser, server, name)
                browser.close()
        finally:
            server.stop()


def take(browser: Browser, server: Server, name: str) -> None:
    """One picture, in as many points as fit the size that a page of documentation bears."""
    where, width, height, scheme = SHOTS[name]
    for scale in (2.0, 1.5, 1.0, 0.75):
        context = browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme=scheme,  # type: ignore[arg-type]
            device_scale_factor=scale,
        )
        page = context.new_page()
        open_as_lead(page, server, where)
        picture = page.screenshot(path=PICTURES / f"{name}.png")
        context.close()
        if len(picture) < MOST_BYTES:
            return
    raise SystemExit(f"{name}.png is larger than {MOST_BYTES} bytes at every scale.")


def open_as_lead(page: Page, server: Server, where: str) -> None:
    """The page, without the example's switch; of a list, the first thing in it."""
    page.goto(f"{server.address}/sign-in/")
    page.get_by_role("button", name="Partnership lead", exact=True).click()
    page.goto(server.address + where)
    if "/requests/" in where:
        page.locator("tbody a").first.click()
    page.locator(".demo").evaluate_all("parts => parts.forEach(part => part.remove())")


if __name__ == "__main__":
    main()
