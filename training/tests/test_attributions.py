"""PolNeAR's attributions become statements by our guide, or stay unknown."""

import io
import json

import pytest
import zstandard

from kawat.extract.encoder.labels import HEADS
from kawat.extract.engine import load_engine
from kawat_training.attributions import (
    Attribution,
    Document,
    Heads,
    attribution_items,
    quoted,
    read_attributions,
    statement_of,
)
from kawat_training.items import MisplacedError


@pytest.fixture(scope="module")
def engine():
    return load_engine()


@pytest.fixture(scope="module")
def cues(engine):
    return engine.knowledge("en").cues.cues


def places(text, *parts):
    return tuple((text.index(part), text.index(part) + len(part)) for part in parts)


def attribution(text, content, cue, source):
    return Attribution(places(text, *content), places(text, *cue), places(text, *source))


def read(text, content, cue, source, cues):
    reason, statement = statement_of(attribution(text, content, cue, source), text, quoted(text), cues)
    if statement is None:
        return reason, None
    cut = [text[start:end] for start, end in statement.content]
    return statement.mode, cut, text[slice(*statement.cue)] if statement.cue else None


def test_words_inside_marks_are_direct_and_lose_their_marks(cues):
    text = "“Prices fell sharply,” Ann Gold said. “We are glad.”"
    content = ["“Prices fell sharply,”", "“We are glad.”"]
    assert read(text, content, ["said"], ["Ann Gold"], cues) == (
        "direct",
        ["Prices fell sharply", "We are glad."],
        "said",
    )


def test_a_reported_clause_loses_that_and_its_full_stop(cues):
    text = "Ann Gold has said that prices fell again."
    assert read(text, ["that prices fell again."], ["has said"], ["Ann Gold"], cues) == (
        "indirect",
        ["prices fell again"],
        "said",
    )


def test_marks_of_two_apostrophes_go_with_their_comma(cues):
    text = "''Prices fell sharply,'' said Ann Gold."
    assert read(text, ["''Prices fell sharply,''"], ["said"], ["Ann Gold"], cues)[1] == ["Prices fell sharply"]


def test_a_clause_with_words_in_marks_is_mixed(cues):
    text = 'Ann Gold said prices were "falling fast".'
    found = read(text, ['prices were "falling fast"'], ["said"], ["Ann Gold"], cues)
    assert found == ("mixed", ['prices were "falling fast'], "said")


@pytest.mark.parametrize(
    ("content", "cue", "reason"),
    [
        ("prices will fall soon", "believes", "belief"),
        ("Bob Silver", "criticized", "short"),
        ("a wide lead for Ann Gold", "showed", "no cue of ours"),
    ],
)
def test_what_our_guide_leaves_out_is_told_by_its_reason(content, cue, reason, cues):
    text = f"The town {cue} {content}."
    assert read(text, [content], [cue], ["The town"], cues) == (reason, None)


def test_marks_left_open_end_with_their_line():
    text = "“One\nTwo ''three'' \"four\" “five”"
    kept = "".join(sign if inside else "-" for sign, inside in zip(text, quoted(text), strict=True))
    assert kept == "-One-------three----four---five-"


def test_items_label_statements_and_leave_the_rest_open(engine):
    text = "Ann Gold said that prices fell again. Bob Silver believes prices will rise soon."
    told = attribution(text, ["that prices fell again"], ["said"], ["Ann Gold"])
    thought = attribution(text, ["prices will rise soon"], ["believes"], ["Bob Silver"])
    (item,) = attribution_items([Document("x", text, "2016-05-04", (told, thought))], engine)
    quote, cue = (
        dict(zip([text[s:e] for s, e in item.sight.words], item.labels[h], strict=True)) for h in ("quote", "cue")
    )
    assert (quote["fell"], quote["that"], quote["rise"]) == (HEADS["quote"].index("I-indirect"), 0, -1)
    assert (cue["Ann"], cue["said"], cue["Bob"]) == (HEADS["cue"].index("B-source"), HEADS["cue"].index("B-cue"), -1)
    assert [len(linked) for _, linked in item.links] == [3]
    assert set(item.labels["event"]) == {-1}


def test_heads_of_its_own_leave_ours_unknown(engine):
    text = "Ann Gold said prices fell again."
    told = attribution(text, ["prices fell again"], ["said"], ["Ann Gold"])
    document = Document("x", text, "2016-05-04", (told,))
    (item,) = attribution_items([document], engine, Heads("quote2", "cue2"))
    assert set(item.labels["quote"]) == {-1}
    assert max(item.labels["quote2"]) == HEADS["quote"].index("I-indirect")


def written(folder, *rows):
    path = folder / "x.jsonl.zst"
    lines = io.BytesIO("".join(json.dumps(row) + "\n" for row in rows).encode())
    path.write_bytes(zstandard.ZstdCompressor().compress(lines.read()))
    return path


def test_of_several_annotators_the_fullest_is_read(tmp_path):
    text = "Ann said so."
    marks = [{"annotator": name, "content": [[9, 11]], "cue": [[4, 8]]} for name in ("b", "a", "b")]
    path = written(tmp_path, {"id": "x", "published": "2016-05-04", "text": text, "attributions": marks})
    (document,) = read_attributions(path)
    assert len(document.attributions) == 2


def test_offsets_beyond_the_text_stop_with_file_and_line(tmp_path):
    mark = {"annotator": "a", "content": [[9, 99]]}
    path = written(tmp_path, {"id": "doc", "published": "2016-05-04", "text": "Ann said so.", "attributions": [mark]})
    with pytest.raises(MisplacedError, match=r"x\.jsonl\.zst:1 doc: 9 to 99"):
        list(read_attributions(path))
