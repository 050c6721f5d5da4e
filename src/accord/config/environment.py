"""The only place that reads the environment: typed, with a plain sentence for nonsense.

ACCORD_HOME            where all data lives (default: the platform's data folder)
ACCORD_DATABASE        e.g. postgres://user:password@host/name (default: SQLite in ACCORD_HOME)
ACCORD_HOSTS           host names that are served, by comma (default: localhost,127.0.0.1,[::1])
ACCORD_HTTPS           true or false: whether the site is reached by https (default: false)
ACCORD_ENGINE          duckdb or pyspark: what works on the evidence tables (default: duckdb)
ACCORD_MAIL            e.g. smtp://user:password@host:587 (default: no mail is sent)
ACCORD_MAIL_FROM       the sender of mail, e.g. accord@example.com
ACCORD_CHAT_URLS       Apprise addresses of chat channels, by blank (default: none)
ACCORD_DEMO            true or false: ready accounts and the one-click switch between them
"""

import os
import secrets
import tempfile
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import platformdirs

#: The engines by name, the usual one first; ``accord.store.engine`` opens them.
ENGINES = ("duckdb", "pyspark")


class SettingError(Exception):
    """A setting in the environment cannot be used: says which and what it may be."""


def truth(name: str, *, default: bool) -> bool:
    """Read true or false, and nothing else."""
    written = os.environ.get(name, "").strip().lower()
    if written not in {"", "true", "false"}:
        raise SettingError(f"{name} is '{written}'; it may be 'true' or 'false'.")
    return default if written == "" else written == "true"


def engine() -> str:
    """Read which engine works on the evidence tables."""
    written = text("ACCORD_ENGINE", ENGINES[0])
    if written not in ENGINES:
        raise SettingError(f"ACCORD_ENGINE is '{written}'; it may be {_either(ENGINES)}.")
    return written


def _either(names: tuple[str, ...]) -> str:
    return " or ".join(f"'{name}'" for name in names)


def words(name: str, default: str) -> list[str]:
    """Read a list by comma."""
    return [word.strip() for word in os.environ.get(name, default).split(",") if word.strip()]


def text(name: str, default: str = "") -> str:
    """Read a text."""
    return os.environ.get(name, "").strip() or default


def home() -> Path:
    """The folder that holds all data; it is made when it is not there, readable by its owner only."""
    folder = Path(text("ACCORD_HOME", platformdirs.user_data_dir("accord"))).expanduser().resolve()
    if {"[", "]"} & set(str(folder)):
        raise SettingError(
            f"ACCORD_HOME is {folder}; evidence cannot be kept below a folder with [ or ] in its name. "
            "Name another folder in ACCORD_HOME."
        )
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise SettingError(
            f"ACCORD_HOME is {folder}, which cannot be used as a folder ({error.strerror}). "
            "Name another folder in ACCORD_HOME."
        ) from error
    return folder


def secret_key(folder: Path) -> str:
    """The key that signs sessions: made once, kept beside the data, never shown."""
    file = folder / "secret.key"
    try:
        if not file.exists():
            _write_once(file, secrets.token_urlsafe(64))
        return file.read_text(encoding="ascii").strip()
    except OSError as error:
        raise SettingError(
            f"ACCORD_HOME is {folder}, where no file can be written or read ({error.strerror}). "
            "Change its owner, or name another folder in ACCORD_HOME."
        ) from error


def database(default: dict[str, Any]) -> dict[str, Any]:
    """Read where the relational rows live; the sentence never repeats what may hold a password."""
    import dj_database_url  # it loads Django, which the commands without a server do not need

    written = text("ACCORD_DATABASE")
    try:
        return dict(dj_database_url.parse(written, conn_max_age=60)) if written else default
    except ValueError as error:
        raise SettingError(
            "ACCORD_DATABASE is no address of a database. Write it as "
            "postgres://user:password@host/name, or leave it empty for SQLite in ACCORD_HOME."
        ) from error


#: How a mail server may be written: by scheme, its usual port and how the line is protected.
_MAIL = {"smtp": (587, "EMAIL_USE_TLS"), "smtps": (465, "EMAIL_USE_SSL"), "smtp+plain": (25, "")}


def mail() -> dict[str, Any]:
    """Read through which server mail is sent, as Django's settings; empty where none is sent."""
    written = text("ACCORD_MAIL")
    if not written:
        return {}
    server, port = _mail_server(written)
    sender = text("ACCORD_MAIL_FROM")
    if "@" not in sender:
        raise SettingError("ACCORD_MAIL_FROM must be the address that mail comes from.")
    usual, protected = _MAIL[server.scheme]
    found = {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": server.hostname,
        "EMAIL_PORT": port or usual,
        "EMAIL_HOST_USER": unquote(server.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(server.password or ""),
        "EMAIL_TIMEOUT": 20,
        "DEFAULT_FROM_EMAIL": sender,
    }
    return found | ({protected: True} if protected else {})


def _mail_server(written: str) -> tuple[Any, int | None]:
    """The parts of a mail server's address; the sentence never repeats what may hold a password."""
    try:
        server = urlsplit(written)
        port = server.port
    except ValueError:
        server, port = urlsplit(""), None
    if server.scheme not in _MAIL or not server.hostname:
        raise SettingError(
            "ACCORD_MAIL is no address of a mail server. Write it as smtp://user:password@host:587 "
            "(STARTTLS), smtps://… (TLS) or, on the same machine only, smtp+plain://…"
        )
    return server, port


def _write_once(file: Path, content: str) -> None:
    """Write a private file whole; of two processes that start together, the first wins."""
    handle, name = tempfile.mkstemp(dir=file.parent)  # made with mode 0600
    with os.fdopen(handle, "w", encoding="ascii") as opened:
        opened.write(content)
    try:
        file.hardlink_to(name)
    except FileExistsError:
        pass  # the other process's key is as good as ours
    finally:
        Path(name).unlink()
