"""`make i18n`: brings every .po file up to date with the sentences in code, templates and workflows."""

from __future__ import annotations

import sys
from pathlib import Path

from intranet.translations import catalogue
from intranet.translations.extraction import every_sentence


def refresh(root: Path) -> None:
    """New sentences are added untranslated, vanished ones leave; nothing is guessed, so nothing is fuzzy."""
    found = every_sentence(root)
    for language in catalogue.languages():
        if language == catalogue.SOURCE:
            continue
        catalog = catalogue.read(language)
        catalog.update(found, no_fuzzy_matching=True, update_creation_date=False)
        catalogue.write(language, catalog)
        sys.stdout.write(
            f"{language}: {len(catalogue.untranslated(language))} of {len(catalog)} without words\n"
        )


if __name__ == "__main__":
    refresh(Path(__file__).parents[2])
