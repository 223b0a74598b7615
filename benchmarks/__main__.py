"""`python -m benchmarks`: measure the rows, or some of them, and print the table."""

from __future__ import annotations

import argparse
import sys
from importlib import import_module
from typing import TYPE_CHECKING

from benchmarks.measuring import FULL, ROWS, SHORT, Figures, Row, Scale, measured, profile
from benchmarks.results import JSON_FILE, MARKDOWN_FILE, ROOT, Result, baseline, record_baseline, table, worse, write

if TYPE_CHECKING:
    from collections.abc import Sequence

MODULES = ("loading", "displaying", "answering", "exploring", "sharing", "kernels", "unit_tests")


def main(arguments: Sequence[str] | None = None) -> int:
    """Return 1 if a row could not be measured, or if a ratio of the short form doubled."""
    for module in MODULES:
        import_module(f"benchmarks.{module}")
    chosen = _parser().parse_args(arguments)
    short = chosen.short or chosen.record
    scale = SHORT if short else FULL
    if chosen.profile:
        print(profile(ROWS[chosen.profile], scale))
        return 0
    results = [_shown(row, scale) for row in _rows(chosen.rows, short=short)]
    print("\n" + table(results))
    failed = not all(result.figures.own for result in results)
    if chosen.record:
        record_baseline(results, [row.name for row in ROWS.values() if row.short])
    elif short:
        return _check(results, scale) or failed
    elif not chosen.rows:
        write(results)
        print(f"\nWritten to {JSON_FILE.relative_to(ROOT)} and {MARKDOWN_FILE.relative_to(ROOT)}.")
    return int(failed)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks", description="Measures the figures beside their peers."
    )
    parser.add_argument("rows", nargs="*", metavar="ROW", type=_row_name, help=f"some of: {', '.join(ROWS)}")
    parser.add_argument("--short", action="store_true", help="rows in processor time, small; fails if a ratio doubled")
    parser.add_argument("--record", action="store_true", help="keep the ratios of the short form to compare with")
    parser.add_argument("--profile", metavar="ROW", choices=ROWS, help="print where the time of our side of a row goes")
    return parser


def _row_name(text: str) -> str:
    if text not in ROWS:
        problem = f"no such row; there are: {', '.join(ROWS)}"
        raise argparse.ArgumentTypeError(problem)
    return text


def _rows(names: Sequence[str], *, short: bool) -> list[Row]:
    if names:
        return [ROWS[name] for name in names]
    return [row for row in ROWS.values() if (row.short if short else row.by_default)]


def _shown(row: Row, scale: Scale) -> Result:
    """Measure a row, and say so: all of them take minutes."""
    try:
        result = Result(row, measured(row, scale))
    except Exception as error:  # noqa: BLE001 - the other rows count all the same
        result = Result(row, Figures(note=f"FAILED: {type(error).__name__}: {error}"))
    print(" · ".join(filter(None, result.cells())), file=sys.stderr, flush=True)
    return result


def _check(results: Sequence[Result], scale: Scale) -> int:
    found = worse(results, baseline(), lambda row: _shown(row, scale))
    print("\n".join(["These ratios have more than doubled:", *found] if found else ["No ratio has doubled."]))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
