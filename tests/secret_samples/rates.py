"""How many samples are recognised, in display and by sharing."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from nbformat import v4

from nuon_notebook.redaction.masking import mask_text
from nuon_notebook.sharing.scan import scan

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.secret_samples.sample import Sample


class Rate(NamedTuple):
    """What became of samples.

    Attributes:
        subject: what the samples are.
        count: how many there are.
        display: how many were right in display: secrets are masked, harmless texts are whole.
        share: how many were right when shared: secrets are found, in harmless texts nothing is.
        goal: the share that must be right.
        missed: what was wrong, each with where.
    """

    subject: str
    count: int
    display: int
    share: int
    goal: float
    missed: tuple[str, ...]

    @property
    def reached(self) -> bool:
        """Whether display and sharing both reach the goal."""
        return min(self.display, self.share) >= self.goal * self.count


def is_masked(text: str, secret: str) -> bool:
    """Tell whether display shows nothing of a secret."""
    return secret not in mask_text(text)


def is_found(text: str) -> bool:
    """Tell whether a notebook that printed a text is refused by sharing."""
    output = v4.new_output("stream", name="stdout", text=text)
    cell = v4.new_code_cell("1", outputs=[output], id="cell")
    return bool(scan(v4.new_notebook(cells=[cell]), {}))


def is_found_in_a_cell(text: str) -> bool:
    """Tell whether a notebook is refused that has a text as Markdown, as code, and as the text of a result."""
    data = {"text/plain": text, "text/markdown": text}
    result = v4.new_output("execute_result", data=data, execution_count=1)
    cells = [v4.new_markdown_cell(text, id="text"), v4.new_code_cell(text, outputs=[result], id="code")]
    return bool(scan(v4.new_notebook(cells=cells), {}))


def rate_of_secrets(subject: str, samples: Sequence[Sample], goal: float) -> Rate:
    """Rate how many secrets are recognised."""
    shown = [sample for sample in samples if not is_masked(sample.text, sample.secret)]
    shared = [sample for sample in samples if not is_found(sample.text)]
    missed = (*_described(shown, "shown"), *_described(shared, "shared"))
    return Rate(subject, len(samples), len(samples) - len(shown), len(samples) - len(shared), goal, missed)


def rate_of_harmless(subject: str, texts: Sequence[str], goal: float) -> Rate:
    """Rate how many texts without a secret are left alone."""
    masked = [text for text in texts if mask_text(text) != text]
    refused = [text for text in texts if is_found(text) or is_found_in_a_cell(text)]
    missed = (*(f"masked: {text!r}" for text in masked), *(f"refused: {text!r}" for text in refused))
    return Rate(subject, len(texts), len(texts) - len(masked), len(texts) - len(refused), goal, missed)


def _described(samples: Sequence[Sample], outcome: str) -> list[str]:
    return [f"{outcome}: {sample.kind}: {sample.text!r}" for sample in samples]
