import shutil

from kawat.knowledge.files import DATA
from kawat.run import health


def test_a_sound_installation_lacks_nothing_that_it_needs():
    found = {check.name: check for check in health.checks()}

    assert all(check.fine or check.optional for check in found.values())
    assert {"kawat", "python", "msgspec", "knowledge", "language id", "language ms", "language en"} <= found.keys()
    assert found["model"].found == "none installed: reads by rules alone"


def test_a_missing_library_says_how_to_mend_it(monkeypatch):
    monkeypatch.setattr(health, "_version", lambda name: None if name == "rich" else "1.0")

    (broken,) = [check for check in health.checks() if not check.fine]
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

    broken = [check for check in health.checks(tmp_path / "data") if not check.fine]
    assert "language id" in [check.name for check in broken]
    assert "language.toml" in broken[0].found
