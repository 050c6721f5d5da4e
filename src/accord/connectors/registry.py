"""Finds the reader of a file by what stands in it. Adding a tracker is adding a folder here."""

import pkgutil
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import accord.connectors as room
from accord.connectors.contract import Options, Reader, Recorder, UnreadableFileError
from accord.connectors.files import decode_head, read_head


@cache
def readers() -> dict[str, Reader]:
    """Every reader by its name, in alphabetical order."""
    found = [_reader(f"{room.__name__}.{folder.name}.reader") for folder in _folders()]
    return {reader.name: reader for reader in sorted(found, key=lambda reader: reader.name)}


def _folders() -> list[pkgutil.ModuleInfo]:
    folders = [module for module in pkgutil.iter_modules(room.__path__) if module.ispkg]
    return [folder for folder in folders if find_spec(f"{room.__name__}.{folder.name}.reader")]


def _reader(module_name: str) -> Reader:
    module = import_module(module_name)
    return Reader(module.NAME, module.LABEL, module.sniff, module.translate)


def named(name: str) -> Reader:
    """The reader that ``--format`` asks for."""
    if name not in readers():
        raise UnreadableFileError(
            f"There is no format {name!r}; choose one of {', '.join(readers())}."
        )
    return readers()[name]


def recognised(file: Path) -> Reader:
    """The reader that is surest that the file is its own."""
    head = read_head(file)
    if not decode_head(head).strip():
        raise UnreadableFileError(f"{file.name} is empty.")
    score, reader = max(
        ((reader.sniff(head), reader) for reader in readers().values()), key=lambda pair: pair[0]
    )
    if score <= 0:
        raise UnreadableFileError(_not_known(file, head))
    return reader


def _not_known(file: Path, head: bytes) -> str:
    if head.startswith(b"PK\x03\x04"):
        return f"{file.name} is a workbook or zip archive; save its sheet as CSV in UTF-8."
    if b"\0" in head and head[:2] not in (b"\xff\xfe", b"\xfe\xff"):
        return f"{file.name} is not a text file that Accord can read."
    first = next((line for line in decode_head(head).splitlines() if line.strip()), "").strip()
    shown = first if len(first) <= 80 else first[:77] + "..."
    return (
        f"{file.name} has no known format (it begins with {shown!r}); a plain history has the "
        "columns item,at,status,holder, and --format names one of "
        f"{', '.join(readers())}."
    )


def read(file: Path, options: Options, recorder: Recorder, format_name: str = "") -> Reader:
    """Read the file with the named reader, or else the one that recognises it."""
    reader = named(format_name) if format_name else recognised(file)
    recorder.receipt.format = reader.name
    reader.translate(file, options, recorder)
    return reader
