"""The base of the models that analyses return."""

from __future__ import annotations

from typing import Any

from nuon_notebook.models.base import Model


class Result(Model):
    """What an analysis returns. It displays itself as every model does; the models in it keep their place."""

    def placed(self, value: Any) -> Any:
        """Return a model, or several, unchanged: they were reached through what was analysed."""
        return value
