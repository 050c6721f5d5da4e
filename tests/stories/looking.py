"""Looks at a page as a browser shows it: what it complains of, what axe finds, whether it fits."""

from dataclasses import dataclass, field
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import ConsoleMessage, Page, Request, Response

#: WCAG 2.2 AA and all that it contains.
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1440, "height": 900}


@dataclass
class Watch:
    """Everything that a page complains of, from the moment of watching on."""

    host: str
    complaints: list[str] = field(default_factory=list)
    status: int = 0
    policy: str = ""

    def over(self, page: Page) -> "Watch":
        """Begin to watch."""
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.complaints.append(f"script: {error}"))
        page.on("request", self._request)
        page.on("response", self._response)
        return self

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.complaints.append(f"console: {message.text}")

    def _request(self, request: Request) -> None:
        if urlsplit(request.url).netloc != self.host:
            self.complaints.append(f"asks elsewhere: {request.url}")

    def _response(self, response: Response) -> None:
        if response.request.is_navigation_request():
            self.status = response.status
            self.policy = response.headers.get("content-security-policy", "")
        elif response.status >= 400:
            self.complaints.append(f"{response.status}: {response.url}")


#: The rows of a table are alike: a few speak for all, and axe is done in a third of the time.
_FEW_ROWS = "all => all.forEach(part => [...part.rows].slice(6).forEach(row => row.remove()))"


def faults_by_axe(page: Page) -> list[str]:
    """What axe finds against WCAG 2.2 AA: rule, place, why."""
    page.locator("tbody").evaluate_all(_FEW_ROWS)
    options = {"runOnly": {"type": "tag", "values": RULES}, "resultTypes": ["violations"]}
    found = Axe().run(page, options=options).response["violations"]
    return [
        f"{rule['id']}: {node['target']} {node['html'][:120]} {node['failureSummary']}"
        for rule in found
        for node in rule["nodes"]
    ]


def sticks_out(page: Page) -> int:
    """By how many pixels the page is wider than the screen."""
    wide = page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    return int(wide)


def headline(page: Page) -> str:
    """The page's one first sentence."""
    return page.locator("h1").inner_text()
