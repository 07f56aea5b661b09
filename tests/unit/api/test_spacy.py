"""The spaCy component: the reading, and spans that are where the words are."""

import pytest
import spacy
from spacy.tokens import DocBin

TEXT = (
    'Jepang mengecam Fiji pada 3 Mei 2021. "Kami akan membalas," kata Menteri Luar Negeri Kenji Mori kepada wartawan.'
)


def pipeline(language="id", **config):
    nlp = spacy.blank(language)
    nlp.add_pipe("kawat", config={"published": "2021-05-04", "model": "none", **config})
    return nlp


def test_a_doc_has_the_reading_and_its_spans():
    doc = pipeline()(TEXT)

    assert doc._.kawat["article"]["published_at"] == "2021-05-04"
    told = {name: [(span.text, span.label_) for span in group] for name, group in doc.spans.items()}
    assert told["kawat.events"][0] == ("mengecam", "ACCUSE")
    assert ("Kami akan membalas", "direct") in told["kawat.quotations"]
    assert ("3 Mei 2021", "DATE") in told["kawat.timexes"]
    assert {("Jepang", "country"), ("Fiji", "country")} <= set(told["kawat.actors"])
    assert [span.id_ for span in doc.spans["kawat.events"]] == [one["id"] for one in doc._.kawat["events"]]


def test_a_span_within_a_token_takes_the_token():
    doc = pipeline()("Sikapnya dikecam Jepang pada 3 Mei 2021. Jepang menolak usulnya.")
    for group in doc.spans.values():
        for span in group:
            assert span.text == doc.text[span.start_char : span.end_char]


@pytest.mark.parametrize("language", ["id", "ms", "en"])
def test_the_language_is_that_of_the_pipeline(language):
    assert pipeline(language)("Japan, Fiji.")._.kawat["article"]["language"] == language


def test_what_cannot_be_read_says_why():
    doc = pipeline()("Abad baru.\r\nJepang mengecam Fiji.")
    assert doc._.kawat is None
    assert "ends of lines" in doc._.kawat_rejection
    assert all(len(group) == 0 for group in doc.spans.values())

    empty = pipeline()("")
    assert empty._.kawat is None
    assert empty._.kawat_rejection


def test_many_docs_and_a_pipeline_kept_on_disk(tmp_path):
    nlp = pipeline()
    docs = list(nlp.pipe([TEXT, TEXT]))
    assert docs[0]._.kawat == docs[1]._.kawat

    nlp.to_disk(tmp_path / "nlp")
    again = spacy.load(tmp_path / "nlp")
    assert again(TEXT)._.kawat == docs[0]._.kawat
    assert pipeline().from_bytes(nlp.to_bytes())(TEXT)._.kawat == docs[0]._.kawat

    kept = DocBin(store_user_data=True, docs=docs)
    read = next(iter(DocBin().from_bytes(kept.to_bytes()).get_docs(nlp.vocab)))
    assert [span.text for span in read.spans["kawat.events"]] == [span.text for span in docs[0].spans["kawat.events"]]
