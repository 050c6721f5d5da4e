"""Where an import keeps its file, and what was read of it."""

import shutil
from pathlib import Path

from django.conf import settings

from accord.areas.evidence.models import Import
from accord.store import evidence as store


def tables() -> store.Evidence:
    """The evidence tables of this installation."""
    return store.Evidence(settings.ACCORD_HOME)


def upload_of(row: Import) -> Path:
    """Where the file of an import lies while it is needed."""
    return Path(settings.MEDIA_ROOT) / f"import-{row.pk}"


def raw_name(row: Import) -> str:
    """The name of the import's raw folder."""
    return f"import-{row.pk}"


def forget_file(row: Import) -> None:
    """Remove the file, which nobody needs any more."""
    upload_of(row).unlink(missing_ok=True)
    shutil.rmtree(upload_of(row).with_suffix(".named"), ignore_errors=True)


def named_as_given(row: Import) -> Path:
    """A path whose name is the user's, so that sentences name the file as the user knows it."""
    folder = upload_of(row).with_suffix(".named")
    folder.mkdir(mode=0o700, exist_ok=True)
    path = folder / row.file_name
    path.unlink(missing_ok=True)
    path.symlink_to(upload_of(row))
    return path
