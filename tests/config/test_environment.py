"""Reading the environment: typed, with a plain sentence for nonsense."""

from pathlib import Path

import pytest

from accord.config import environment


def test_only_two_words_are_a_truth(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ACCORD_DEMO", "Yes")

    with pytest.raises(environment.SettingError, match="ACCORD_DEMO is 'yes'; it may be 'true'"):
        environment.truth("ACCORD_DEMO", default=False)


@pytest.mark.parametrize(("written", "meant"), [("true", True), ("FALSE", False), ("", True)])
def test_a_truth_is_read(monkeypatch: pytest.MonkeyPatch, written: str, meant: bool) -> None:
    monkeypatch.setenv("ACCORD_DEMO", written)

    assert environment.truth("ACCORD_DEMO", default=True) is meant


def test_lists_and_texts_are_trimmed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ACCORD_HOSTS", " one.example , two.example,")
    monkeypatch.delenv("ACCORD_DATABASE", raising=False)

    assert environment.words("ACCORD_HOSTS", "x") == ["one.example", "two.example"]
    assert environment.text("ACCORD_DATABASE", "none") == "none"


def test_a_home_that_is_a_file_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.touch()
    monkeypatch.setenv("ACCORD_HOME", str(file / "inside"))

    with pytest.raises(environment.SettingError, match="Name another folder in ACCORD_HOME"):
        environment.home()


def test_a_home_with_brackets_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("ACCORD_HOME", str(tmp_path / "a [2]"))
    with pytest.raises(environment.SettingError, match="Name another folder"):
        environment.home()


def test_a_home_is_made_for_its_owner_only(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("ACCORD_HOME", str(tmp_path / "new"))

    assert environment.home().stat().st_mode & 0o077 == 0


def test_the_secret_is_made_once(tmp_path: Path) -> None:
    key = environment.secret_key(tmp_path)

    assert environment.secret_key(tmp_path) == key
    assert len(key) > 60
    assert (tmp_path / "secret.key").stat().st_mode & 0o077 == 0


def test_a_home_in_which_nothing_can_be_written_is_refused() -> None:
    with pytest.raises(environment.SettingError, match="where no file can be written"):
        environment.secret_key(Path("/proc"))


def test_a_database_is_that_of_the_environment_or_the_usual_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("ACCORD_DATABASE", "postgres://maya:secret@db.example/accord")
    elsewhere = environment.database({"NAME": "usual"})
    monkeypatch.delenv("ACCORD_DATABASE")

    assert (elsewhere["HOST"], elsewhere["NAME"]) == ("db.example", "accord")
    assert environment.database({"NAME": "usual"}) == {"NAME": "usual"}


@pytest.mark.parametrize("written", ["nonsense", "oracle8://maya:secret@db/accord"])
def test_a_database_that_cannot_be_is_refused_without_repeating_a_password(
    monkeypatch: pytest.MonkeyPatch, written: str
) -> None:
    monkeypatch.setenv("ACCORD_DATABASE", written)

    with pytest.raises(environment.SettingError, match="ACCORD_DATABASE is no address") as caught:
        environment.database({})

    assert "secret" not in str(caught.value)


def test_of_two_processes_that_start_together_the_first_wins(tmp_path: Path) -> None:
    environment._write_once(tmp_path / "secret.key", "first")
    environment._write_once(tmp_path / "secret.key", "second")

    assert environment.secret_key(tmp_path) == "first"
    assert [file.name for file in tmp_path.iterdir()] == ["secret.key"]


@pytest.mark.parametrize(
    ("written", "port", "protected"),
    [
        ("smtp://me:p%40ss@mail.example", 587, "EMAIL_USE_TLS"),
        ("smtps://mail.example", 465, "EMAIL_USE_SSL"),
        ("smtp+plain://mail.example:2525", 2525, ""),
    ],
)
def test_a_mail_server_is_read(
    monkeypatch: pytest.MonkeyPatch, written: str, port: int, protected: str
) -> None:
    monkeypatch.setenv("ACCORD_MAIL", written)
    monkeypatch.setenv("ACCORD_MAIL_FROM", "accord@example.com")

    found = environment.mail()
    assert (found["EMAIL_HOST"], found["EMAIL_PORT"]) == ("mail.example", port)
    assert [name for name in found if name.startswith("EMAIL_USE")] == [protected] * bool(protected)
    assert found["EMAIL_HOST_PASSWORD"] in {"", "p@ss"}


@pytest.mark.parametrize(
    "written", ["mail.example", "http://secret@x", "smtp://x:secret", "smtp://"]
)
def test_no_mail_server_is_refused_without_its_password(
    monkeypatch: pytest.MonkeyPatch, written: str
) -> None:
    monkeypatch.setenv("ACCORD_MAIL", written)

    with pytest.raises(environment.SettingError) as refused:
        environment.mail()
    assert "secret" not in str(refused.value)


def test_mail_needs_a_sender(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ACCORD_MAIL", raising=False)
    assert environment.mail() == {}
    monkeypatch.setenv("ACCORD_MAIL", "smtp://mail.example")

    with pytest.raises(environment.SettingError, match="ACCORD_MAIL_FROM"):
        environment.mail()
