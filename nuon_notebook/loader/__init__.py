"""Loads an installer or an app completely, with concurrent requests."""

from nuon_notebook.loader.load import load_app, load_by_name, load_install, load_installer, load_workflow
from nuon_notebook.loader.progress import Progress
from nuon_notebook.loader.requests import Configs

__all__ = ["Configs", "Progress", "load_app", "load_by_name", "load_install", "load_installer", "load_workflow"]
