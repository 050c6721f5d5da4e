"""Finding the reader of a file by what stands in it."""

import pytest

from accord.connectors import registry
from accord.connectors.contract import Options, Recorder, UnreadableFileError


def write(tmp_path, content):
    file = tmp_path / "mystery.bin"
    file.write_bytes(content)
    return file


def test_every_folder_with_a_reader_is_known_by_its_name():
    assert {"history", "xes"} <= set(registry.readers())
    for name, reader in registry.readers().items():
        assert reader.name == name
        assert reader.label
        assert reader.sniff(b"") == 0
        assert reader.sniff(b"\x00\xff\xfe random \x89") == 0


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"item,at,status,holder\n", "history"),
        (b'<?xml version="1.0"?><log xes.version="1.0">', "xes"),
    ],
)
def test_a_file_is_recognised_by_its_content(tmp_path, content, name):
    assert registry.recognised(write(tmp_path, content)).name == name


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "is empty"),
        (b" \n\n", "is empty"),
        (b"PK\x03\x04rest", "is a zip archive but no workbook that can be opened"),
        (b"\xd0\xcf\x11\xe0rest\0", "is a workbook of the old kind"),
        (b"\x7fELF\0\0", "is not a text file"),
        (b"\n dear reader,\n", "no known format .it begins with 'dear reader,'"),
        (b"x" * 200, "xxx[.]{3}'"),
    ],
)
def test_what_nobody_recognises_is_told_in_one_sentence(tmp_path, content, says):
    with pytest.raises(UnreadableFileError, match=rf"mystery\.bin .*{says}"):
        registry.recognised(write(tmp_path, content))


def test_a_named_format_is_obeyed_and_an_unknown_one_refused(tmp_path):
    file = write(tmp_path, b"case,time,activity,team\nA,2026-01-01,New,Web\n")
    recorder = Recorder(lambda table, batch: None)
    assert registry.read(file, Options(), recorder, "history").name == "history"
    assert recorder.close().used == 1
    with pytest.raises(UnreadableFileError, match=r"no format 'abacus'; choose one of .*history"):
        registry.read(file, Options(), recorder, "abacus")
