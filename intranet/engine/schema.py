"""The JSON Schema of a workflow.yaml, for editors; the proofs of `proof` say far more than a schema can."""

import json

from intranet.engine.definition import Definition


def schema() -> str:
    """The schema as text, the same for the same models."""
    described = Definition.model_json_schema(by_alias=True)
    described["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    described["title"] = "workflow.yaml"
    return json.dumps(described, indent=2, sort_keys=True, ensure_ascii=False) + "\n"
