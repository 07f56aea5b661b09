"""Training reads the windows that the model reads, with the targets of their words."""

from kawat.extract.encoder.labels import HEADS
from kawat.extract.encoder.pieces import Pieces
from kawat.extract.encoder.windows import cut, cut_words, window
from kawat_training.items import Item
from kawat_training.windows import windows_of
from tests.tools.sights import sight
from tests.tools.tiny_model import vocabulary

PIECES = Pieces(vocabulary())
LIMIT = 40


def item():
    seen = sight("Presiden Iran menolak tuntutan. Kata yang dan.\nIran menuduh.\n" * 20)
    labels = {head: list(range(len(seen.words))) for head in HEADS}
    return Item("one", "id", "made", seen, labels, [(3, {2: 1, 4: 2, 200: 5}), (100, {99: 3})])


def test_training_reads_the_windows_of_the_model():
    made = item()
    cuts = cut_words(made.sight, PIECES)
    runs = list(cut(made.sight, [len(word) for word in cuts], LIMIT - 2))
    read = [window(made.sight, cuts, run, PIECES) for run in runs]
    trained = list(windows_of(made, PIECES, LIMIT))
    assert len(trained) > 5
    assert [(w.start, w.ids, w.features, w.first) for w in trained] == [
        (w.start, w.ids, w.features, w.first) for w in read
    ]


def test_targets_go_with_their_words():
    for one in windows_of(item(), PIECES, LIMIT):
        numbers = list(range(one.start, one.start + len(one.first)))
        assert all(labels == numbers for labels in one.labels.values())


def test_links_that_leave_a_window_are_dropped():
    found = [(one.start, one.links) for one in windows_of(item(), PIECES, LIMIT) if one.links]
    (first, links), (later, others) = found
    assert first == 0
    assert links == [(3, {2: 1, 4: 2})]
    assert others == [(100 - later, {99 - later: 3} if later <= 99 else {})]
