"""The same input gives the same bytes, whatever the machine's hash seed, clock zone, locale or order of files."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from tests.tools.golden import ARTICLES

SETTINGS = [
    {"PYTHONHASHSEED": "0", "TZ": "Asia/Jakarta", "LC_ALL": "C"},
    {"PYTHONHASHSEED": "4242", "TZ": "America/Los_Angeles", "LC_ALL": "C.UTF-8"},
]


def read_as(folder: Path, settings: dict[str, str]) -> bytes:
    """What `kawat read` writes for the articles of a folder, in an environment with these settings."""
    command = [sys.executable, "-m", "kawat", "read", str(folder), "--format", "jsonl"]
    done = subprocess.run(command, env=os.environ | settings, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout


def test_samples_read_alike_whatever_the_environment():
    first, second = (read_as(ARTICLES, settings) for settings in SETTINGS)
    assert first == second


def test_an_article_reads_alike_alone_and_among_others(tmp_path):
    shutil.copy(ARTICLES / "yerevan.json", tmp_path)
    (alone,) = read_as(tmp_path, SETTINGS[0]).splitlines()
    assert alone in read_as(ARTICLES, SETTINGS[1]).splitlines()
