import re
import shlex
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import click
import pytest

import kawat
from kawat import api
from kawat.cli import COMMANDS, cli, main
from tests.tools.small import ingest

ROOT = Path(__file__).parents[3]
# CPU seconds: the promise is 0.150; the rest is room for a machine that is busy while it tests
HELP_CPU, ROOM = 0.150, 2.0

MEASURE = """
import resource, subprocess, sys
before = resource.getrusage(resource.RUSAGE_CHILDREN)
subprocess.run([sys.executable, "-m", "kawat", "--help"], stdout=subprocess.DEVNULL, check=True)
after = resource.getrusage(resource.RUSAGE_CHILDREN)
print(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
"""


def ran(arguments, capsys) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as end:
        main(arguments)
    out, err = capsys.readouterr()
    return end.value.code or 0, out, err


def test_help_names_every_command(capsys):
    status, out, _ = ran(["--help"], capsys)

    assert status == 0
    for name in COMMANDS:
        assert f"\n  {name} " in out


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_shows_an_example(name, capsys):
    status, out, _ = ran([name, "--help"], capsys)

    assert status == 0
    assert f"Example: kawat {name}" in " ".join(out.split())


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A folder as people have it: samples, and a record of them."""
    here = tmp_path_factory.mktemp("examples")
    for name in ("samples", "eval"):
        (here / name).symlink_to(ROOT / name)
    ingest(here / "record", ROOT / "samples" / "articles", batch=64)
    api.link_record(here / "record")
    return here


@pytest.mark.parametrize("name", [name for name in COMMANDS if name != "serve"])  # it goes on: see unit/web
def test_the_example_of_a_command_runs_as_printed(name, folder, capsys, monkeypatch):
    help_text = " ".join(ran([name, "--help"], capsys)[1].split())
    example = re.search(r"Example: kawat (.*?)(?= Options:|$)", help_text).group(1)
    monkeypatch.chdir(folder)

    status, out, err = ran(shlex.split(example), capsys)

    assert status == 0, err
    assert out


@pytest.mark.parametrize("name", COMMANDS)
def test_the_table_leads_to_a_command_of_that_name(name):
    module, _, attribute = COMMANDS[name][0].partition(":")
    command = getattr(import_module(module), attribute)

    assert isinstance(command, click.Command)
    assert command.name == name


def test_help_costs_little():
    took = min(
        float(subprocess.run([sys.executable, "-c", MEASURE], capture_output=True, check=True).stdout) for _ in range(3)
    )

    assert took <= HELP_CPU * ROOM


def test_help_loads_nothing_heavy():
    look = (
        "import sys\nfrom kawat.cli import main\ntry: main(['--help'])\nexcept SystemExit: pass\n"
        "print('LOADED', *sorted({m.split('.')[0] for m in sys.modules} & {'rich', 'msgspec', 'resiliparse', 'numpy', 'pyarrow', 'duckdb', 'sqlite3'}),"
        " *[m for m in sys.modules if m.startswith('kawat.') and m != 'kawat.cli'])"
    )
    out = subprocess.run([sys.executable, "-c", look], capture_output=True, text=True, check=True).stdout

    assert out.splitlines()[-1] == "LOADED"


@pytest.mark.parametrize("name", ["read", "who", "ingest"])
def test_help_of_a_command_does_not_load_what_keeps_records(name):
    look = (
        "import sys\nfrom kawat.cli import main\n"
        f"try: main(['{name}', '--help'])\nexcept SystemExit: pass\n"
        "print('LOADED', *sorted({m.split('.')[0] for m in sys.modules} & {'pyarrow', 'duckdb', 'sqlite3', 'Sastrawi'}))"
    )
    out = subprocess.run([sys.executable, "-c", look], capture_output=True, text=True, check=True).stdout

    assert out.splitlines()[-1] == "LOADED"


def test_the_version_is_told(capsys):
    assert ran(["--version"], capsys)[1] == f"kawat {kawat.__version__}\n"


def test_an_unknown_command_is_wrong_usage(capsys):
    status, _, err = ran(["reed"], capsys)

    assert status == 2
    assert "No such command 'reed'" in err


def test_no_command_shows_help(capsys):
    status, _, err = ran([], capsys)

    assert status == 2
    assert "Commands:" in err


def test_the_reference_page_names_every_command_and_option():
    page = (ROOT / "docs" / "reference" / "cli.md").read_text(encoding="utf-8")
    for name in COMMANDS:
        assert f"## kawat {name}" in page
        command = cli.get_command(click.Context(cli), name)
        for parameter in command.params:
            for option in parameter.opts if isinstance(parameter, click.Option) else ():
                assert f"`{option}" in page, f"{name} {option}"
