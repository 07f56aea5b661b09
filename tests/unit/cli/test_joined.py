"""Commands that other distributions add by entry points."""

import sys

import click
import pytest

from kawat.cli import GROUP, OFFERED, cli, main


def ran(arguments, capsys):
    with pytest.raises(SystemExit) as end:
        main(arguments)
    out, err = capsys.readouterr()
    return end.value.code or 0, out, err


@pytest.fixture
def alone(monkeypatch):
    """No other distribution is installed."""
    monkeypatch.setattr("importlib.metadata.entry_points", lambda **_: ())
    monkeypatch.setattr(sys, "path", [])


@pytest.fixture
def beside(tmp_path, monkeypatch):
    """Another distribution is installed, with the command `train` and one that kawat never heard of."""
    info = tmp_path / "other-1.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: other\nVersion: 1\n")
    told = (
        f"[console_scripts]\nother = other:main\n\n[{GROUP}]\ntrain = other_commands:train\nodd = other_commands:odd\n"
    )
    (info / "entry_points.txt").write_text(f"{told}\n[zzz]\nlast = x:y\n")
    (tmp_path / "other_commands.py").write_text(
        "import click\n@click.command('train')\ndef train():\n    click.echo('trained')\nodd = train\n"
    )
    monkeypatch.syspath_prepend(tmp_path)


def test_what_is_not_installed_is_not_listed(alone, capsys):
    out = ran(["--help"], capsys)[1]

    assert "  doctor" in out
    assert [name for name in OFFERED if f"\n  {name} " in out] == []


@pytest.mark.parametrize("name", OFFERED)
def test_what_is_not_installed_says_how_to_install_it(name, alone, capsys):
    status, _, err = ran([name, "x"], capsys)

    assert status == 2
    assert f"{name} is not installed" in err
    assert f"pip install {OFFERED[name][0]}" in err


def test_what_is_installed_is_listed_without_loading_it(beside, capsys):
    out = ran(["--help"], capsys)[1]

    listed = [" ".join(line.split()) for line in out.splitlines()]
    assert f"train {OFFERED['train'][1]}" in listed
    assert "odd From other_commands:odd." in listed
    assert "last" not in out
    assert "other_commands" not in sys.modules


def test_what_is_installed_runs(beside, capsys):
    assert ran(["train"], capsys)[:2] == (0, "trained\n")
    sys.modules.pop("other_commands")


def test_completion_loads_nothing(beside):
    context = click.Context(cli, resilient_parsing=True)

    assert cli.get_command(context, "train").short_help == OFFERED["train"][1]
    assert cli.get_command(context, "nothing") is None
    assert "other_commands" not in sys.modules
