import shutil
from pathlib import Path

import pytest

from kawat.extract.encoder.folder import ENCODER
from kawat.extract.encoder.onnx import open_model
from kawat.knowledge.files import DATA
from kawat.run import health
from tests.tools.tiny_model import write_tiny


def test_a_sound_installation_lacks_nothing_that_it_needs():
    found = {check.name: check for check in health.checks()}

    assert all(check.fine or check.optional for check in found.values())
    assert {"kawat", "python", "msgspec", "knowledge", "language id", "language ms", "language en"} <= found.keys()
    assert "model" in found


def test_a_missing_library_says_how_to_mend_it(monkeypatch):
    monkeypatch.setattr(health, "_version", lambda name: None if name == "rich" else "1.0")

    (broken,) = [check for check in health.checks() if not check.fine and not check.optional]
    assert (broken.name, broken.found) == ("rich", "not installed")
    assert "install" in broken.mend


def test_missing_data_frames_are_no_fault(monkeypatch):
    monkeypatch.setattr(health, "find_spec", lambda name: None)

    (frames,) = [check for check in health.checks() if check.name == "frames"]
    assert frames.optional
    assert "kawat[frames]" in frames.mend


def test_a_broken_knowledge_file_is_named(tmp_path):
    shutil.copytree(DATA, tmp_path / "data")
    (tmp_path / "data" / "id" / "language.toml").write_text('code = "id"\nnmae = "Indonesian"\n')

    broken = [check for check in health.checks((tmp_path / "data",)) if not check.fine]
    assert "language id" in [check.name for check in broken]
    assert "language.toml" in broken[0].found


def model_check(monkeypatch, folder, opened):
    monkeypatch.setattr(health, "installed_folder", lambda: folder)
    monkeypatch.setattr(health, "open_model", opened)
    (check,) = [check for check in health.checks() if check.name == "model"]
    return check


@pytest.mark.parametrize(("folder", "told"), [(None, "none installed"), (Path("x"), "installed without its files (x)")])
def test_reading_does_without_a_model(monkeypatch, folder, told):
    check = model_check(monkeypatch, folder, lambda _: None)

    assert check.found == f"{told}: reads by rules alone"
    assert check.optional
    assert "kawat-model" in check.mend


def test_an_installed_model_is_named_with_its_place(monkeypatch, tmp_path):
    model = open_model(write_tiny(tmp_path))
    check = model_check(monkeypatch, tmp_path, lambda _: model)

    assert check.fine
    assert check.found == f"tiny 1 {model.digest} in {tmp_path}"


def test_a_broken_model_is_a_fault_that_names_the_file(monkeypatch, tmp_path):
    (write_tiny(tmp_path) / ENCODER).write_bytes(b"")

    check = model_check(monkeypatch, tmp_path, lambda _: open_model(tmp_path))
    assert not check.fine
    assert not check.optional
    assert check.found.startswith(f"{tmp_path / ENCODER}: 0 bytes")
