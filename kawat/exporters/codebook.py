"""The codebook as Markdown, whole or entry by entry."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from kawat.exporters.interface import Words, words_for

if TYPE_CHECKING:
    from kawat.knowledge.codebook import Codebook, Entry, Layer, Text

_LAYERS: tuple[Layer, ...] = ("type", "mode", "status", "commitment", "polarity")


def overview(book: Codebook, interface: str | None = None) -> str:
    """Version, and each code with its definition."""
    words = words_for(None, interface)
    return _joined(_overview(book, words))


def some(book: Codebook, found: Iterable[Entry], interface: str | None = None) -> str:
    """Some entries; a type with the definitions of its modes."""
    words = words_for(None, interface)
    parts = [part for entry in found for part in (*_entry(book, entry, words, "#"), *_modes(book, entry, words))]
    return _joined(parts)


def page(book: Codebook, interface: str | None = None) -> str:
    """The whole codebook: sections, all entries, versions."""
    words = words_for(None, interface)
    return _joined(_page(book, words))


def _overview(book: Codebook, words: Words) -> Iterator[str]:
    """The lists of the overview."""
    yield _title(book, words)
    for layer in _LAYERS:
        own = [entry for entry in book.entries if entry.layer == layer]
        yield f"## {words[f'codebook_{layer}']}"
        yield _definitions(own, words)


def _page(book: Codebook, words: Words) -> Iterator[str]:
    """The parts of the page."""
    yield f"<!-- {words['codebook_written']} -->"
    yield _title(book, words)
    for layer in _LAYERS:
        if layer == "mode":
            continue  # modes stand below their type
        yield from _sections(book, layer, words)
        yield f"## {words[f'codebook_{layer}']}"
        for entry in book.entries:
            if entry.layer == layer:
                yield from _entry(book, entry, words, "###")
                for mode in book.modes_of(entry.id) if layer == "type" else ():
                    yield from _entry(book, mode, words, "####")
    yield f"## {words['codebook_changes']}"
    yield _list(f"**{change.version}**: {change.text[words.code]}" for change in book.overview.change)


def _title(book: Codebook, words: Words) -> str:
    """The heading with the version."""
    return f"# {book.overview.title[words.code]}, {words['codebook_version']} {book.overview.version}"


def _sections(book: Codebook, layer: Layer, words: Words) -> Iterator[str]:
    """The text before a layer."""
    for section in book.overview.section:
        if section.before == layer:
            yield f"## {section.title[words.code]}"
            yield section.text[words.code].strip()


def _entry(book: Codebook, entry: Entry, words: Words, mark: str) -> Iterator[str]:
    """All that an entry says, below a heading of this mark."""
    yield f"{mark} {entry.name}{_word(entry, words)}"
    yield entry.definition[words.code]
    if values := _values(book, entry, words):
        yield values
    yield f"{words['codebook_examples']}:"
    yield _list(f"{example.text} → {_codes(example.shows)}" for example in entry.examples)
    yield from _remarks(words["codebook_borderline"], entry.borderline, words)
    yield from _remarks(words["codebook_differences"], entry.differences, words)
    yield from _remarks(words["codebook_limits"], entry.limits, words)


def _values(book: Codebook, entry: Entry, words: Words) -> str | None:
    """What the ontology says of a type or mode."""
    kind = book.types.get(entry.type or entry.id)
    if kind is None or entry.layer not in ("type", "mode"):
        return None
    modes = {mode.id: mode.intensity for mode in kind.modes}
    intensity = kind.intensity if entry.layer == "type" else modes.get(entry.id, kind.intensity)
    told = [kind.quad, f"{words['codebook_intensity']} {intensity:+.1f}"]
    if entry.layer == "type":
        told.append(words[f"codebook_recipients_{kind.recipients}"])
    return " · ".join(told)


def _modes(book: Codebook, entry: Entry, words: Words) -> Iterator[str]:
    """The modes of a type with their definitions."""
    modes = book.modes_of(entry.id) if entry.layer == "type" else ()
    if modes:
        yield f"{words['codebook_mode']}:"
        yield _definitions(modes, words)


def _definitions(entries: Iterable[Entry], words: Words) -> str:
    """A list of codes with their definitions."""
    return _list(f"**{entry.name}**{_word(entry, words)}: {entry.definition[words.code]}" for entry in entries)


def _remarks(title: str, remarks: tuple[Text, ...], words: Words) -> Iterator[str]:
    """A list below a title, nothing where it is empty."""
    if remarks:
        yield f"{title}:"
        yield _list(remark[words.code] for remark in remarks)


def _word(entry: Entry, words: Words) -> str:
    """What the interface calls the code, in brackets; nothing where that is the code itself."""
    names = {
        "type": words.type,
        "mode": words.event_mode,
        "status": words.status,
        "commitment": words.kind,
        "polarity": words.polarity,
    }
    word = names[entry.layer].get(entry.id, entry.id)
    return "" if word.casefold() == entry.id.casefold() else f" ({word})"


def _codes(shows: tuple[str, ...]) -> str:
    """What a sentence shows, as code."""
    return ", ".join(f"`{shown}`" for shown in shows)


def _list(lines: Iterable[str]) -> str:
    """A Markdown list."""
    return "\n".join(f"- {line}" for line in lines)


def _joined(parts: Iterable[str]) -> str:
    """Paragraphs with an empty line between, and a newline at the end."""
    return "\n\n".join(parts) + "\n"
