"""Name sets become running text with exact places, and none of what is kept for measuring."""

import json

import pytest

from kawat.extract.encoder.labels import HEADS, begun
from kawat.extract.engine import load_engine
from kawat_training.items import see
from kawat_training.names import (
    FAMILY,
    SETS,
    Dropped,
    NameSet,
    NameSetError,
    Sentence,
    family_target,
    join,
    name_items,
    name_target,
    read_set,
    read_tokens,
    score_names,
    select,
    spans,
    trimmed,
)
from kawat_training.overlap import HeldBack, held_back

LABELS = begun(FAMILY)
PLAIN = NameSet("x.txt", "id", {label: label for label in FAMILY})


@pytest.fixture(scope="module")
def engine():
    return load_engine()


def text_of(words, *, split=False):
    tokens = words.split()
    return join(tokens, ["O"] * len(tokens), split=split)[0]


def written(folder, *lines):
    path = folder / "x.txt"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def test_signs_stand_where_a_newsroom_sets_them():
    assert text_of('" Harga turun , " kata Ani ( 40 ) di Bandung .') == '"Harga turun," kata Ani (40) di Bandung.'


def test_a_mark_that_closes_an_earlier_sentence_stands_close_to_it():
    assert text_of('Kami menang , " ujar Ani .') == 'Kami menang," ujar Ani.'


def test_words_cut_at_hyphens_are_whole_again():
    words = "langkah - langkah ke - 20 TNI - AU untuk 2 . 500 orang di rute Lemah Abang - Slipi"
    assert text_of(words, split=True) == "langkah-langkah ke-20 TNI-AU untuk 2.500 orang di rute Lemah Abang - Slipi"


def test_two_names_are_never_made_one_word():
    tokens, tags = ["Jakarta", "-", "Telkom"], ["B-LOC", "O", "B-ORG"]
    assert join(tokens, tags, split=True)[0] == "Jakarta - Telkom"


def test_each_token_is_found_at_its_place():
    words = '" Saya , " kata Ani - Budi ( KPU ) . " Ya'
    tokens = words.split()
    text, places = join(tokens, ["O"] * len(tokens), split=True)
    assert [text[start:end] for start, end in places] == tokens


def test_names_are_read_with_exact_places(tmp_path):
    path = written(tmp_path, "Ani B-PER", "Putri I-PER", "dan O", "Budi B-PER", "ke O", "Bandung B-LOC", ". O", "")
    (sentence,) = read_tokens(path, "x", PLAIN)
    named = [(sentence.text[start:end], label) for start, end, label in sentence.names]
    assert named == [("Ani Putri", "PER"), ("Budi", "PER"), ("Bandung", "LOC")]


def test_a_tag_that_is_none_is_named_with_its_line(tmp_path):
    with pytest.raises(NameSetError, match=r"x\.txt:2: tag 'NOUN'"):
        list(read_tokens(written(tmp_path, "Ani B-PER", "pergi NOUN"), "x", PLAIN))


def test_a_sentence_with_a_lost_character_is_left_out(tmp_path):
    assert list(read_tokens(written(tmp_path, "Ani B-PER", "\ufffd O", ""), "x", PLAIN)) == []


def test_of_nested_names_the_person_stands_without_title(tmp_path):
    text = "Dr Ani Putri chairs the Bandung Water Board."
    found = [("PERSON", 0, 12), ("PERSON", 3, 12), ("ORGANIZATION", 24, 43), ("LOCATION", 24, 31), ("TITLE", 0, 2)]
    entities = [{"label": label, "position": {"start_offset": s, "end_offset": e}} for label, s, e in found]
    path = tmp_path / SETS["men"].file
    path.write_text(json.dumps({"id": "1", "text": text, "entities": entities}) + "\n", encoding="utf-8")
    (article,) = read_set(tmp_path, "men")
    assert [text[start:end] for start, end, _ in article.names] == ["Ani Putri", "Bandung Water Board"]


def sentence_of(text, *names, language="id"):
    places = tuple((text.index(name), text.index(name) + len(name), label) for name, label in names)
    return Sentence("x-1", language, text, (), places)


def test_names_come_back_from_their_own_target(engine):
    sentence = sentence_of(
        "Ani Putri (Golkar) tiba di Bandung.", ("Ani Putri", "PER"), ("(Golkar)", "ORG"), ("Bandung", "LOC")
    )
    sight = see(sentence.text, "id", engine)
    found = spans(family_target(sentence, sight, LABELS), LABELS, sight.words)
    assert trimmed(found, sentence.text) == trimmed(sentence.names, sentence.text)
    assert ("Golkar", "ORG") in {(sentence.text[s:e], label) for s, e, label in trimmed(found, sentence.text)}


def test_a_place_is_a_country_where_knowledge_says_so_and_open_where_it_may_be_a_government(engine):
    sentence = sentence_of(
        "Dari Bandung ke Mesir lalu ke Washington.", ("Bandung", "LOC"), ("Mesir", "LOC"), ("Washington", "LOC")
    )
    sight = see(sentence.text, "id", engine)
    row = dict(zip([sentence.text[s:e] for s, e in sight.words], name_target(sentence, sight, engine), strict=True))
    labels = HEADS["name"]
    assert (row["Bandung"], row["Mesir"]) == (labels.index("B-place"), labels.index("B-country"))
    assert (row["Washington"], row["lalu"]) == (-1, 0)


def test_items_know_only_the_heads_that_are_filled(engine):
    sentence = sentence_of("Ani Putri tiba.", ("Ani Putri", "PER"))
    (item,) = name_items([sentence], engine, lambda s, sight: {"news_name": family_target(s, sight, LABELS)})
    assert item.labels["news_name"] == [1, 2, 0, 0]
    assert set(item.labels["event"]) == {-1}


def test_only_exact_names_of_the_same_type_score():
    gold = [{(0, 9, "PER"), (13, 20, "LOC")}, {(0, 3, "ORG")}]
    found = [{(0, 9, "PER"), (13, 20, "ORG")}, set()]
    scores = score_names(gold, found)
    assert (scores["precision"], scores["recall"]) == (1 / 2, 1 / 3)
    assert scores["PER"] == 1.0


LONG = "Menteri Ani Putri menolak usul Oskara untuk membuka kembali perbatasan"


@pytest.mark.parametrize(
    "text",
    [
        LONG + ".",
        "menteri ani putri MENOLAK usul Oskara , untuk membuka kembali perbatasan",
        f"Kemarin, Senin. {LONG}, kata juru bicara.",
        "menolak usul Oskara untuk membuka kembali perbatasan",
    ],
)
def test_text_that_measures_is_known_however_it_is_set(text):
    held = HeldBack()
    held.add(f"Singkat saja. {LONG}.")
    assert held.holds(text)


@pytest.mark.parametrize("text", ["Menteri Ani Putri menolak usul Oskara.", "Usul Oskara ditolak.", ""])
def test_text_that_only_shares_words_with_it_is_kept(text):
    held = HeldBack()
    held.add(LONG)
    assert not held.holds(text)


def test_held_back_keeps_no_text(tmp_path):
    path = tmp_path / "corpus.jsonl"
    path.write_text(json.dumps({"title": "Judul", "text": LONG}) + "\n", encoding="utf-8")
    held = held_back([], [path])
    assert held.holds(LONG)
    assert not any(isinstance(kept, str) for slot in vars(held).values() for kept in slot)


def test_sentences_told_twice_held_back_or_without_capitals_are_counted_out():
    held = HeldBack()
    held.add(LONG)
    dropped = Dropped()
    texts = ["Ani tiba.", "ANI TIBA", "ani pergi.", LONG]
    kept = list(select([sentence_of(text) for text in texts], held, set(), dropped))
    assert [s.text for s in kept] == ["Ani tiba."]
    assert (dropped.held_back, dropped.told_before, dropped.lower_case) == (1, 1, 1)
