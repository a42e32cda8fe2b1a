"""A Babel extractor for workflow.yaml: each sentence for people, with the workflow's key as its gettext context."""

from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import IO

from intranet.engine.shape import is_words
from intranet.engine.source import Source, parse

Message = tuple[int, str, tuple[str, str], list[str]]


def extract_workflow(
    fileobj: IO[bytes],
    keywords: Collection[str] = (),  # noqa: ARG001 - Babel calls it so
    comment_tags: Collection[str] = (),  # noqa: ARG001
    options: Mapping[str, str] | None = None,
) -> Iterator[Message]:
    """Yields (line, "pgettext", (context, sentence), comments).

    The context is the name of the file's folder; where `fileobj` has no name, `options` must give it as "key".
    Raises ValueError for a file that is not YAML, so that no catalogue silently loses its sentences.
    """
    file = Path(str(getattr(fileobj, "name", "workflow.yaml")))
    key = (options or {}).get("key") or file.parent.name
    source: Source = parse(file, fileobj.read().decode("utf-8"))
    if source.problems:
        raise ValueError("\n".join(str(problem) for problem in source.problems))
    for path, word in source.words.items():
        if is_words(path):
            yield word.line, "pgettext", (key, word.text), []
