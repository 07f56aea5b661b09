"""`kawat ingest` on the web: real sites on loopback."""

import pytest

from kawat.cli import main
from tests.tools.sites import article, site


def ran(arguments, capsys):
    with pytest.raises(SystemExit) as end:
        main([str(one) for one in arguments])
    out, err = capsys.readouterr()
    return end.value.code or 0, out, err


def ingest(there, record, *inputs):
    own = ("--into", record, "--model", "none", "--no-link", "--delay", "0")
    return ["ingest", *inputs, *own, "--allow-host", f"localhost:{there.port}", "--language", "id"]


def test_an_address_a_list_and_a_file_become_articles(tmp_path, capsys):
    page = tmp_path / "page.html"
    page.write_bytes(article(3))
    with site({"/1": article(1), "/2": article(2)}) as there:
        (tmp_path / "list.txt").write_text(
            f"{there.url('/1')}\n{there.url('/2')}\n{there.url('/none')}\n", encoding="utf-8"
        )
        command = ingest(there, tmp_path / "record", there.url("/1"), page, "--urls", tmp_path / "list.txt")
        status, out, err = ran([*command, "--contact", "ani@kabar.example"], capsys)
        assert there.paths() == ["/1", "/2", "/none"]
        assert there.heads[0]["user-agent"].endswith("(+mailto:ani@kabar.example)")
    assert "3 new, 0 new versions" in out
    assert (status, f"{tmp_path / 'list.txt'}:3: unreachable: there is no such page" in err) == (1, True)


def test_known_addresses_are_asked_for_again_unless_they_are_to_be_skipped(tmp_path, capsys):
    with site({"/1": article(1), "/2": article(2)}) as there:
        ran(ingest(there, tmp_path / "record", there.url("/1")), capsys)
        urls = (there.url("/1"), there.url("/2"))
        ran(ingest(there, tmp_path / "record", *urls, "--skip-known"), capsys)
        assert there.paths() == ["/1", "/2"]
        ran(ingest(there, tmp_path / "record", *urls), capsys)
        assert there.paths() == ["/1", "/2", "/1", "/2"]


def test_loopback_is_not_asked_unless_it_is_allowed(tmp_path, capsys):
    with site({"/1": article(1)}) as there:
        status, out, err = ran(["ingest", there.url("/1"), "--into", tmp_path / "record", "--model", "none"], capsys)
        assert there.asked == []
    assert (status, "forbidden" in err, "--allow-host" in err, "0 new" in out) == (1, True, True, True)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["ingest"], "name a file"),
        (["ingest", "@none.txt"], "none.txt: no such file"),
        (["ingest", "--urls", "none.txt"], "none.txt"),
        (["ingest", "http://kabar.example/", "--contact", "a b"], "contact: found 'a b'"),
        (["ingest", "http://kabar.example/", "--allow-host", "a/b"], "--allow-host"),
        (["ingest", "http://kabar.example/", "--since", "2031"], "--since"),
    ],
)
def test_wrong_usage_is_told_before_anything_is_asked(arguments, words, tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    status, _, err = ran([*arguments, "--model", "none"] if arguments[1:] else arguments, capsys)
    assert (status, words in err) == (2, True)
