"""A workflow's states and steps as a Mermaid diagram in text; drawing one on a page is not done here."""

from intranet.engine.definition import Workflow

_ENTITIES = {'"': "#quot;", ";": "#59;", ":": "#58;", "{": "#123;", "}": "#125;"}
_RESERVED = {"class", "direction", "end", "note", "state"}


def mermaid(workflow: Workflow) -> str:
    """The diagram, states and steps in the order of the file; what the system does says so."""
    lines = ["stateDiagram-v2"]
    lines += [f'    state "{_said(state.label)}" as {_id(key)}' for key, state in workflow.states.items()]
    for step in workflow.transitions.values():
        label = f"{step.label} (by itself)" if step.by_system else step.label
        sources = [_id(state) for state in step.from_] or ["[*]"]
        lines += [f"    {source} --> {_id(step.to)} : {_said(label)}" for source in sources]
    lines += [f"    {_id(key)} --> [*]" for key, state in workflow.states.items() if state.end]
    return "\n".join(lines) + "\n"


def _id(key: str) -> str:
    return f"{key}_" if key in _RESERVED else key


def _said(words: str) -> str:
    return "".join(_ENTITIES.get(letter, letter) for letter in words)
