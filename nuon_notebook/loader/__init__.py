"""Loads an installer or an app completely, with concurrent requests."""

from nuon_notebook.loader.load import load_app, load_by_name, load_install, load_installer, load_workflow
from nuon_notebook.loader.load_options import Configs, LoadOptions
from nuon_notebook.loader.progress import Progress

__all__ = [
    "Configs",
    "LoadOptions",
    "Progress",
    "load_app",
    "load_by_name",
    "load_install",
    "load_installer",
    "load_workflow",
]
