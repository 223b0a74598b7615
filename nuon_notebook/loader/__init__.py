"""Completes an installer or an app: which requests, side by side, how far."""

from nuon_notebook.loader.load import load_app, load_installer
from nuon_notebook.loader.progress import Progress
from nuon_notebook.loader.requests import Configs

__all__ = ["Configs", "Progress", "load_app", "load_installer"]
