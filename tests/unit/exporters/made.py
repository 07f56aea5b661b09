"""A reading made by hand: every layer, overlapping evidence, a folded zone in the middle of a paragraph."""

from kawat.ids import text_digest
from kawat.records import (
    Actor,
    Article,
    Commitment,
    Condition,
    Considered,
    Event,
    EventDate,
    Mention,
    Participant,
    Place,
    Quotation,
    Reading,
    RejectedArticle,
    Rejection,
    Sentence,
    Span,
    Timex,
    Wire,
    Zone,
)

TITLE = "Samara Ancam Tutup Selat"
BODY = (
    'Telaga - Presiden Samara Oka Lando mengancam menutup selat pada Senin (4/3/2030). "Kami akan menutup selat jika '
    'Verania tidak mundur," katanya, dikutip Kantor Berita Samara. Baca juga: Harga Ikan Naik Verania belum menjawab.'
)
TEXT = f"{TITLE}\n\n{BODY}"

REJECTION = Rejection(
    article=RejectedArticle(name="gambar.txt"), stage="open", reason="binary", detail="found bytes that are no text"
)


def span(words: str, text: str = TEXT, after: int = 0) -> Span:
    start_char = text.index(words, after)
    return Span(start_char=start_char, end_char=start_char + len(words), text=words)


def article(text: str = TEXT, title: str | None = TITLE, language: str = "id", url: str | None = None) -> Article:
    folded = span("Baca juga: Harga Ikan Naik")
    dateline = span("Telaga - ")
    return Article(
        id="selat",
        url=url,
        publisher="Harian Telaga",
        language=language,
        title=title,
        published_at="2030-03-05",
        published_from="input",
        text=text,
        text_sha256=text_digest(text),
        wire=(Wire(agency="KBS", span=span("Kantor Berita Samara")),),
        zones=(
            Zone(kind="title", start_char=0, end_char=len(TITLE)),
            Zone(kind="dateline", start_char=dateline.start_char, end_char=dateline.end_char),
            Zone(kind="related", start_char=folded.start_char, end_char=folded.end_char),
        ),
    )


def reading(language: str = "id", url: str | None = None) -> Reading:
    end_of_first = TEXT.index(' "Kami')
    return Reading(
        engine="kawat test",
        article=article(language=language, url=url),
        sentences=(
            Sentence(start_char=0, end_char=len(TITLE)),
            Sentence(start_char=len(TITLE) + 2, end_char=end_of_first),
            Sentence(start_char=end_of_first + 1, end_char=TEXT.index(" Baca juga")),
        ),
        actors=ACTORS,
        timexes=(
            Timex(
                id="t-1",
                span=span("Senin (4/3/2030)"),
                type="DATE",
                value="2030-03-04",
                earliest="2030-03-04",
                latest="2030-03-04",
                rule="id/timex/weekday-slash-date",
            ),
        ),
        quotations=(QUOTATION,),
        events=(EVENT,),
        commitments=(COMMITMENT,),
    )


ACTORS = (
    Actor(
        id="a-1",
        name="Oka Lando",
        kind="person",
        country="SMR",
        sector="GOV",
        role="head of state",
        office=None,
        mentions=(
            Mention(span=span("Presiden Samara Oka Lando"), form="name"),
            Mention(span=span("Samara"), form="name"),
        ),
        rule="id/actor/title-name",
    ),
    Actor(
        id="a-2",
        name="Verania",
        kind="country",
        country=None,
        sector="GOV",
        role=None,
        office=None,
        mentions=(Mention(span=span("Verania"), form="name"),),
        rule="id/actor/country",
    ),
)
QUOTATION = Quotation(
    id="q-1",
    mode="direct",
    content=(span("Kami akan menutup selat jika Verania tidak mundur,"),),
    cue=span("katanya"),
    source=Span(start_char=span("katanya").end_char - 3, end_char=span("katanya").end_char, text="nya"),
    speaker="a-1",
    rule="id/quotation/marks-then-cue",
    score=0.9,
    considered=(Considered(rule="id/quotation/nearest-name", proposal="Verania", lost_because="not a person"),),
)
EVENT = Event(
    id="e-1",
    ontology="plover",
    type="THREATEN",
    mode="restrict",
    quad="verbal conflict",
    intensity=-4.0,
    trigger=span("mengancam"),
    mentions=(span("akan menutup"),),
    actors=(Participant(actor="a-1", span=span("Presiden Samara Oka Lando")),),
    recipients=(Participant(actor="a-2", span=None),),
    date=EventDate(value="2030-03-04", earliest="2030-03-04", latest="2030-03-04", timex="t-1"),
    place=Place(country=None, name="Telaga", span=span("Telaga")),
    status="occurred",
    quotation="q-1",
    rule="id/event/threaten",
    score=0.7,
)
COMMITMENT = Commitment(
    id="c-1",
    kind="threat",
    holder=("a-1",),
    addressee=("a-2",),
    content=span("menutup selat jika", TEXT),
    condition=Condition(polarity="if", span=span("Verania tidak mundur")),
    deadline="2030-03-10",
    made="2030-03-04",
    quotation="q-1",
    event="e-1",
    rule="id/commitment/threat",
    score=0.6,
)
