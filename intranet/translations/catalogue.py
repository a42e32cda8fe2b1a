"""Reads, compiles and checks the .po files of each language; it decides nothing about who reads which."""

from __future__ import annotations

import io
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.checkers import checkers
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from babel.support import NullTranslations, Translations

FOLDER = Path(__file__).parent
SOURCE = "en"

Key = tuple[str | None, str]


def po_file(language: str) -> Path:
    return FOLDER / language / "LC_MESSAGES" / "messages.po"


def languages() -> tuple[str, ...]:
    """English, which needs no file, and every language that has one."""
    return (SOURCE, *sorted(path.parent.parent.name for path in FOLDER.glob("*/LC_MESSAGES/messages.po")))


def read(language: str) -> Catalog:
    with po_file(language).open("rb") as file:
        return read_po(file, locale=language)


@cache
def compiled(language: str) -> NullTranslations:
    """The translations of a language, compiled in memory: no binary lies in the checkout or the wheel."""
    if not po_file(language).exists():
        return NullTranslations()
    binary = io.BytesIO()
    write_mo(binary, _catalogue(language))
    binary.seek(0)
    return Translations(binary)


def write(language: str, catalog: Catalog) -> None:
    path = po_file(language)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_po(file, catalog, width=110, sort_output=True, ignore_obsolete=True, include_lineno=False)


def key(message: Message) -> Key:
    """What tells one message from another: its context and its English words."""
    return message.context, message.id if isinstance(message.id, str) else message.id[0]


def sentences(catalog: Catalog) -> Iterator[Message]:
    """The catalogue's messages without its header."""
    return (message for message in catalog if message.id)


def untranslated(language: str) -> tuple[Key, ...]:
    return tuple(key(message) for message in sentences(read(language)) if not _is_whole(message))


def same_as_english(language: str) -> tuple[Key, ...]:
    """Translations that equal the English: each must stand on the written list, or somebody forgot it."""
    return tuple(key(message) for message in sentences(read(language)) if message.string == message.id)


def faults(language: str) -> tuple[str, ...]:
    """Translations whose %(placeholders)s or plural forms are not those of the English."""
    catalog = read(language)
    found = []
    for message in sentences(catalog):
        for check in checkers:
            try:
                check(catalog, message)
            except Exception as error:  # noqa: BLE001 - Babel's checkers raise TranslationError and ValueError alike
                found.append(f"{key(message)[1]}: {error}")
    return tuple(found)


def has(context: str | None, msgid: str, language: str) -> bool:
    """Whether a word has a translation; English always has."""
    if language == SOURCE:
        return True
    message = _catalogue(language).get(msgid, context)
    return message is not None and _is_whole(message)


@cache
def _catalogue(language: str) -> Catalog:
    return read(language)


def _is_whole(message: Message) -> bool:
    strings = message.string if isinstance(message.string, (tuple, list)) else (message.string,)
    return not message.fuzzy and all(strings)
