"""Errors of this package."""

from __future__ import annotations


class NuonError(Exception):
    """Something that stands between the user and the answer, told in one paragraph.

    Attributes:
        what: what failed.
        why: the reason, as far as it is known; may be empty.
        advice: what to do next; may be empty.
        status: the HTTP status of the answer, if there was one.
        trace_id: the server's own id of the request (`X-Nuon-Trace-ID`), for Nuon's support.
    """

    def __init__(
        self, what: str, why: str = "", advice: str = "", *, status: int | None = None, trace_id: str | None = None
    ) -> None:
        super().__init__(what, why, advice)
        self.what = what
        self.why = why
        self.advice = advice
        self.status = status
        self.trace_id = trace_id

    def __str__(self) -> str:
        trace = f"Trace id: {self.trace_id}." if self.trace_id else ""
        sentences = (self.what, self.why, self.advice, trace)
        return " ".join(" ".join(sentence.split()) for sentence in sentences if sentence)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({str(self)!r})"

    def _render_traceback_(self) -> list[str]:
        """Return what IPython shows in place of a traceback: the paragraph."""
        return [f"{type(self).__name__}: {self}"]


class NotLoadedError(NuonError):
    """A part of a model was read that was not loaded."""
