"""What axe finds on a page: one line for each rule and element, none when all is well."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from playwright.sync_api import Page

VENDOR = Path(__file__).resolve().parent.parent / "vendor"


@cache
def _axe() -> str:
    return next(VENDOR.glob("axe-*.min.js")).read_text("utf-8")


def findings(page: Page, *, colours_alone: bool = False) -> list[str]:
    """Every rule axe has, or those about colours, for the other theme of a page that was looked at already.

    The script comes by way of the debugger, past the page's own policy.
    """
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(_axe())
    options: dict[str, object] = {"resultTypes": ["violations"]}
    if colours_alone:
        options["runOnly"] = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}
    result = page.evaluate("(options) => axe.run(document, options)", options)
    return [
        f"{violation['id']}: {violation['help']} at {' '.join(map(str, node['target']))}"
        for violation in result["violations"]
        for node in violation["nodes"]
    ]
