import base64
import csv
import hashlib
import re
import tomllib
from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kawat import records
from kawat.exporters.interface import _all_words
from kawat.exporters.marked import anchors_of, blocks_of, pieces_of
from kawat.exporters.marks import Layer, marks_of
from kawat.exporters.page import framed, page
from kawat.records import Actor, Article, Mention, Reading, Span, Zone
from tests.unit.exporters.made import REJECTION, TEXT, TITLE, reading, span

KNOWLEDGE = Path(records.__file__).parent / "knowledge" / "data"
PAYLOADS = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</style></script><svg onload=alert(1)>",
    "javascript:alert(1)",
    "' onmouseover='alert(1)",
    "<!--",
    "]]>",
    "&lt;b&gt; &amp;",
)
VOID = {"meta", "input"}


class Page(HTMLParser):
    """The elements of a page, with a check that each is closed where it was opened."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(html)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if self.open and self.open[-1] not in ("script", "style"):
            self.words.append(data)

    def text(self) -> str:
        return "".join(self.words)

    def named(self, name: str) -> list[dict[str, str | None]]:
        return [attributes for tag, attributes in self.tags if tag == name]


def shown(*items, interface=None) -> Page:
    return Page("".join(page(items, interface)))


def test_the_page_shows_the_whole_article_and_its_data():
    text = shown(reading()).text()

    for line in TEXT.split("\n"):
        for part in line.split("Baca juga: Harga Ikan Naik"):
            assert part.strip() in text
    assert "THREATEN" not in text
    assert "mengancam" in text
    assert "Oka Lando" in text
    assert "2030-03-10" in text


def test_the_page_asks_for_nothing_from_anywhere():
    made = shown(reading(url="https://example.org/selat"))

    assert not [attributes for _, attributes in made.tags if "src" in attributes]
    assert {a["href"] for a in made.named("a") if not a["href"].startswith("#")} == {"https://example.org/selat"}
    assert made.named("link") == []


def test_the_policy_allows_only_the_style_and_script_of_the_page():
    html = "".join(page((reading(),)))
    policy = Page(html).named("meta")[1]["content"]

    for name in ("style", "script"):
        inside = re.search(f"<{name}>(.*?)</{name}>", html, re.DOTALL)[1]
        digest = base64.b64encode(hashlib.sha256(inside.encode()).digest()).decode()
        assert f"{name}-src 'sha256-{digest}'" in policy
    assert policy.startswith("default-src 'none'")
    assert "style=" not in html.replace("<style>", "")


@pytest.mark.parametrize("payload", PAYLOADS)
def test_hostile_words_stay_words(payload):
    made = reading()
    text = f"{payload}\n\n{payload} berkata."
    span = Span(start_char=0, end_char=len(payload), text=payload)
    hostile = Reading(
        engine=payload,
        article=replace(
            made.article,
            id=payload,
            url=payload,
            publisher=payload,
            language=payload,
            published_at=payload,
            title=payload,
            text=text,
            zones=(Zone(kind="ad", start_char=len(payload) + 2, end_char=len(text)),),
            wire=(),
        ),
        sentences=(),
        actors=(
            Actor(
                id=payload, name=payload, kind="person", country=payload, sector=payload, role=payload, office=payload,
                mentions=(Mention(span=span, form="name"),), rule=payload,
            ),
        ),
        timexes=(replace(made.timexes[0], id=f"{payload}t", span=span, value=payload, note=payload, rule=payload),),
        quotations=(replace(made.quotations[0], id=f"{payload}q", content=(span,), cue=span, speaker=payload),),
        events=(replace(made.events[0], id=f"{payload}e", type=payload, quad=payload, trigger=span, mode=payload),),
        commitments=(replace(made.commitments[0], id=f"{payload}c", content=span, condition=None, deadline=payload),),
    )  # fmt: skip

    made = shown(hostile, replace(REJECTION, detail=payload))

    assert {tag for tag, _ in made.tags} <= SAFE_TAGS
    assert len(made.named("script")) == 1
    assert not [key for _, attributes in made.tags for key in attributes if key.startswith("on") or key == "style"]
    assert all(a["href"].startswith("#") for a in made.named("a"))
    assert payload in made.text()


SAFE_TAGS = {
    "html",
    "head",
    "meta",
    "title",
    "style",
    "body",
    "nav",
    "h1",
    "h2",
    "h3",
    "ol",
    "ul",
    "li",
    "a",
    "b",
    "i",
    "q",
    "p",
    "div",
    "span",
    "small",
    "section",
    "article",
    "aside",
    "footer",
    "details",
    "summary",
    "bdi",
    "time",
    "code",
    "label",
    "input",
    "fieldset",
    "legend",
    "script",
}


def test_every_link_in_the_page_arrives():
    made = shown(reading(), REJECTION, reading(language="en"))
    ids = [attributes["id"] for _, attributes in made.tags if "id" in attributes]

    assert len(ids) == len(set(ids))
    assert {a["href"][1:] for a in made.named("a") if a["href"].startswith("#")} <= set(ids)


def test_every_datum_can_be_reached_by_keyboard_from_its_words():
    made = reading()
    reached = [
        a["data-d"] for a in shown(made).named("a") if a.get("class", "").startswith("m ") and "tabindex" not in a
    ]

    assert set(anchors_of(made, "a1").values()) == {name for names in reached for name in names.split()}


def test_overlapping_marks_keep_all_their_looks():
    marks = shown(reading()).named("a")
    both = [a["class"].split() for a in marks if "commitment-content" in a.get("class", "")]

    assert all("quotation-content" in looks for looks in both)
    assert any("event-mention" in looks for looks in both)


def test_what_is_not_the_articles_words_is_folded_and_the_paragraph_goes_on():
    html = "".join(page((reading(),)))

    assert re.search(r"<details[^>]*><summary><b>Terkait</b>", html)
    assert '<p dir="auto" class="more"> ' in html


def test_several_articles_have_an_index_and_one_has_none():
    assert shown(reading(), reading()).text().count(TITLE) == 4
    assert shown(reading()).named("h1") == []


def test_a_rejection_in_the_index_says_why():
    text = shown(reading(), REJECTION).text()

    assert "gambar.txt" in text
    assert "found bytes that are no text" in text


def test_nothing_read_still_makes_a_page():
    assert "Articles: 0" in shown().text()


@pytest.mark.parametrize(
    ("language", "asked", "heading"),
    [("id", None, "Kutipan"), ("ms", None, "Kutipan"), ("en", None, "Quotations"), ("id", "en", "Quotations")],
)
def test_the_interface_speaks_the_articles_language_unless_told_otherwise(language, asked, heading):
    assert heading in shown(reading(language=language), interface=asked).text()


def test_both_interfaces_have_a_word_for_the_same_things():
    english, indonesian = _all_words()["en"], _all_words()["id"]

    for name in set(english.__struct_fields__) - {"code", "articles", "role"}:
        assert getattr(english, name).keys() == getattr(indonesian, name).keys()


@pytest.mark.parametrize("code", ["en", "id"])
def test_every_code_of_a_reading_has_a_word(code):
    words = _all_words()[code]

    assert set(words.status) == set(get_args(records.EventStatus))
    assert set(words.mode) == set(get_args(records.QuotationMode))
    assert set(words.kind) == {*get_args(records.CommitmentKind), *get_args(records.ActorKind)}
    assert set(words.polarity) == set(get_args(records.Polarity))
    assert set(words.zone) == records.NOT_THE_ARTICLES_WORDS
    assert set(words.layer) | {"wire"} == set(get_args(Layer))


def test_every_mode_of_the_ontology_has_a_word():
    ontology = tomllib.loads((KNOWLEDGE / "plover" / "ontology.toml").read_text(encoding="utf-8"))

    modes = {mode["id"] for kind in ontology["type"] for mode in kind.get("modes", ())}

    assert modes <= set(_all_words()["en"].event_mode)


def test_a_speaker_who_is_not_identified_stands_in_the_words_of_the_source():
    made = reading()
    nameless = replace(made.quotations[0], speaker=None, source=span("Verania belum"))
    text = shown(replace(made, quotations=(nameless,))).text()

    assert "Verania belum pembicara tidak dikenali" in " ".join(text.split())


def test_every_role_has_an_indonesian_word():
    lists = [path.read_text(encoding="utf-8").splitlines() for path in KNOWLEDGE.glob("*/roles.tsv")]
    roles = {row["role"] for lines in lists for row in csv.DictReader(lines, delimiter="\t")}

    assert roles - {""} <= set(_all_words()["id"].role)


def test_a_notebook_shows_the_page_in_a_frame_of_its_own():
    html = framed(reading())

    assert html.startswith('<iframe srcdoc="&lt;!doctype html&gt;')
    assert 'sandbox="allow-scripts"' in html
    assert html.count("<") == 2


@st.composite
def any_readings(draw) -> Reading:
    """Readings of arbitrary text with arbitrary, overlapping evidence and zones."""
    text = draw(st.text(st.characters(codec="utf-8"), min_size=1, max_size=60))
    stretches = st.tuples(st.integers(0, len(text) - 1), st.integers(1, len(text))).filter(lambda s: s[0] < s[1])
    kinds = st.sampled_from(["ad", "related", "dateline", "body", "title"])
    zones = draw(st.lists(st.tuples(kinds, stretches), max_size=4))
    mentions = draw(st.lists(stretches, max_size=8))
    actors = tuple(
        Actor(
            id=f"a-{n}", name="A", kind="person", country=None, sector=None, role=None, office=None, rule="r",
            mentions=(Mention(span=Span(start_char=s, end_char=e, text=text[s:e]), form="name"),),
        )
        for n, (s, e) in enumerate(mentions)
    )  # fmt: skip
    article = Article(
        id="x", url=None, publisher=None, language="id", title=None, published_at=None, published_from=None,
        text=text, text_sha256="", zones=tuple(Zone(kind=k, start_char=s, end_char=e) for k, (s, e) in zones),
    )  # fmt: skip
    return Reading(
        engine="", article=article, sentences=(), actors=actors, timexes=(), quotations=(), events=(), commitments=()
    )


@given(any_readings())
def test_blocks_hold_every_visible_character_once_and_in_order(made):
    blocks = list(blocks_of(made))
    text = made.article.text

    assert all(a.end_char <= b.start_char for a, b in pairwise(blocks))
    outside = "".join(
        text[a:b]
        for a, b in zip([0, *(b.end_char for b in blocks)], [*(b.start_char for b in blocks), len(text)], strict=True)
    )
    assert not outside.strip()


@given(any_readings())
def test_pieces_lie_under_exactly_the_marks_that_cover_them(made):
    marks = marks_of(made)
    for piece in pieces_of(marks, set()):
        covering = [m for m in marks if m.span.start_char <= piece.start_char and piece.end_char <= m.span.end_char]
        assert sorted(m.datum for m in piece.marks) == sorted(m.datum for m in covering)


@given(any_readings())
def test_any_reading_makes_a_page_whose_elements_close(made):
    shown(made)
