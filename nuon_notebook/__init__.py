"""Nuon installers in Jupyter: `%load_ext nuon_notebook`, then `%nuon_installer demo`.

The public names are imported at first use, so that loading the extension stays quick. Further models are in
`nuon_notebook.models`, all errors in `nuon_notebook.errors`.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell

    from nuon_notebook.analysis.approvals import approvals
    from nuon_notebook.analysis.compare import compare
    from nuon_notebook.analysis.customer_provides import customer_provides
    from nuon_notebook.analysis.frames import frame
    from nuon_notebook.analysis.impact import impact
    from nuon_notebook.analysis.log_loading import load_log
    from nuon_notebook.analysis.overview import overview
    from nuon_notebook.analysis.permissions import permissions
    from nuon_notebook.analysis.problems import problems
    from nuon_notebook.analysis.schedule import schedule
    from nuon_notebook.analysis.timeline import timeline
    from nuon_notebook.client import Client
    from nuon_notebook.errors import NotLoadedError, NuonError
    from nuon_notebook.explorer import Explorer, explore
    from nuon_notebook.magics import configure
    from nuon_notebook.models import (
        App,
        AppConfig,
        Collection,
        Component,
        ComponentConfigConnection,
        Install,
        InstallComponent,
        Installer,
        Model,
        Workflow,
        WorkflowStep,
    )
    from nuon_notebook.session import connect, demo_client, load_app, load_install, load_installer, load_workflow
    from nuon_notebook.sharing.share import share

    __version__: str

__all__ = [
    "App",
    "AppConfig",
    "Client",
    "Collection",
    "Component",
    "ComponentConfigConnection",
    "Explorer",
    "Install",
    "InstallComponent",
    "Installer",
    "Model",
    "NotLoadedError",
    "NuonError",
    "Workflow",
    "WorkflowStep",
    "__version__",
    "approvals",
    "compare",
    "configure",
    "connect",
    "customer_provides",
    "demo_client",
    "explore",
    "frame",
    "impact",
    "load_app",
    "load_install",
    "load_installer",
    "load_ipython_extension",
    "load_log",
    "load_workflow",
    "overview",
    "permissions",
    "problems",
    "schedule",
    "share",
    "timeline",
    "unload_ipython_extension",
]

_MODULES = {
    "Client": "client",
    "Explorer": "explorer",
    "NotLoadedError": "errors",
    "NuonError": "errors",
    "approvals": "analysis.approvals",
    "compare": "analysis.compare",
    "configure": "magics",
    "connect": "session",
    "customer_provides": "analysis.customer_provides",
    "demo_client": "session",
    "explore": "explorer",
    "frame": "analysis.frames",
    "impact": "analysis.impact",
    "load_app": "session",
    "load_install": "session",
    "load_installer": "session",
    "load_log": "analysis.log_loading",
    "load_workflow": "session",
    "overview": "analysis.overview",
    "permissions": "analysis.permissions",
    "problems": "analysis.problems",
    "schedule": "analysis.schedule",
    "share": "sharing",
    "timeline": "analysis.timeline",
}
"""Where the public names are defined; all others are models."""


def load_ipython_extension(shell: InteractiveShell) -> None:
    """Register the magics in a shell: `%load_ext nuon_notebook`."""
    from nuon_notebook.magics import load  # noqa: PLC0415 - models alone need no IPython

    load(shell)


def unload_ipython_extension(shell: InteractiveShell) -> None:
    """Remove the magics from a shell: `%unload_ext nuon_notebook`."""
    from nuon_notebook.magics import unload  # noqa: PLC0415 - see above

    unload(shell)


def __getattr__(name: str) -> Any:
    if name not in __all__:
        problem = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(problem)
    value = _version() if name == "__version__" else getattr(_module_of(name), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})


def _module_of(name: str) -> Any:
    from nuon_notebook.garbage_collection import gc_paused_and_promoted  # noqa: PLC0415 - nothing else needs it

    with gc_paused_and_promoted():
        return import_module(f"{__name__}.{_MODULES.get(name, 'models')}")


def _version() -> str:
    """Return the installed version; a checkout that is not installed has none."""
    metadata = import_module("importlib.metadata")
    try:
        return str(metadata.version("nuon-notebook"))
    except metadata.PackageNotFoundError:
        return "checkout"
