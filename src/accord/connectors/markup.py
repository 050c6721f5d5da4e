"""Parses XML files as a stream; what makes XML dangerous is refused before it can act."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

# Entities, the one danger of this parser, are refused below before they can act.
from xml.parsers import expat

from accord.connectors.contract import UnreadableFileError
from accord.connectors.files import open_bytes, read_head

Parser = expat.XMLParserType

_CHUNK = 1 << 18


def parsed(file: Path, connect: Callable[[Parser], None]) -> Iterator[None]:
    """Parse the whole file with the handlers that ``connect`` hangs onto the parser.

    Control comes back after every part of the file, so that what was met can be handed on.
    """
    _refuse_encodings(file)
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse_doctype(file)
    connect(parser)
    with open_bytes(file) as stream:
        while part := stream.read(_CHUNK):
            _feed(file, parser, part, last=False)
            yield
        _feed(file, parser, b"", last=True)
        yield


def _feed(file: Path, parser: Parser, part: bytes, *, last: bool) -> None:
    try:
        parser.Parse(part, last)
    except expat.ExpatError as error:
        raise UnreadableFileError(
            f"{file.name} is no well-formed XML ({error}); export it again."
        ) from error


def _refuse_doctype(file: Path) -> Callable[..., None]:
    def refuse(*_: object) -> None:
        raise UnreadableFileError(
            f"{file.name} declares a document type (DOCTYPE), which event logs do not need and "
            "Accord refuses for safety; remove that declaration."
        )

    return refuse


def _refuse_encodings(file: Path) -> None:
    """The parser knows Unicode and encodings of one byte a letter, and tells others by raising.

    Only what declares the encoding is parsed here, where nothing else can raise; it ends with the first tag.
    """
    head = read_head(file)
    end = head.find(b">")
    if end < 0:
        raise UnreadableFileError(
            f"{file.name} is no well-formed XML (no tag ends in its first {len(head):,} bytes); "
            "export it again."
        )
    with suppress(expat.ExpatError):  # told by the parse itself
        try:
            expat.ParserCreate().Parse(head[: end + 2], False)  # two: UTF-16
        except (LookupError, ValueError) as error:
            raise UnreadableFileError(
                f"{file.name} declares an encoding that cannot be read ({str(error)[:80]}); "
                "save it in UTF-8."
            ) from error
