"""What read is named by its code and its knowledge."""

import re

from kawat.extract.engine import load_engine
from kawat.knowledge.load import fingerprint
from tests.tools.tiny_model import write_tiny


def test_an_engine_names_its_code_and_its_knowledge():
    read_by = load_engine(model=None).fingerprint
    assert re.fullmatch(r"kawat \S+ code [0-9a-f]{10} knowledge [0-9a-f]{10} rules", read_by)


def test_an_engine_names_its_model(tmp_path):
    engine = load_engine(model=write_tiny(tmp_path))
    assert re.fullmatch(r"kawat .* knowledge [0-9a-f]{10} model tiny 1 [0-9a-f]{10}", engine.fingerprint)
    assert engine.model.decoding == {"event": 0.5}
    assert load_engine(model=None).model is None


def test_a_model_is_opened_once(tmp_path):
    folder = write_tiny(tmp_path)
    assert load_engine(model=folder).model is load_engine(limit=100, model=folder).model


def test_a_changed_a_renamed_and_a_new_file_each_change_the_fingerprint(tmp_path):
    (tmp_path / "a.tsv").write_text("kata\n")
    seen = [fingerprint(tmp_path, "**/*")]
    (tmp_path / "a.tsv").write_text("ujar\n")
    seen.append(fingerprint(tmp_path, "**/*"))
    (tmp_path / "a.tsv").rename(tmp_path / "b.tsv")
    seen.append(fingerprint(tmp_path, "**/*"))
    (tmp_path / "c").mkdir()
    (tmp_path / "c" / "d.toml").write_text("")
    seen.append(fingerprint(tmp_path, "**/*"))
    assert len(set(seen)) == 4


def test_files_that_no_pattern_names_leave_the_fingerprint_alone(tmp_path):
    (tmp_path / "a.py").write_text("x = 1\n")
    before = fingerprint(tmp_path, "*.py")
    (tmp_path / "a.pyc").write_text("compiled")
    assert fingerprint(tmp_path, "*.py") == before
