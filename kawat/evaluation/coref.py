"""Who is the same in a paragraph: persons and countries of an annotated corpus, by CoNLL F1, against head match.

    python -m kawat.evaluation.coref DATA.tsv[.zst]

DATA is a WebAnno export such as CoIN (Indonesian): `#Text=` opens a paragraph, each further line is a token with its
labels in the fourth column, `KIND[mention]` on each token of a mention, `IDENT[a_b]`, `ALIAS[a_b]`, `APPOS[a_b]` where
mention b means the same as mention a. Mentions are those of the corpus, for the baseline and for Kawat alike; one that
Kawat does not find is nobody's. Counted are the chains that mean a person or a country by words that the rules know:
a pronoun of one, a title or honorific, a name of a country or its people.
"""

from __future__ import annotations

import re
import sys
from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from kawat.api import read_text
from kawat.errors import InputError
from kawat.evaluation.agree import overlap
from kawat.evaluation.clusters import MEASURES, chains_of
from kawat.knowledge.actors import ActorKnowledge, Lexeme, load
from kawat.knowledge.tokens import tokens_of
from kawat.records import Reading
from kawat.sources.packed import BROKEN, unpacked

LANGUAGE = "id"
SHARED = 0.5
"""Least share of the joint characters of a mention of the corpus and one of the reading."""
LINKS = frozenset({"IDENT", "ALIAS", "APPOS"})
_LABEL = re.compile(r"([A-Z]+)\[(\d+)(?:_(\d+))?\]")
_CLOSES, _OPENS = frozenset(",.;:?!)]%’”"), frozenset("([‘“")
_CLITIC = "nya"


@dataclass(slots=True)
class Paragraph:
    """A paragraph put together from its tokens: text, offsets of mentions by id, and pairs that mean the same."""

    text: str = ""
    mentions: dict[int, tuple[int, int]] = field(default_factory=dict)
    pairs: list[tuple[int, int]] = field(default_factory=list)

    def chains(self) -> dict[int, int]:
        """Mention -> the number of its chain."""
        chain = {mention: mention for mention in self.mentions}
        for first, second in self.pairs:
            if first in chain and second in chain:
                old, new = chain[second], chain[first]
                chain |= {mention: new for mention, number in chain.items() if number == old}
        return chain


def read_paragraphs(path: Path) -> Iterator[Paragraph]:
    """The paragraphs of a file; raises InputError where it cannot be read or holds none."""
    try:
        with path.open("rb") as file:
            text = unpacked(file).read().decode("utf-8")
    except (*BROKEN, UnicodeDecodeError) as error:
        raise InputError(f"{path}: {error}; expected a WebAnno export in UTF-8, plain, .gz or .zst") from None
    found = 0
    rows: list[tuple[str, str]] = []
    for line in [*text.splitlines(), "#Text="]:
        if line.startswith("#Text=") and rows:
            found += 1
            yield _paragraph(rows)
            rows = []
        cells = line.split("\t")
        if not line.startswith("#") and len(cells) > 3:
            rows.append((cells[2], cells[3]))
    if not found:
        raise InputError(f"{path}: no paragraph in it; expected lines `#Text=...` and tokens with four columns or more")


def _paragraph(rows: Sequence[tuple[str, str]]) -> Paragraph:
    paragraph = Paragraph()
    quoted = False
    glued = True
    for word, labels in rows:
        closes = word in _CLOSES or word in ("-", "/", _CLITIC) or (word == '"' and quoted)
        paragraph.text += ("" if glued or closes else " ") + word
        glued = word in _OPENS or word in ("-", "/") or (word == '"' and not quoted)
        quoted ^= word == '"'
        end_char = len(paragraph.text)
        for kind, first, second in _LABEL.findall(labels):
            if second and kind in LINKS:
                paragraph.pairs.append((int(first), int(second)))
            elif not second:
                start_char, _ = paragraph.mentions.get(int(first), (end_char - len(word), 0))
                paragraph.mentions[int(first)] = (start_char, end_char)
    return paragraph


class Scope:
    """Which chains mean a person or a country, by the words of their mentions."""

    def __init__(self, knowledge: ActorKnowledge) -> None:
        self._knowledge = knowledge

    def mentions(self, paragraph: Paragraph) -> list[int]:
        """The mentions of such chains, in order of the text."""
        chains = paragraph.chains()
        wanted = {chains[mention] for mention, span in paragraph.mentions.items() if self._tells(paragraph.text, span)}
        inside = (mention for mention in paragraph.mentions if chains[mention] in wanted)
        return sorted(inside, key=lambda mention: paragraph.mentions[mention])

    def _tells(self, text: str, span: tuple[int, int]) -> bool:
        tokens = tokens_of(text, *span)
        if not tokens:
            return False
        name, noun = self._knowledge.exact.at(tokens, 0), self._knowledge.folded.at(tokens, 0)
        if name and name.value.tag in "CP" and name.end == len(tokens):
            return True
        lexeme: Lexeme | None = noun.value if noun else None
        return lexeme is not None and (lexeme.tag in "HR" or (lexeme.tag == "B" and len(tokens) == 1))


def by_head(paragraph: Paragraph, mentions: Iterable[int]) -> list[Hashable | None]:
    """The baseline: mentions with the same first word are one; a pronoun means the mention before that is none.

    The first word is the head of an Indonesian noun phrase, and a name is taken up again by its first word.
    """
    words = [paragraph.text[slice(*paragraph.mentions[mention])].lower().split() for mention in mentions]
    return [part[0] for part in words]


def by_reading(paragraph: Paragraph, mentions: Iterable[int], reading: Reading) -> list[Hashable | None]:
    """The actor that a mention of the reading at each mention's place has; None where there is none."""
    seen = [
        (mention.span.start_char, mention.span.end_char, actor.id)
        for actor in reading.actors
        for mention in actor.mentions
    ]
    return [_actor_at(paragraph.mentions[mention], seen) for mention in mentions]


def _actor_at(span: tuple[int, int], seen: Sequence[tuple[int, int, str]]) -> str | None:
    """The actor whose mention shares most with the span, if it shares enough."""
    best, who = 0.0, None
    for start_char, end_char, actor in seen:
        common = overlap(span, (start_char, end_char))
        share = common / (span[1] - span[0] + end_char - start_char - common)
        if share > best:
            best, who = share, actor
    return who if best >= SHARED else None


class Count:
    """Sums of each measure over paragraphs."""

    def __init__(self) -> None:
        self._sums: defaultdict[str, list[float]] = defaultdict(lambda: [0.0] * 4)

    def add(self, gold: Sequence[Hashable | None], found: Sequence[Hashable | None]) -> None:
        """Add one paragraph: labels of its mentions in the same order."""
        chains = chains_of(gold), chains_of(found)
        for name, measure in MEASURES.items():
            recall, precision = measure(*chains)
            self._sums[name] = [a + b for a, b in zip(self._sums[name], (*recall, *precision), strict=True)]

    def scores(self) -> dict[str, tuple[float, float, float]]:
        """Measure -> precision, recall, F1; `CoNLL` is the mean of the three F1."""
        scores = {name: _score(*self._sums[name]) for name in MEASURES}
        mean = sum(f1 for _, _, f1 in scores.values()) / len(scores)
        return scores | {"CoNLL": (0.0, 0.0, mean)}


def _score(right: float, gold: float, same: float, found: float) -> tuple[float, float, float]:
    recall, precision = right / gold if gold else 0.0, same / found if found else 0.0
    return precision, recall, 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def measure_corpus(path: Path) -> dict[str, dict[str, tuple[float, float, float]]]:
    """The scores of the baseline (`head match`) and of `kawat` reading by rules."""
    scope, counts = Scope(load(LANGUAGE)), {"head match": Count(), "kawat": Count()}
    for paragraph in read_paragraphs(path):
        mentions = scope.mentions(paragraph)
        chains = paragraph.chains()
        gold = [chains[mention] for mention in mentions]
        reading = read_text(paragraph.text, language=LANGUAGE, model=None)
        counts["head match"].add(gold, by_head(paragraph, mentions))
        counts["kawat"].add(gold, by_reading(paragraph, mentions, reading))
    return {name: count.scores() for name, count in counts.items()}


def lines(scores: dict[str, dict[str, tuple[float, float, float]]]) -> Iterator[str]:
    """A line for each system and measure."""
    yield f"{'system':12} {'measure':8} {'P':>6} {'R':>6} {'F1':>6}"
    for system, measures in scores.items():
        for measure, (precision, recall, f1) in measures.items():
            shares = f"{precision:6.3f} {recall:6.3f}" if precision or recall else " " * 13
            yield f"{system:12} {measure:8} {shares} {f1:6.3f}"


if __name__ == "__main__":
    for line in lines(measure_corpus(Path(sys.argv[1]))):
        sys.stdout.write(line + "\n")
