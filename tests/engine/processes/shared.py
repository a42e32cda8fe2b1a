"""What the stand-in processes share: a rule imported as `workflows.shared`, wherever the folder lies."""

from intranet.engine.rules import Context, Refusal, guard
from intranet.engine.text import Text


@guard(relies_on=("roles",))
def has_district(context: Context) -> Refusal | None:
    if context.unit_id is not None:
        return None
    return Refusal("has_district", Text("The town belongs to no district yet."), mender="staff")
