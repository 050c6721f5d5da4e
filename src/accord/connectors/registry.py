"""Finds the reader of a file by what stands in it. Adding a tracker is adding a folder here."""

import pkgutil
import tempfile
from collections.abc import Iterable
from dataclasses import replace
from functools import cache, partial
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import accord.connectors as room
from accord.connectors import workbooks
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
    if workbooks.is_packed(head):
        return _of_workbook(file, readers().values())
    score, reader = _surest(head, readers().values())
    if score <= 0:
        raise UnreadableFileError(_not_known(file, head))
    return reader


def _surest(head: bytes, candidates: Iterable[Reader]) -> tuple[float, Reader]:
    return max(
        ((reader.sniff(head), reader) for reader in candidates), key=lambda scored: scored[0]
    )


def _of_workbook(file: Path, candidates: Iterable[Reader], asked: bool = False) -> Reader:
    """The reader of the first sheet that one of them recognises; a reader asked for takes the first."""
    heads = workbooks.heads(file)
    for sheet, head in heads.items():
        score, reader = _surest(head, candidates)
        if score > 0 or (asked and len(heads) == 1):
            return replace(reader, translate=partial(_translate_sheet, reader, sheet))
    raise UnreadableFileError(_no_sheet_fits(file, heads))


def _translate_sheet(
    reader: Reader, sheet: str, file: Path, options: Options, recorder: Recorder
) -> None:
    recorder.receipt.guessed.append(f"The sheet {sheet} of the workbook was read.")
    with tempfile.TemporaryDirectory(prefix="accord-") as folder:
        table = Path(folder) / file.name  # so that sentences name the file as the user knows it
        workbooks.write_sheet(file, sheet, table)
        reader.translate(table, options, recorder)


def _no_sheet_fits(file: Path, heads: dict[str, bytes]) -> str:
    if not heads:
        return f"{file.name} is a workbook without a row."
    sheet, head = next(iter(heads.items()))
    return (
        f"{file.name} is a workbook in which no sheet has a known format ({sheet} begins with "
        f"{_first_line(head)!r}); a plain history has the columns item,at,status,holder."
    )


def _not_known(file: Path, head: bytes) -> str:
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        return f"{file.name} is a workbook of the old kind (XLS); save it as XLSX or CSV."
    if b"\0" in head and head[:2] not in (b"\xff\xfe", b"\xfe\xff"):
        return f"{file.name} is not a text file that Accord can read."
    families = sorted({name.partition("-")[0] for name in readers()})
    return (
        f"{file.name} has no known format (it begins with {_first_line(head)!r}); a plain history "
        "has the columns item,at,status,holder, --columns says what those of any other table are, and "
        "--format names one of those for "
        f"{', '.join(families)}."
    )


def _first_line(head: bytes) -> str:
    first = next((line for line in decode_head(head).splitlines() if line.strip()), "").strip()
    return first if len(first) <= 80 else first[:77] + "..."


def read(file: Path, options: Options, recorder: Recorder, format_name: str = "") -> Reader:
    """Read the file with the named reader, or else the one that recognises it."""
    reader = _asked(file, named(format_name)) if format_name else recognised(file)
    recorder.receipt.format = reader.name
    reader.translate(file, options, recorder)
    return reader


def _asked(file: Path, reader: Reader) -> Reader:
    packed = workbooks.is_packed(read_head(file, 4))
    return _of_workbook(file, [reader], asked=True) if packed else reader
