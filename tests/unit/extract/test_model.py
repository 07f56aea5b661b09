import importlib.metadata
from importlib.metadata import EntryPoint

import pytest

from kawat.errors import ModelError
from kawat.extract import model
from kawat.extract.model import find_model, installed_folder
from tests.tools.tiny_model import write_tiny


@pytest.fixture
def install(monkeypatch):
    """Makes folders the installed models."""

    def installed(*folders):
        points = []
        for number, folder in enumerate(folders):
            monkeypatch.setattr(model, f"folder_{number}", folder, raising=False)
            points.append(EntryPoint(str(number), f"kawat.extract.model:folder_{number}", "kawat.models"))
        monkeypatch.setattr(importlib.metadata, "entry_points", lambda group: points)

    return installed


def test_the_installed_model_is_found(install, tmp_path):
    install(write_tiny(tmp_path))
    assert installed_folder() == tmp_path
    assert find_model(None).name.startswith("tiny 1 ")


def test_without_an_installed_model_none_reads(install):
    install()
    assert installed_folder() is None
    assert find_model(None) is None


@pytest.mark.parametrize("name", ["there", "nowhere"])
def test_a_package_without_its_files_is_no_model(install, tmp_path, name):
    (tmp_path / "there").mkdir()
    install(tmp_path / name)
    assert find_model(None) is None


def test_a_damaged_model_is_not_passed_over(install, tmp_path):
    (write_tiny(tmp_path) / "encoder.onnx").unlink()
    install(tmp_path)
    with pytest.raises(ModelError, match=r"encoder\.onnx: cannot be opened .* install kawat-model again"):
        find_model(None)


def test_two_installed_models_are_one_too_many(install, tmp_path):
    install(tmp_path / "a", tmp_path / "b")
    with pytest.raises(ModelError, match=r"2 models are installed \(kawat.*folder_0, kawat.*folder_1\); .*uninstall"):
        find_model(None)


def test_a_named_folder_must_have_a_model(tmp_path):
    with pytest.raises(ModelError, match=r"model\.json: cannot be opened"):
        find_model(tmp_path)


def test_a_named_folder_takes_the_place_of_the_installed_model(install, tmp_path):
    install(tmp_path / "none")
    assert find_model(write_tiny(tmp_path / "mine")).name.startswith("tiny 1 ")
