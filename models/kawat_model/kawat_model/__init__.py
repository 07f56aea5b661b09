"""The encoder that Kawat reads with, as files in FOLDER. Without `model.json` there is no model in it."""

from pathlib import Path

FOLDER = Path(__file__).parent / "files"
