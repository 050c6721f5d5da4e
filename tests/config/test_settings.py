"""Settings behind https, and what reaches the log."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from django.test import Client

ASK = """
import json, os, django
os.environ["DJANGO_SETTINGS_MODULE"] = "accord.config.settings"
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from accord.areas.people.models import User
User.objects.create_user("maya", password="a long enough one", role="leader")
from django.test import Client
browser = Client(enforce_csrf_checks=True, headers={"X-Forwarded-Proto": "https"})
page = browser.get("/sign-in/", HTTP_HOST="accord.example")
token = page.content.decode().partition('csrfmiddlewaretoken" value="')[2].partition('"')[0]
sent = browser.post(
    "/sign-in/",
    {"username": "maya", "password": "a long enough one", "csrfmiddlewaretoken": token},
    HTTP_HOST="accord.example", HTTP_ORIGIN="https://accord.example",
    HTTP_REFERER="https://accord.example/sign-in/",
)
print(json.dumps({
    "status": sent.status_code,
    "hsts": page.headers.get("Strict-Transport-Security", ""),
    "address": page.wsgi_request.build_absolute_uri("/"),
    "secure": page.cookies["csrftoken"]["secure"],
}))
"""


def test_behind_https_forms_are_taken_and_links_are_https(tmp_path: Path) -> None:
    environment = {
        "ACCORD_HOME": str(tmp_path),
        "ACCORD_HTTPS": "true",
        "ACCORD_HOSTS": "accord.example,.accord.example",
        "PATH": "",
    }
    done = subprocess.run(
        [sys.executable, "-c", ASK], env=environment, capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout.splitlines()[-1]) == {
        "status": 302,
        "hsts": "max-age=31536000",
        "address": "https://accord.example/",
        "secure": True,
    }


@pytest.mark.django_db
def test_wrong_host_names_do_not_fill_the_log(
    client: Client, capfd: pytest.CaptureFixture[str]
) -> None:
    assert client.get("/sign-in/", HTTP_HOST="evil.example").status_code == 400
    assert "evil.example" not in "".join(capfd.readouterr())


@pytest.mark.django_db
def test_what_a_stranger_sends_is_not_even_read(company: object) -> None:
    """Nobody without an account can fill the disk: the refusal comes before the upload."""
    client = Client(enforce_csrf_checks=True)
    client.cookies["csrftoken"] = "x" * 32

    class Unread:
        def read(self, *_: object) -> bytes:
            raise AssertionError("the upload was read")

        readline = read

    response = client.generic(
        "POST", "/evidence/import/", b"", "multipart/form-data; boundary=x",
        **{"wsgi.input": Unread(), "CONTENT_LENGTH": "150000000"},
    )  # fmt: skip

    assert response.status_code == 302
    assert response.headers["Location"].startswith("/sign-in/")
