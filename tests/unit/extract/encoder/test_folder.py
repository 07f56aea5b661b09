import json

import pytest

from kawat.errors import ModelError
from kawat.extract.encoder.folder import ENCODER, MANIFEST, PIECES, read_file, read_manifest, write_model
from kawat.extract.encoder.onnx import open_model
from tests.tools.tiny_model import manifest, write_tiny


@pytest.fixture
def folder(tmp_path):
    return write_tiny(tmp_path / "model")


def changed(folder, **keys):
    """The folder, with other values in its model.json."""
    path = folder / MANIFEST
    path.write_text(json.dumps(json.loads(path.read_text(encoding="utf-8")) | keys), encoding="utf-8")
    return folder


def fault(folder):
    with pytest.raises(ModelError) as raised:
        open_model(folder)
    return str(raised.value)


def test_what_is_written_is_read(folder):
    found, digest = read_manifest(folder)
    assert (found.name, found.version, found.window, found.decoding) == ("tiny", "1", 40, {"event": 0.5})
    assert read_file(folder, found, PIECES) == (folder / PIECES).read_bytes()
    assert len(digest) == 10


def test_the_same_model_has_the_same_digest_and_another_has_another(tmp_path):
    one, two, three = (tmp_path / name for name in "abc")
    for folder in (one, two, three):
        write_tiny(folder)
    changed(three, decoding={"event": 0.6})
    assert read_manifest(one)[1] == read_manifest(two)[1] != read_manifest(three)[1]


def test_a_folder_written_again_names_its_new_files_alone(folder):
    write_model(folder, manifest(), {"pieces.json": b"{}"})
    assert set(read_manifest(folder)[0].files) == {"pieces.json"}


@pytest.mark.parametrize("name", [MANIFEST, ENCODER, PIECES])
def test_a_missing_file_is_named(folder, name):
    (folder / name).unlink()
    told = fault(folder)
    assert told.startswith(f"{folder / name}: cannot be opened (No such file or directory)")
    assert "install kawat-model again" in told


@pytest.mark.parametrize("name", [ENCODER, PIECES])
def test_a_file_cut_short_is_named_with_both_sizes(folder, name):
    whole = (folder / name).read_bytes()
    (folder / name).write_bytes(whole[:-1])
    told = fault(folder)
    assert told.startswith(f"{folder / name}: {len(whole) - 1} bytes; model.json says {len(whole)}")
    assert "damaged" in told


@pytest.mark.parametrize("name", [ENCODER, PIECES])
def test_one_changed_byte_is_seen(folder, name):
    data = bytearray((folder / name).read_bytes())
    data[len(data) // 2] ^= 1
    (folder / name).write_bytes(data)
    assert fault(folder).startswith(f"{folder / name}: its SHA-256 begins ")


@pytest.mark.parametrize("text", ["", "not json", "[]", '{"format": "one"}', '{"name": "tiny"}', '{"format": 1}'])
def test_another_file_than_a_manifest_is_named(folder, text):
    (folder / MANIFEST).write_text(text, encoding="utf-8")
    told = fault(folder)
    assert told.startswith(f"{folder / MANIFEST}: ")
    assert "--model none" in told


def test_bytes_that_are_no_text_are_named(folder):
    (folder / MANIFEST).write_bytes(b"\xff\xfe\x00")
    assert fault(folder).startswith(f"{folder / MANIFEST}: ")


def test_a_newer_format_asks_for_a_newer_kawat(folder):
    (folder / MANIFEST).write_text('{"format": 2, "nothing": "else is known"}', encoding="utf-8")
    told = fault(folder)
    assert told == (
        f"{folder / MANIFEST}: format 2; this Kawat reads format 1: upgrade kawat, or take an older kawat-model"
    )


def test_an_older_format_asks_for_a_newer_model(folder):
    assert fault(changed(folder, format=0)).endswith("upgrade kawat-model")


def test_other_labels_are_named(folder):
    heads = manifest().heads
    told = fault(changed(folder, heads=heads | {"name": ("O", "B-person")}))
    assert told.startswith(f"{folder / MANIFEST}: heads differ from those of this Kawat")
    assert "the model has ('name', ('O', 'B-person')), Kawat has ('name', ('O', 'B-person', 'I-person'" in told


def test_labels_in_another_order_are_other_labels(folder):
    heads = manifest().heads
    assert "heads differ" in fault(changed(folder, heads=dict(reversed(heads.items()))))


def test_missing_links_are_named(folder):
    told = fault(changed(folder, links=manifest().links[:-1]))
    assert "links differ" in told
    assert "the model has nothing, Kawat has condition" in told


def test_other_features_are_named(folder):
    assert "features differ" in fault(changed(folder, features=manifest().features | {"mood": ("good",)}))


def test_a_window_too_small_for_a_word_is_named(folder):
    assert "window is 10 pieces; expected 18 or more" in fault(changed(folder, window=10))


def test_a_file_that_is_not_listed_is_named(folder):
    assert fault(changed(folder, files={})).startswith(f"{folder / MANIFEST}: names no file pieces.json")
