"""The explorer: ipywidgets accordions that open apps, configs and workflows inline, and fetch what is not in hand."""

from nuon_notebook.explorer.explorer import Explorer
from nuon_notebook.explorer.follow import Pace
from nuon_notebook.explorer.opening import explore

__all__ = ["Explorer", "Pace", "explore"]
