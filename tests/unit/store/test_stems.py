"""Words as full text finds them."""

from kawat.store import stems


def test_what_is_remembered_of_words_stays_small(monkeypatch):
    """A word that comes again is remembered, however many come once; stems do not depend on that."""
    monkeypatch.setattr(stems, "_MOST", 50)
    monkeypatch.setattr(stems, "_recent", {})
    monkeypatch.setattr(stems, "_older", {})
    letters = "bcdfghjklm"
    rare = [f"kata{one}{two}{three}" for one in letters for two in letters for three in letters]
    asked = []

    class Stemmer:
        def stem(self, word):
            asked.append(word)
            return word[:4]

    monkeypatch.setattr(stems, "_stemmer", Stemmer)
    for word in rare:
        assert (stems.stem(word), stems.stem("Penolakan"), stems.stem("31")) == ("kata", "peno", "31")
        assert len(stems._recent) + len(stems._older) <= 100
    assert asked.count("penolakan") == 1
    assert len(asked) == 1_001


def test_stems_are_those_of_the_library():
    """Every hundredth word of the dictionary with the prefixes and suffixes of Indonesian, real words or not."""
    from Sastrawi.Dictionary.ArrayDictionary import ArrayDictionary
    from Sastrawi.Stemmer.Stemmer import Stemmer
    from Sastrawi.Stemmer.StemmerFactory import StemmerFactory

    known = sorted(StemmerFactory().get_words())
    library = Stemmer(ArrayDictionary(known))
    before = ("", "di", "ke", "se", "ber", "be", "ter", "me", "mem", "men", "meng", "pe", "pen", "per", "memper", "ku")
    after = ("", "kan", "i", "an", "nya", "annya", "kanlah", "isasi")
    made = [one + word + other for word in known[::100] for one in before for other in after]
    words = [word for word in (*made, "pelukan", "percikan", "petekan") if stems._AFFIXABLE.fullmatch(word)]
    quick = stems._stemmer()

    assert len(words) > 30_000
    assert [(word, quick.stem(word)) for word in words] == [(word, library.stem(word)) for word in words]
