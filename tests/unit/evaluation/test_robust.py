"""Changes do what they say, gold moves along with its words, and no change costs a layer more than its bar."""

import zlib
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kawat.errors import InputError
from kawat.evaluation.changes import CHANGES, Changed, Edit
from kawat.evaluation.gold import Gold, GoldCondition, GoldStatement, GoldTime, Stretch, read_gold
from kawat.evaluation.robust import BARRED, Moved, bar, losses, main, measure, untouched
from kawat.extract.engine import load_engine
from kawat.records import RawPage
from kawat.sources.files import Defaults, open_pages

ROOT = Path(__file__).parents[3]
TRAIN = ROOT.parent / "shared" / "annotation" / "train"
SAMPLES = ROOT / "samples"
TEXT = 'Presiden Rusia Vladimir Putin dan Iran sepakat.\nIa berkata: "Kami siap," kata dia.\n\nItu “biasa” saja.'


def changed(name, text=TEXT, seed="x"):
    return Changed(text, CHANGES[name](text, seed)).text


def test_small_letters():
    assert changed("lower") == TEXT.lower()


def test_one_paragraph():
    assert changed("one_line") == TEXT.replace("\n\n", "\n").replace("\n", " ")


def test_glued_words_lose_blanks_beside_capitals_only():
    found = {changed("glued", seed=str(n)) for n in range(200)}
    assert any("RusiaVladimir" in text for text in found)
    assert any("Putindan" in text for text in found)
    assert all(text.replace(" ", "") == TEXT.replace(" ", "") for text in found)
    assert all("sepakat.\nIa" in text and "“biasa” saja" in text for text in found)


def test_one_blank_in_ten_is_lost():
    text = "Iran Turki " * 5000
    lost = len(text) - len(changed("glued", text))
    assert 0.08 < lost / 10_000 < 0.12


def test_marks():
    assert changed("straight") == TEXT.replace("“", '"').replace("”", '"')
    assert changed("curly") == TEXT.replace('"Kami siap,"', "“Kami siap,”")
    assert {changed("doubled", seed=str(n)).count("``") for n in range(9)} == {0, 2}
    assert {"&quot;Kami" in changed("entities", seed=str(n)) for n in range(9)} == {True, False}
    assert changed("unclosed_all") == TEXT.replace('siap,"', "siap,").replace("”", "")
    assert changed("unclosed", TEXT * 200).count('"') + changed("unclosed", TEXT * 200).count("”") < 600


@pytest.mark.parametrize("name", CHANGES)
def test_the_same_article_is_changed_alike(name):
    assert changed(name, TEXT * 20) == changed(name, TEXT * 20)
    assert CHANGES[name].__doc__


@given(st.text(alphabet='aB "“”\n.,', max_size=80), st.sampled_from(sorted(CHANGES)), st.data())
def test_what_a_change_leaves_alone_keeps_its_words(text, name, data):
    edits = list(CHANGES[name](text, "x"))
    new = Changed(text, edits)
    for start, end in [(0, len(text)), *((e.end, f.start) for e, f in pairwise(edits))]:
        words = text[start:end]
        assert new.place(start) <= new.place(end) <= len(new.text)
        if not any(e.start < end and start < e.end for e in edits) and words:
            assert new.text[new.place(start) : new.place(end)] == words


def test_a_place_inside_an_edit_is_behind_it():
    new = Changed("abcdef", [Edit(1, 4, "X")])
    assert (new.text, [new.place(p) for p in range(7)]) == ("aXef", [0, 1, 2, 2, 2, 3, 4])


def moved(name, title="Iran Menolak"):
    page = RawPage(body=TEXT, media_type="application/json", id="x", title=title, language="id")
    at = len(title) + 2
    whole = f"{title}\n\n{TEXT}"
    said = whole.index("Kami siap")
    gold = Gold(
        article="x",
        times=(GoldTime(start=0, end=4, exact="Iran", type="DATE", value=None),),
        statements=(
            GoldStatement(id="s", kind="direct", content=(Stretch(said, said + 9, "Kami siap"),)),
            GoldStatement(id="t", kind="mixed", content=(Stretch(at + 15, at + 29, "Vladimir Putin"),)),
        ),
        body_start=at,
    )
    return Moved(page, gold, CHANGES[name])


@pytest.mark.parametrize("name", CHANGES)
def test_gold_moves_with_its_words(name):
    one = moved(name)
    stretches = [one.gold.times[0], *(s.content[0] for s in one.gold.statements)]
    assert [s.exact.lower() for s in stretches[:2]] == ["iran", "kami siap"]
    assert stretches[2].exact.replace(" ", "").lower() == "vladimirputin"
    assert all(one.text[s.start : s.end] == s.exact for s in stretches)
    assert one.text[one.gold.body_start :] == one.page.body


def test_a_condition_moves_too():
    page = RawPage(body="A b.\n\nC d.", media_type="application/json", id="x")
    gold = Gold(article="x", commitments=())
    one = Moved(page, gold, CHANGES["one_line"])
    assert one._along(GoldCondition("if", 6, 7)) == GoldCondition("if", 5, 6)
    assert one._along(GoldCondition("if")) == GoldCondition("if")


def test_a_page_of_bytes_is_refused():
    page = RawPage(body=b"x", media_type="text/plain", id="x", name="a.txt")
    with pytest.raises(InputError, match=r"a\.txt: .*JSON lines"):
        Moved(page, Gold(article="x"), untouched)


def test_the_table_says_what_each_change_costs(capsys):
    assert main([str(SAMPLES / "gold.jsonl"), str(SAMPLES / "articles"), "--model", "none", "--only", "curly"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].split() == ["layer", "F1", "curly"]
    assert {"quotation", "wire", "timex"} <= {line.split()[0] for line in lines}


def test_bars():
    assert (bar("lower"), bar("glued"), bar("unclosed_all")) == (12.0, 5.0, None)


@pytest.mark.skipif(not TRAIN.is_dir(), reason="the annotated articles are not on this machine")
def test_no_change_costs_more_than_its_bar():
    gold = {key: one for key, one in read_gold(TRAIN / "gold.jsonl").items() if zlib.crc32(key.encode()) % 3 == 0}
    pages = [page for page in open_pages(str(TRAIN / "corpus.jsonl"), Defaults()) if page.id in gold]
    engine = load_engine(model=None)
    base = measure(pages, gold, untouched, engine)
    over = {}
    for name in CHANGES:
        most = bar(name)
        if most is not None:
            lost = losses(base, measure(pages, gold, CHANGES[name], engine))
            over |= {(name, layer): lost[layer] for layer in BARRED if lost[layer] > most}
    assert over == {}
