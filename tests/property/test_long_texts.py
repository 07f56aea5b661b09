"""Long and odd texts are read in time proportional to their length: far under a second for each 10,000 characters."""

import time

import pytest

import kawat

LENGTH = 60_000
SECONDS = 10.0
ODD = {
    "one sentence": "Menteri Luar Negeri Armenia mengatakan pada Jumat (21/5) bahwa Azerbaijan menolak tuntutan itu, ",
    "quotations": '"Ya," kata dia. ',
    "marks that open": '"kata ',
    "brackets": "(",
    "digits": "12/",
    "offices": "Menteri Luar Negeri Iran ",
    "conditions": "jika Iran akan ",
    "cues": "kata ",
    "one word": "a" * 1000,
    "short lines": "kataa\n",
    "joined names": "Iran dan ",
    "dates": "Jumat (12/6) lalu ",
    "contradictory dates": "Senin (31/2/2025), besok, 5 Mei 2023 lalu, Iran menyerang. ",
    "no full stop": "Presiden Iran mengatakan akan menyerang Israel jika Amerika menolak dan ",
    "no capitals": "presiden iran mengatakan akan menyerang israel, kata dia. ",
    "glued without capitals": "olehiran dariafp katatrump ",
    "links without capitals": "baca juga: ",
    "entities": "&quot;Kami siap,&quot; kata dia. ",
    "two small signs": "''",
    "unclosed paragraphs": '"Kami siap, bukan begitu.\n',
}


@pytest.mark.parametrize("piece", ODD.values(), ids=ODD)
def test_a_long_odd_text_is_read_soon(piece):
    text = (piece * (LENGTH // len(piece) + 1))[:LENGTH]
    start = time.process_time()
    kawat.read_text(text, language="id", published="2021-05-21", model=None)
    assert time.process_time() - start < SECONDS


def seconds(piece, length):
    """CPU seconds for a text of so many characters."""
    text = (piece * (length // len(piece) + 1))[:length]
    start = time.process_time()
    kawat.read_text(text, language="id", published="2021-05-21", model=None)
    return time.process_time() - start


def least(piece, length):
    """The shorter of two readings' CPU seconds: the garbage of other tests is collected in one of them."""
    return min(seconds(piece, length) for _ in range(2))


REPEATED = ["akan ", "harus ", "siap ", "akan untuk ", "tidak akan ", "menolak tuntutan ", "akan besok ", "jika akan "]


@pytest.mark.parametrize("word", REPEATED)
def test_words_that_bind_four_thousand_times_over_are_read_soon(word):
    assert seconds(word, 4000 * len(word)) < 4.0


@pytest.mark.parametrize("word", ["akan ", "siap "])
def test_words_that_bind_take_time_in_proportion(word):
    times = [least(word, count * len(word)) for count in (2_000, 8_000)]
    assert times[1] < 8 * times[0] + 0.2


@pytest.mark.parametrize("name", ["no full stop", "no capitals", "entities", "unclosed paragraphs", "marks that open"])
def test_twice_the_text_takes_about_twice_the_time(name):
    times = [least(ODD[name], length) for length in (10_000, 40_000)]
    assert times[1] < 8 * times[0] + 0.2


def test_200_000_characters_without_a_full_stop_are_read_soon():
    assert seconds(ODD["no full stop"], 200_000) < 3 * SECONDS


@pytest.mark.parametrize("piece", ["quotations", "cues", "one word"])
def test_a_model_reads_a_long_odd_text_in_proportion_too(piece):
    text = (ODD[piece] * (LENGTH // len(ODD[piece]) + 1))[:LENGTH]
    start = time.process_time()
    kawat.read_text(text, language="id", published="2021-05-21")
    assert time.process_time() - start < 6 * SECONDS
