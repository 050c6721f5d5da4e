"""One reader that is fed inputs: ``python -m tests.fuzz.target <reader> <findings> <libFuzzer's options>``."""

import csv
import io
import sys
import tempfile
import traceback
import zlib
from pathlib import Path
from random import Random

import atheris

with atheris.instrument_imports(include=["accord.connectors"]):
    import accord.connectors.registry as registry
    from accord.connectors.any_table.proposals import proposed
    from accord.connectors.any_table.table import first_look

from tests.connectors.any_table.tables import LOG, MONDAY, PLANNER
from tests.connectors.damage import checked, damaged, originals

from accord.connectors.contract import Options, UnreadableFileError

TABLE = "table"
_CHOICES = [
    Options(holder=holder, zone=zone, day_first=day_first)
    for holder in ("", "", "", "Team", "label:team")
    for zone in ("", "Europe/Berlin")
    for day_first in (None, True, False)
]


def seeds(name: str, folder: Path) -> dict[str, bytes]:
    """Whole files of that reader, by name."""
    if name == TABLE:
        return {f"{at}.csv": _written(rows) for at, rows in enumerate((LOG, MONDAY, PLANNER))}
    found = {}
    for called, content in originals().items():
        file = folder / "seed"
        file.write_bytes(content)
        if registry.recognised(file).name == name:
            found[called] = content
    return found


def _written(rows: list[list[str]]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    return text.getvalue().encode()


class Target:
    """Judges every input; what breaks a rule is kept, once for every place in the code."""

    def __init__(self, name: str, findings: Path, folder: Path) -> None:
        self.name, self.findings, self.file = name, findings, folder / "export.any"

    def one(self, content: bytes) -> None:
        """Sniff and read one input, told to be this reader's."""
        self.file.write_bytes(content)
        try:
            self._sniff(content)
            checked(self.file, self.name, self._options(content))
        except (KeyboardInterrupt, SystemExit):
            raise
        except BaseException as error:  # extension modules raise panics that are no Exception
            self._keep(content, error)

    def _sniff(self, content: bytes) -> None:
        for reader in registry.readers().values():
            assert 0 <= reader.sniff(content[:65_536]) <= 1
        refusal = ""
        try:
            registry.recognised(self.file)
        except UnreadableFileError as error:
            refusal = str(error)
        assert len(refusal.splitlines()) <= 1, refusal

    def _options(self, content: bytes) -> Options:
        # By the content, so that an input that was kept does the same again.
        options = _CHOICES[zlib.crc32(content) % len(_CHOICES)]
        if self.name != TABLE:
            return options
        try:
            mapping = proposed(first_look(self.file)).mapping.as_dict()
        except UnreadableFileError:
            return options
        return Options(zone=options.zone, day_first=options.day_first, mapping=mapping)

    def _keep(self, content: bytes, error: BaseException) -> None:
        frames = traceback.extract_tb(error.__traceback__)
        place = "-".join(f"{Path(frame.filename).stem}.{frame.lineno}" for frame in frames[-2:])
        kept = self.findings / f"{type(error).__name__}-{place}"
        if not kept.exists():
            kept.write_bytes(content)
            kept.with_name(kept.name + ".txt").write_text(traceback.format_exc(), errors="replace")


def mutated(content: bytes, longest: int, seed: int) -> bytes:
    """Half the time damage as transports and scripts do it, else what the fuzzer does to bytes."""
    if seed % 2:
        return damaged(Random(seed), content)[:longest]
    return atheris.Mutate(content, longest)


def main(name: str, findings: Path, options: list[str]) -> None:
    """Feed the reader until libFuzzer's options end it."""
    with tempfile.TemporaryDirectory(prefix="accord-fuzz-") as folder:
        corpus = Path(options[-1])
        for called, content in seeds(name, Path(folder)).items():
            (corpus / called).write_bytes(content)
        target = Target(name, findings, Path(folder))
        atheris.Setup([sys.argv[0], *options], target.one, custom_mutator=mutated)
        atheris.Fuzz()


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), sys.argv[3:])
