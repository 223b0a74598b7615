"""The explorer: ipywidgets accordions that open apps, configs and workflows inline, and load what was not loaded."""

from nuon_notebook.explorer.explorer import Explorer
from nuon_notebook.explorer.opening import explore
from nuon_notebook.explorer.polling import PollingPolicy

__all__ = ["Explorer", "PollingPolicy", "explore"]
