"""`python -m bench`: every figure of design/performance.md, printed as a ratio beside its goal."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence

from bench import figures, http, step, worklist
from bench.databases import KINDS, NewDatabase, server
from bench.figures import Figure
from bench.measuring import Pair

PARTS = ("step", "worklist", "http")


def main() -> int:
    asked = _arguments()
    print(figures.HEAD)
    found = []
    for kind in asked.database:
        with server(kind) as new_database:
            for figure in _figures(kind, new_database, asked):
                print(figure.line(), flush=True)
                found.append(figure)
    return 0 if all(figure.bearable for figure in found) else 1


def _figures(kind: str, new_database: NewDatabase, asked: argparse.Namespace) -> Iterator[Figure]:
    if "step" in asked.part:
        pair = step.measured(new_database, asked.steps)
        yield Figure("one durable step", kind, pair.ratio, figures.STEP[kind], _told(pair))
        times = step.counted(new_database)
        what = "statements in it" if kind == "sqlite" else "round trips in it"
        yield Figure(what, kind, times, figures.STATEMENTS[kind])
    if "worklist" in asked.part:
        yield from _worklist(kind, new_database, asked.tasks, asked.pages)
    if "http" in asked.part:
        yield from _http(kind, new_database, asked)


def _worklist(kind: str, new_database: NewDatabase, sizes: Sequence[int], pages: int) -> Iterator[Figure]:
    taken = {}
    for size in sizes:
        pair = worklist.measured(new_database, size, pages)
        taken[size] = pair.ours
        yield Figure(f"worklist rows, {size:,} open tasks", kind, pair.ratio, figures.ROWS, _told(pair))
    if len(sizes) > 1:
        least, most = min(sizes), max(sizes)
        growth = taken[most] / taken[least]
        yield Figure(f"worklist rows, {most:,} beside {least:,}", kind, growth, figures.GROWTH)


def _http(kind: str, new_database: NewDatabase, asked: argparse.Namespace) -> Iterator[Figure]:
    load = http.measured(new_database, asked.pages, asked.completions)
    note = f"{load.page.ours:.0f} of {load.page.floor:.0f} pages a second, {http.CLIENTS} at once"
    yield Figure("worklist page over HTTP", kind, load.page.share, figures.PAGE_SHARE, note, at_least=True)
    done = load.completion
    note = f"{done.ours:.0f} of {done.floor:.0f} a second, {http.CLIENTS} at once"
    yield Figure(
        "completing a task over HTTP", kind, done.share, figures.COMPLETION_SHARE, note, at_least=True
    )
    yield Figure("  its 99th percentile", kind, done.late, figures.LATE)
    yield Figure("  lost or doubled", kind, float(load.wrong), 0.0)


def _told(pair: Pair) -> str:
    return f"{pair.ours * 1e6:,.0f} µs beside {pair.floor * 1e6:,.0f} µs"


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument(
        "--quick", action="store_true", help="small sizes: says whether it runs, not how fast"
    )
    parser.add_argument("--database", nargs="+", choices=KINDS, default=KINDS)
    parser.add_argument("--part", nargs="+", choices=PARTS, default=PARTS)
    parser.add_argument("--tasks", nargs="+", type=int, help="open tasks in the worklist's databases")
    parser.add_argument("--steps", type=int)
    parser.add_argument("--pages", type=int)
    parser.add_argument("--completions", type=int)
    asked = parser.parse_args()
    usual = {"tasks": [10_000, 100_000, 1_000_000], "steps": 1000, "pages": 500, "completions": 400}
    small = {"tasks": [1000, 5000], "steps": 50, "pages": 50, "completions": 40}
    for name, size in (small if asked.quick else usual).items():
        if getattr(asked, name) is None:
            setattr(asked, name, size)
    return asked


if __name__ == "__main__":
    sys.exit(main())
