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
}


@pytest.mark.parametrize("piece", ODD.values(), ids=ODD)
def test_a_long_odd_text_is_read_soon(piece):
    text = (piece * (LENGTH // len(piece) + 1))[:LENGTH]
    start = time.process_time()
    kawat.read_text(text, language="id", published="2021-05-21", model=None)
    assert time.process_time() - start < SECONDS


@pytest.mark.parametrize("piece", ["quotations", "cues", "one word"])
def test_a_model_reads_a_long_odd_text_in_proportion_too(piece):
    text = (ODD[piece] * (LENGTH // len(ODD[piece]) + 1))[:LENGTH]
    start = time.process_time()
    kawat.read_text(text, language="id", published="2021-05-21")
    assert time.process_time() - start < 6 * SECONDS
