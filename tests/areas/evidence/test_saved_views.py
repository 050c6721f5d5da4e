"""Saved views: found again by their owner, and by nobody else."""

import pytest
from django.test import Client
from django.urls import reverse
from tests.conftest import AT, somebody

from accord.areas.evidence import actions
from accord.areas.evidence.models import SavedView
from accord.areas.people.models import Role, User

pytestmark = pytest.mark.django_db
BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def lena() -> User:
    return somebody("lena", Role.LEAD, "marketing")


def as_(user: User) -> Client:
    client = Client()
    client.force_login(user, backend=BACKEND)
    return client


def save(client: Client, address: str, name: str = "Slow pages") -> str:
    data = {"name": name, "address": address}
    response = client.post(reverse("evidence:save-view"), data)
    assert response.status_code == 302
    return str(response["Location"])


def test_a_choice_is_saved_opened_again_and_removed(lena: User) -> None:
    client = as_(lena)
    address = "/evidence/speed/?type=Landing+page&since=2026-01"

    assert save(client, address) == address
    assert save(client, "/evidence/stuck/") == "/evidence/stuck/"  # the same name: replaced
    (row,) = SavedView.objects.all()
    assert (row.name, row.address, row.by) == ("Slow pages", "/evidence/stuck/", lena)
    client.post(reverse("evidence:drop-view", args=[row.pk]))
    assert not SavedView.objects.exists()


@pytest.mark.parametrize(
    "address",
    ["https://elsewhere.example/", "//elsewhere.example/evidence/", "/people/", "/evidence/../people/",
     "/evidence/speed/\\n", "", "/evidence/speed/?type=" + "x" * 700, "javascript:alert(1)"],
)  # fmt: skip
def test_only_pages_of_the_evidence_can_be_saved(lena: User, address: str) -> None:
    assert save(as_(lena), address) == reverse("evidence:index")
    assert not SavedView.objects.exists()


def test_a_view_needs_a_name_and_there_is_an_end_to_them(lena: User) -> None:
    client = as_(lena)

    assert save(client, "/evidence/speed/", "  ") == reverse("evidence:index")
    for number in range(actions.MOST_VIEWS):
        actions.save_view(name=f"View {number}", address="/evidence/speed/", by=lena, at=AT)
    save(client, "/evidence/speed/", "One more")
    assert SavedView.objects.count() == actions.MOST_VIEWS


def test_nobody_sees_or_removes_the_view_of_another(lena: User) -> None:
    save(as_(lena), "/evidence/speed/")
    row = SavedView.objects.get()
    other = as_(somebody("omar", Role.LEADER, "it"))

    assert other.post(reverse("evidence:drop-view", args=[row.pk])).status_code == 404
    assert "Slow pages" not in other.get(reverse("evidence:index")).content.decode()
