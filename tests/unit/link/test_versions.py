"""What went and what came when a page changed under its address."""

import pytest

import kawat
from kawat.cli import main
from tests.tools.small import ingest, write

URL = "https://kabar.example/1"
OLD = (
    "Jepang mengecam Fiji pada 3 Mei 2021. "
    '"Kami akan membalas," kata Menteri Luar Negeri Kenji Mori. Jepang memanggil duta besar Fiji.'
)
NEW = OLD.replace("mengecam", "memuji").replace("membalas", "membahasnya") + " Peru menolak usulan Vietnam."


@pytest.fixture
def record(tmp_path):
    for number, text in enumerate((OLD, NEW)):
        told = {"id": "n1", "url": URL, "published": "2021-05-04", "language": "id", "text": text}
        ingest(tmp_path / "record", write(tmp_path / f"{number}.jsonl", [told]))
    return tmp_path / "record"


def test_what_went_and_what_came_is_told_with_its_words(record):
    with kawat.open(record) as held:
        found = [(row["change"], row["layer"], row["what"], row["text"]) for row in held.changes(URL)]

    assert ("went", "event", "ACCUSE", "mengecam") in found
    assert ("went", "quotation", "direct", "Kami akan membalas") in found
    assert ("came", "quotation", "direct", "Kami akan membahasnya") in found
    assert ("came", "event", "REJECT", "menolak") in found
    assert not any(text.startswith("memanggil") for *_, text in found)
    went = [change for change, *_ in found]
    assert went == sorted(went, reverse=True)


def test_every_row_is_the_slice_of_its_version(record):
    with kawat.open(record) as held:
        for row in held.changes(URL):
            text = held.readings(row["article"])[0].article.text
            assert text[row["start_char"] : row["end_char"]] == row["text"]


def test_a_page_of_one_version_changed_nothing(record):
    with kawat.open(record) as held:
        assert list(held.changes("https://kabar.example/2")) == []


def test_the_command_tells_versions_and_changes(record, capsys):
    for arguments in (["versions"], ["versions", URL]):
        with pytest.raises(SystemExit) as end:
            main([*arguments, "--record", str(record), "--format", "csv"])
        assert not end.value.code
    lines = capsys.readouterr().out.splitlines()

    assert sum(line.split(",")[1] == URL for line in lines) == 2
    assert sum(line.startswith(URL) for line in lines) >= 4
