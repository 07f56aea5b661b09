"""A base of a few kilobytes and a few annotated texts, so that training can be tried in a second."""

import json
from pathlib import Path

import torch

from kawat.extract.encoder.pieces import Vocabulary
from kawat_training.base import Sizes
from kawat_training.encoder import Encoder
from kawat_training.start import Base, save_base

ROOT = Path(__file__).parents[2]
SAMPLES = ("hanoi", "ipoh", "suva")
LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.,\"'()-"
SENTENCES = """\
@ x-1 id
Menteri Luar Negeri Narvia menolak permintaan Oskara untuk membuka perbatasan.
event REJECT occurred | menolak | Menteri Luar Negeri Narvia | Oskara
commit refusal | membuka perbatasan | Menteri Luar Negeri Narvia | Oskara

@ x-2 id
Narvia menuduh Oskara melanggar gencatan senjata.
event ACCUSE occurred | menuduh | Narvia | Oskara
name country | Narvia

@ x-3 en
Narvia threatened to close its ports on Monday.
event THREATEN occurred | threatened | Narvia
time DATE XXXX | Monday
"""


def vocabulary() -> Vocabulary:
    words = ("▁menolak", "▁menuduh", "▁Narvia", "▁Oskara", "▁yang", "▁the")
    pieces = ("<s>", "<pad>", "</s>", "<unk>", "▁", *words, *LETTERS)
    scores = (0.0, 0.0, 0.0, 0.0, -4.0, *(-6.0 for _ in words), *(-8.0 for _ in LETTERS))
    return Vocabulary(pieces, scores, {9: " "}, start=0, end=2, pad=1, unknown=3)


def tiny_base(layers=2) -> Base:
    torch.manual_seed(3)
    voc = vocabulary()
    sizes = Sizes(8, layers, 2, 16, len(voc.pieces), 512, 1e-12)
    encoder = Encoder(sizes, 0.0)
    return Base("tiny", sizes, voc, {name: value.numpy() for name, value in encoder.state_dict().items()})


def write_base(path: Path) -> Path:
    save_base(tiny_base(), path)
    return path


def write_articles(folder: Path, names=SAMPLES) -> Path:
    folder.mkdir()
    rows = []
    gold = (ROOT / "samples" / "gold.jsonl").read_text(encoding="utf-8").splitlines()
    gold = [line for line in gold if json.loads(line)["article"] in names]
    for name in names:
        row = json.loads((ROOT / "samples" / "articles" / f"{name}.json").read_text(encoding="utf-8"))
        rows.append(json.dumps({**row, "id": name}))
    (folder / "corpus.jsonl").write_text("\n".join(rows) + "\n", encoding="utf-8")
    (folder / "gold.jsonl").write_text("\n".join(gold) + "\n", encoding="utf-8")
    return folder


def write_sentences(path: Path) -> Path:
    path.write_text(SENTENCES, encoding="utf-8")
    return path
