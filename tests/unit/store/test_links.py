"""Stories and acts of a record: found anew each time, the same however the articles came in, safe on disk."""

import json

import pytest

import kawat
from kawat import api
from kawat.cli import main
from kawat.errors import RecordError
from kawat.store import links
from kawat.store.catalog import NAME, Catalog
from tests.tools.small import ingest, write

REPORT = (
    "Fiji menyerang pos perbatasan Peru pada Senin (12/6/2023). Sedikitnya sembilan tentara tewas dalam serangan itu, "
    "menurut kementerian pertahanan Peru. Presiden Peru Anton Merk mengecam serangan tersebut dan meminta Dewan "
    "Keamanan bersidang. Fiji membantah menyerang lebih dahulu dan menuduh Peru memasang ranjau di jalur gandum. "
    "Kedua negara memutus hubungan dagang sejak musim dingin lalu setelah perundingan bendungan menemui jalan buntu."
)
OTHER = (
    "Harga beras di pasar induk naik lagi menjelang musim tanam. Pedagang mengeluh karena pasokan dari lumbung desa "
    "berkurang sejak jembatan utama rusak diterjang banjir bandang bulan lalu. Pemerintah daerah berjanji memperbaiki "
    "jembatan itu sebelum panen raya tiba dan menambah truk pengangkut gabah untuk petani kecil di lereng gunung."
)


def told(name, outlet, text, day="2023-06-13"):
    return {"id": name, "outlet": outlet, "published": day, "language": "id", "title": f"Berita {name}", "text": text}


ARTICLES = [
    told("a", "Satu", f"{REPORT} Begitu kabar kantor berita AFP."),
    told("b", "Dua", f"{REPORT} Demikian dilaporkan AFP."),
    told("c", "Tiga", OTHER),
    told("d", "Empat", "Fiji menyerang pos perbatasan Peru, Senin (12/6/2023), kata saksi mata.", "2023-06-13"),
]


@pytest.fixture
def record(tmp_path):
    ingest(tmp_path / "record", write(tmp_path / "in.jsonl", ARTICLES), batch=64)
    api.link_record(tmp_path / "record")
    return tmp_path / "record"


def published(record):
    catalog = Catalog.read(record / NAME)
    try:
        return {one.name: links.path_of(record, one) for one in catalog.links()}
    finally:
        catalog.close()


def tables(record):
    return {name: path.read_bytes() for name, path in published(record).items()}


def test_copies_are_a_story_and_count_as_one_source(record):
    with kawat.open(record) as held:
        (story,) = held.stories()
        assert (story["members"], story["relations"]) == (["a", "b"], ["original", "relay"])
        assert (story["text"], story["outlets"], story["independent_sources"]) == ("Berita a", 2, 1)
        (act,) = held.clusters(type="ASSAULT", actor="FJI", least=3)
        assert (act["mentions"], act["outlets"], act["independent_sources"]) == (3, 3, 2)
        assert {row["article"] for row in held.members(act["id"])} == {"a", "b", "d"}
        assert {row["article"]: row["relation"] for row in held.members(story["id"])} == {"a": "original", "b": "relay"}
        assert [row["n"] for row in held.sql("select count(*) as n from story_member")] == [2]


def test_every_event_is_in_one_act(record):
    with kawat.open(record) as held:
        members = list(held.sql("select article, event from cluster_member"))
        events = {(row["article"], row["id"]) for row in held.events()}
    assert len(members) == len({tuple(row.values()) for row in members})
    assert {(row["article"], row["event"]) for row in members} == events


def test_links_do_not_depend_on_how_the_articles_came_in(record, tmp_path):
    other = tmp_path / "other"
    for number, one in enumerate(reversed(ARTICLES)):
        ingest(other, write(tmp_path / f"{number}.jsonl", [one]), batch=1)
        api.link_record(other)
    assert tables(other) == tables(record)


def test_a_record_that_was_never_linked_says_how(tmp_path):
    ingest(tmp_path / "record", write(tmp_path / "in.jsonl", ARTICLES), batch=64)
    with kawat.open(tmp_path / "record") as held, pytest.raises(RecordError, match="nothing is linked there yet"):
        held.stories()


def test_articles_that_came_later_are_told_and_taken_in(record, tmp_path, capsys, monkeypatch):
    monkeypatch.setenv("KAWAT_RECORD", str(record))
    ingest(record, write(tmp_path / "more.jsonl", [told("e", "Lima", REPORT)]), batch=64)
    with kawat.open(record) as held:
        assert held.links_behind() == 1
    with pytest.raises(SystemExit):
        main(["stories", "--format", "jsonl"])
    out, err = capsys.readouterr()
    assert json.loads(out)["articles"] == 2
    assert "1 batches came in after the last linking; `kawat link` takes them in" in err
    api.link_record(record)
    with kawat.open(record) as held:
        assert [story["articles"] for story in held.stories()] == [3]
        assert held.links_behind() == 0


def test_a_damaged_table_is_told_keeps_nothing_else_from_being_asked_and_is_made_again(record):
    path = published(record)["story"]
    path.write_bytes(path.read_bytes()[:-7])
    with kawat.open(record) as held:
        assert list(held.events())
        with pytest.raises(RecordError, match="its table story is damaged; `kawat link` makes it again"):
            held.stories()
    assert ["kawat link" in trouble.mend for trouble in api.check_record(record)] == [True]
    api.link_record(record)
    assert list(api.check_record(record)) == []
    with kawat.open(record) as held:
        assert list(held.stories())


def test_what_was_computed_of_a_batch_is_computed_once(record, monkeypatch):
    before = tables(record)
    monkeypatch.setattr("kawat.run.link.signature_of", lambda _: pytest.fail("computed again"))
    api.link_record(record)
    assert tables(record) == before


def test_ingest_links_at_its_end_unless_told_not_to(tmp_path, capsys):
    source = write(tmp_path / "in.jsonl", ARTICLES)
    common = ("ingest", str(source), "--model", "none", "--into")
    with pytest.raises(SystemExit):
        main([*common, str(tmp_path / "one")])
    assert "4 articles, 2 of them in 1 stories;" in capsys.readouterr().out
    with pytest.raises(SystemExit):
        main([*common, str(tmp_path / "two"), "--no-link"])
    assert "stories" not in capsys.readouterr().out
    assert published(tmp_path / "two") == {}


def test_a_story_and_an_act_are_shown_by_their_ids(record, capsys, monkeypatch):
    monkeypatch.setenv("KAWAT_RECORD", str(record))
    with kawat.open(record) as held:
        ids = [next(iter(held.stories()))["id"], next(iter(held.clusters(least=3)))["id"]]
    for id_ in ids:
        with pytest.raises(SystemExit) as end:
            main(["show", id_, "--format", "jsonl"])
        assert not end.value.code
        assert {json.loads(line)["article"] for line in capsys.readouterr().out.splitlines()} >= {"a", "b"}
