"""Rules of the house that no linter knows."""

import subprocess
import sys
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings

ROOT = Path(__file__).resolve().parents[2]
#: Lower first: a foreign key points to the own area or to a lower one.
ORDER = ["people", "indicators", "pulse", "evidence", "partnership"]
SAME_ROW = {"pulse": "evidence", "evidence": "pulse"}


def test_foreign_keys_point_down() -> None:
    for model in apps.get_models():
        area = model._meta.app_label
        if area not in ORDER:
            continue
        for field in model._meta.get_fields():
            if not getattr(field, "many_to_one", False) or field.auto_created:
                continue
            other = field.related_model._meta.app_label
            assert other in ORDER, field
            assert ORDER.index(other) <= ORDER.index(area), field
            assert SAME_ROW.get(area) != other, field


@pytest.mark.parametrize("room", ["analysis", "charts", "connectors", "simulate"])
def test_the_pure_rooms_load_no_django(room: str) -> None:
    code = (
        "import importlib, pkgutil, sys, accord\n"
        f"room = importlib.import_module('accord.{room}')\n"
        "for module in pkgutil.walk_packages(room.__path__, room.__name__ + '.'):\n"
        "    importlib.import_module(module.name)\n"
        "sys.exit('django' in sys.modules)\n"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_reading_and_then_writing_does_not_find_sqlite_locked() -> None:
    options = settings.DATABASES["default"].get("OPTIONS", {})

    assert options["transaction_mode"] == "IMMEDIATE"
    assert "journal_mode=WAL" in options["init_command"]


def test_no_template_carries_inline_script_or_style() -> None:
    for template in (ROOT / "src").rglob("*.html"):
        text = template.read_text(encoding="utf-8")
        assert " style=" not in text, template
        assert "<style" not in text or "brief" in template.name, template
        assert " onclick" not in text, template
        assert "hx-on" not in text, template


def test_only_config_reads_the_environment() -> None:
    for module in (ROOT / "src" / "accord").rglob("*.py"):
        if "config" not in module.parts:
            text = module.read_text(encoding="utf-8")
            assert "os.environ" not in text, module
