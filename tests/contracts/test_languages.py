"""A language is a folder: no code that reads names one."""

import ast
from pathlib import Path

import kawat
from kawat.knowledge.files import languages

PACKAGE = Path(kawat.__file__).parent


def named(room: str, codes: set[str]):
    """Each place in the room's code where one of the codes stands as a word of its own."""
    for path in sorted((PACKAGE / room).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and node.value in codes:
                yield f"{path.relative_to(PACKAGE)}:{node.lineno}"


def test_no_stage_names_a_language():
    assert [*named("extract", set(languages()))] == []


def test_no_knowledge_loader_names_a_language():
    assert [*named("knowledge", set(languages()) - {"id"})] == []  # "id" is also the key of a rule
