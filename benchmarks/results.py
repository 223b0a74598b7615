"""The table of a run, in the terminal, as Markdown and as JSON; and the comparison with the recorded ratios."""

from __future__ import annotations

import json
import platform
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from benchmarks.measuring import Figures, Row, Unit

ROOT = Path(__file__).parents[1]
JSON_FILE = ROOT / "build" / "bench.json"
MARKDOWN_FILE = ROOT / "benchmarks" / "RESULTS.md"
BASELINE_FILE = ROOT / "benchmarks" / "baseline.json"
HEADERS = ("what", "beside", "ours", "peer", "ratio", "to reach", "")
DOUBLED = 2.0
TRIES = 3
LEAST = 0.1  # ratios below are as good as this one: twice next to nothing is still next to nothing


@dataclass(frozen=True)
class Result:
    """A row and its figures."""

    row: Row
    figures: Figures

    @property
    def reached(self) -> bool | None:
        """Whether the ratio is at most the goal; None where there is no goal."""
        ratio, goal = self.figures.ratio, self.row.goal
        return None if ratio is None or goal is None else ratio <= goal

    def cells(self) -> tuple[str, ...]:
        """The row of the table, as `HEADERS` names its columns."""
        ratio, goal = self.figures.ratio, self.row.goal
        return (
            self.row.what,
            self.row.beside,
            in_words(median(self.figures.own), self.row.unit) if self.figures.own else "",
            in_words(median(self.figures.peer), self.row.unit) if self.figures.peer else "",
            "" if ratio is None else f"{ratio:.2f} ×",
            "" if goal is None else f"{'✓' if self.reached else '✕'} ≤ {goal:g} ×",
            self.figures.note,
        )

    def to_json(self) -> dict[str, Any]:
        """Everything that was measured."""
        return {
            "name": self.row.name, "what": self.row.what, "beside": self.row.beside, "unit": self.row.unit,
            "goal": self.row.goal, "ratio": self.figures.ratio, "own": self.figures.own, "peer": self.figures.peer,
            "note": self.figures.note,
        }  # fmt: skip


def in_words(figure: float, unit: Unit) -> str:
    """Return a figure with its unit: bytes in kB or MB, seconds in ms where they are few."""
    if unit == "bytes":
        return f"{figure / 1e6:.1f} MB" if figure >= 1e6 else f"{figure / 1e3:.1f} kB"  # noqa: PLR2004
    word = "s CPU" if unit == "CPU s" else "s"
    return f"{figure:.2f} {word}" if figure >= 1 else f"{figure * 1000:.1f} m{word}"


def table(results: Sequence[Result]) -> str:
    """Return the table for a terminal."""
    rows = [HEADERS, *(result.cells() for result in results)]
    widths = [max(len(cells[column]) for cells in rows) for column in range(len(HEADERS))]
    return "\n".join("  ".join(map(str.ljust, cells, widths)).rstrip() for cells in rows)


def markdown(results: Sequence[Result], about: Mapping[str, str]) -> str:
    """Return the table as a page."""
    rows = [HEADERS, ("---",) * len(HEADERS), *(result.cells() for result in results)]
    lines = ["| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |" for cells in rows]
    where = ", ".join(f"{name} {value}" for name, value in about.items())
    return "\n".join((
        "# What `make bench` measured last", "",
        "Medians of interleaved runs; a ratio is the median of the ratios of both sides.", "", *lines, "",
        f"Measured with {where}.", "",
    ))  # fmt: skip


def about_this_machine() -> dict[str, str]:
    """Return what the figures depend on."""
    libraries = {name: version(name) for name in ("ipython", "ipywidgets", "pydantic", "httpx", "pandas")}
    return {"Python": platform.python_version(), **libraries, "on": f"{platform.system()} {platform.machine()}"}


def write(results: Sequence[Result]) -> None:
    """Write the last results of the full form, as JSON and as a page."""
    about = about_this_machine()
    JSON_FILE.parent.mkdir(exist_ok=True)
    found = {"about": about, "rows": [result.to_json() for result in results]}
    JSON_FILE.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    MARKDOWN_FILE.write_text(markdown(results, about), encoding="utf-8")


def record_baseline(results: Sequence[Result], names: Sequence[str]) -> None:
    """Keep the ratios of the short form, to compare later ones with.

    Args:
        results: takes the place of what was recorded of these rows.
        names: the rows of the short form; what is recorded of others goes.
    """
    earlier = {name: ratio for name, ratio in baseline().items() if name in names}
    ratios = earlier | {
        result.row.name: round(result.figures.ratio, 3) for result in results if result.figures.ratio is not None
    }
    BASELINE_FILE.write_text(json.dumps(ratios, indent=1) + "\n", encoding="utf-8")


def baseline() -> dict[str, float]:
    """Return the recorded ratios of the short form, by row."""
    found: dict[str, float] = json.loads(BASELINE_FILE.read_text(encoding="utf-8")) if BASELINE_FILE.exists() else {}
    return found


def doubled(ratio: float | None, recorded: float | None) -> bool:
    """Tell whether a ratio is more than twice the recorded one; without either there is nothing to compare."""
    if ratio is None or recorded is None:
        return False
    return ratio > DOUBLED * max(recorded, LEAST)


def worse(
    results: Sequence[Result], recorded: Mapping[str, float], measure_again: Callable[[Row], Result]
) -> list[str]:
    """Return the rows whose ratio has more than doubled, with both ratios.

    A row that seems to have is measured again, since the machine may have been busy: one ratio that has not is enough.
    """
    found = []
    for result in results:
        row, ratio = result.row, result.figures.ratio
        for _ in range(TRIES - 1):
            if doubled(ratio, recorded.get(row.name)):
                ratio = measure_again(row).figures.ratio
        if doubled(ratio, recorded.get(row.name)):
            found.append(f"{row.name}: {ratio:.2f} × where {recorded[row.name]:.2f} × is recorded")
    return found
