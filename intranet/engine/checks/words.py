"""Fields say what they ask and how long they are kept, and people read every sentence in their own language."""

from intranet.engine.checks.subject import Problems, Subject
from intranet.engine.problems import Problem
from intranet.engine.rules import EffectRule, rule_of
from intranet.engine.shape import is_words

_ABOUT_SOMEBODY = {"text", "paragraph", "person", "document"}
_LANGUAGES = {
    "da": "Danish",
    "de": "German",
    "en": "English",
    "fi": "Finnish",
    "nb": "Norwegian",
    "nn": "Nynorsk",
    "sv": "Swedish",
}


def asked_rightly(subject: Subject) -> Problems:
    """`of` stands where a kind needs it, as that kind needs it."""
    for key, field in subject.workflow.fields.items():
        at = ("fields", key)
        if field.kind == "choice" and not field.answers:
            yield subject.problem(
                f"{key} is a choice without answers", 'write of: {one: "One", two: "Two"}', *at
            )
        elif field.kind in ("document", "record") and not isinstance(field.of, str):
            yield subject.problem(
                f"{key} does not say which {field.kind} it asks for", "write of: and its name", *at
            )
        elif field.kind == "person" and field.answers:
            yield subject.problem(f"{key} is a person, not a choice", "write of: and a role", *at, "of")
        elif field.kind not in ("choice", "document", "record", "person") and field.of is not None:
            yield subject.problem(f"{key} is a {field.kind}, which has no 'of'", "take it away", *at, "of")


def keeping_stated(subject: Subject) -> Problems:
    for key, field in subject.workflow.fields.items():
        if field.kind in _ABOUT_SOMEBODY and field.keep is None:
            what = f"{key} can say who somebody is: how long is it kept?"
            yield subject.problem(what, "write keep: 90 days, or the name of a setting", "fields", key)


def every_language(subject: Subject) -> Problems:
    """Each sentence of the file and of its effects has words in every configured language but English, its own.

    A process of which no catalogue has a single word is another organisation's, in the one language it speaks.
    """
    key = subject.workflow.key
    lines: dict[str, int] = {}
    for path, word in subject.source.words.items():
        if is_words(path):
            lines.setdefault(word.text, word.line)
    if all(_missing(subject, key, text) == _others(subject) for text in lines):
        return
    for text, line in lines.items():
        yield from _untranslated(subject, key, text, Problem(subject.source.file, line, "", ""))
    for name in sorted({name for step in subject.workflow.transitions.values() for name in step.effects}):
        rule = rule_of(subject.rulebook.effects[name])
        if isinstance(rule, EffectRule):
            at = Problem(subject.rulebook.file, subject.rulebook.line(name), "", "")
            yield from _untranslated(subject, None, rule.says, at)


def _untranslated(subject: Subject, context: str | None, msgid: str, at: Problem) -> Problems:
    for language in _missing(subject, context, msgid):
        what = f'"{msgid}" has no {_LANGUAGES.get(language, language)} words'
        yield Problem(at.file, at.line, what, f"run make i18n, then write them in the catalogue '{language}'")


def _missing(subject: Subject, context: str | None, msgid: str) -> list[str]:
    translated = subject.settings.translated
    if translated is None:
        return []
    return [language for language in _others(subject) if not translated(context, msgid, language)]


def _others(subject: Subject) -> list[str]:
    return [language for language in subject.settings.languages if language != "en"]
