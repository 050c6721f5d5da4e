import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.connectors.reading import Rows, reading, written

from accord.connectors.contract import HolderKind, Level, UnreadableFileError
from accord.connectors.mbox.reader import sniff

US = "web-requests@example.com"
ANN, BO = "ann@example.com", "bo@agency.example"


def mail(
    day: int, sender: str, to: str, subject: str = "New page", text: str = "Secret", **fields: str
) -> str:
    """One mail of January 2026, at nine in UTC."""
    head = {"From": sender, "To": to, "Subject": subject}
    head["Date"] = f"{day:02} Jan 2026 09:00:00 +0000"
    head |= {name.replace("_", "-"): value for name, value in fields.items()}
    lines = "".join(f"{name}: {value}\n" for name, value in head.items() if value)
    return f"From - Thu Jan 01 00:00:00 2026\n{lines}\n{text}\n\n"


def mailbox(folder: Path, *mails: str, holder: str = US, zone: str = "") -> Rows:
    return reading(written(folder, "".join(mails)), holder=holder, zone=zone)


def test_each_mail_gives_the_turn_to_its_addressee(tmp_path: Path) -> None:
    rows = mailbox(
        tmp_path,
        mail(1, f"Ann <{ANN}>", US, Message_ID="<1@x>"),
        mail(2, US, ANN, "Re: New page", Message_ID="<2@x>", In_Reply_To="<1@x>"),
        mail(3, ANN, US, "Re: New page", Message_ID="<3@x>", References="<1@x> <2@x>"),
        holder=US.upper(),
    )
    assert rows.receipt.format == "mbox"
    assert rows.receipt.level is Level.CHANGELOG
    assert rows.receipt.holder_kind is HolderKind.UNIT
    assert rows.states("1@x") == [
        ("2026-01-01 09:00", "Waiting for us", US),
        ("2026-01-02 09:00", "Waiting for sender", "people at example.com"),
        ("2026-01-03 09:00", "Waiting for us", US),
    ]
    assert rows.of("items", "item", "type", "title", "requester") == [
        ("1@x", "Mail", "New page", ANN)
    ]
    assert [author for (author,) in rows.of("comments", "author")] == [ANN, US, ANN]
    assert "Secret" not in str(rows.tables)
    assert any(US in told for told in rows.receipt.guessed)


def test_a_mail_to_others_with_a_copy_to_us_is_their_turn(tmp_path: Path) -> None:
    rows = mailbox(
        tmp_path,
        mail(1, ANN, US, Message_ID="<1@x>"),
        mail(2, "tom@example.com", f"{BO}, {ANN}", Cc=US, Message_ID="<2@x>", References="<1@x>"),
        mail(3, BO, "", "x", Delivered_To=US, Message_ID="<3@x>"),
        mail(4, US, f"{US}, {BO}", "y", Message_ID="<4@x>"),
        holder="",
    )
    assert f"The mailbox is {US}: mails to it are our turn." in rows.receipt.guessed
    assert rows.states("1@x")[1] == (
        "2026-01-02 09:00", "Waiting for sender", "people at agency.example",
    )  # fmt: skip
    assert rows.states("3@x") == [("2026-01-03 09:00", "Waiting for us", US)]
    assert rows.states("4@x")[0][2] == "people at agency.example"
    requesters = dict(rows.of("items", "item", "requester"))
    assert requesters["4@x"] == ""


def test_answers_that_name_no_mail_are_joined_by_their_subject(tmp_path: Path) -> None:
    rows = mailbox(
        tmp_path,
        mail(1, ANN, US, "Banner", Message_ID="<1@x>"),
        mail(2, US, ANN, "AW: Re: banner", Message_ID="<2@x>"),
        mail(3, ANN, US, "Banner", Message_ID="<3@x>"),  # the same subject, but no answer
        mail(4, ANN, US, "Re: never seen"),
        mail(5, ANN, US, ""),
        mail(6, US, ANN, "Re: ", Message_ID="<6@x>"),
    )
    assert [len(rows.states(key)) for key in ("1@x", "3@x", "mail 4", "mail 5", "6@x")] == [
        2, 1, 1, 1, 1,
    ]  # fmt: skip


def test_a_thread_is_known_by_its_first_mail_even_where_that_is_missing(tmp_path: Path) -> None:
    rows = mailbox(
        tmp_path,
        mail(3, ANN, US, Message_ID="<3@x>", References="<0@x> <2@x>"),
        mail(2, US, ANN, Message_ID="<2@x>", References="<0@x>"),
    )
    assert len(rows.states("0@x")) == 2


def test_automatic_answers_and_mails_without_time_are_left_out(tmp_path: Path) -> None:
    rows = mailbox(
        tmp_path,
        mail(1, ANN, US, Message_ID="<1@x>"),
        mail(2, US, ANN, References="<1@x>", Auto_Submitted="auto-replied; x=y"),
        mail(2, US, ANN, References="<1@x>", Precedence="bulk"),
        mail(3, ANN, US, Date="one day", Message_ID="<9@x>"),
        mail(4, ANN, US, Date="", Message_ID="<8@x>"),
    )
    assert rows.receipt.skipped == {"automatic answer": 2, "no readable time": 2}
    assert rows.receipt.examples["no readable time"] == ["mail 4", "mail 5"]
    assert {row["item"] for row in rows.tables["items"]} == {"1@x"}


def test_subjects_in_other_letters_are_read_and_keys_in_them_are_links(tmp_path: Path) -> None:
    rows = mailbox(
        tmp_path,
        mail(1, ANN, US, "=?utf-8?q?WEB-7_f=C3=BCr_M=C3=A4rz?=", Message_ID="<1@x>"),
        mail(2, ANN, US, "=?no-such-set?q?x?=", Message_ID="<2@x>"),
    )
    assert rows.of("items", "title")[0] == ("WEB-7 für März",)
    assert rows.of("links", "item", "target") == [("1@x", "WEB-7")]


def test_times_without_a_zone_stand_in_the_told_one(tmp_path: Path) -> None:
    written_so = mail(1, ANN, US, Date="5 Jan 2026 09:00:00 -0000", Message_ID="<1@x>")
    rows = mailbox(tmp_path, written_so, holder=US, zone="Europe/Berlin")
    assert rows.states("1@x")[0][0] == "2026-01-05 08:00"


def test_a_line_that_begins_with_from_in_a_text_begins_no_mail(tmp_path: Path) -> None:
    text = "Hello\n\nFrom here on it is text\nTo be sure.\n"
    rows = mailbox(tmp_path, mail(1, ANN, US, Message_ID="<1@x>", text=text))
    assert rows.receipt.read == 1


def test_a_mailbox_that_ends_in_the_headers_is_read(tmp_path: Path) -> None:
    rows = mailbox(
        tmp_path, mail(1, ANN, US, Message_ID="<1@x>").rstrip().removesuffix("Secret").rstrip()
    )
    assert rows.receipt.used == 1


def test_headers_longer_than_any_are_cut(tmp_path: Path) -> None:
    long = mail(1, ANN, US, Message_ID="<1@x>", X_Long="\n ".join(["y" * 70] * 20_000))
    assert mailbox(tmp_path, long, mail(2, ANN, US, Message_ID="<2@x>")).receipt.used == 2


@pytest.mark.parametrize(
    ("lone", "holder"),
    [
        (mail(1, "nobody", "nowhere"), ""),
        (mail(1, ANN, BO), ""),  # it could be the mailbox of either
        (mail(1, ANN, BO), "nobody@example.com"),
    ],
)
def test_without_the_mailbox_nothing_is_guessed(tmp_path: Path, lone: str, holder: str) -> None:
    with pytest.raises(UnreadableFileError, match="does not show whose mailbox it is"):
        mailbox(tmp_path, lone, holder=holder)


def test_only_an_mbox_is_taken_for_one() -> None:
    assert sniff(mail(1, ANN, US).encode()) == 0.95
    assert sniff(mail(1, ANN, US).replace("\n", "\r\n").encode()) == 0.95
    assert sniff(b"From me to you\n\nhello") == 0
    assert sniff(b"item,at,status,holder\n") == 0


LINES = st.lists(
    st.one_of(
        st.text(max_size=20),
        st.sampled_from(
            ["", "From - x", "From: a@b.c", "To: d@e.f, a@b.c", "Date: 5 Jan 2026 09:00:00 +0000",
             "References: <1@x> <2@x>", "Message-ID: <1@x>", "Message-ID: <2@x>", "Subject: Re: x"]
        ),
    ),
    max_size=40,
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(LINES)
def test_no_text_breaks_the_reading(lines: list[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = written(Path(folder), "\n".join(["From - x", *lines]).encode("utf-8", "replace"))
        try:
            receipt = reading(file, "mbox").receipt
        except UnreadableFileError:
            return
    assert receipt.read == receipt.used + receipt.skipped.total()
