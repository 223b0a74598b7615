"""`python -m nuon_notebook.demo`: the demo world on loopback, until Ctrl-C."""

from __future__ import annotations

import argparse
import math
import sys
from threading import Event
from typing import TYPE_CHECKING

from nuon_notebook.demo import INSTALLER_ID, ORG_ID, TOKEN
from nuon_notebook.demo.api_versions import API_VERSIONS, NEWEST
from nuon_notebook.demo.server import HOST, serve

if TYPE_CHECKING:
    from collections.abc import Sequence

MAX_PORT = 65535


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve until interrupted and return 0; return 1 if the port is taken."""
    parser = argparse.ArgumentParser(
        prog="python -m nuon_notebook.demo", description="Serves a made-up Nuon API on loopback, and nowhere else."
    )
    parser.add_argument("--port", type=_port, default=8081, help="0 for a free one (default: %(default)s)")
    parser.add_argument("--host", choices=[HOST], default=HOST, help="loopback only")
    parser.add_argument(
        "--api", choices=list(API_VERSIONS), default=NEWEST.number,
        help="the version of Nuon's API that it behaves like; only the first has installers (default: %(default)s)",
    )  # fmt: skip
    parser.add_argument("--delay", type=_seconds, default=0.0, metavar="SECONDS", help="wait before every answer")
    chosen = parser.parse_args(arguments)
    try:
        api = API_VERSIONS[chosen.api]
        with serve(chosen.port, api=api, delay=chosen.delay) as server:
            settings = f"export NUON_API_URL={server.url} NUON_API_TOKEN={TOKEN} NUON_ORG_ID={ORG_ID}"
            installer = f" NUON_INSTALLER_ID={INSTALLER_ID}" if api.installers else ""
            print(settings + installer, flush=True)  # noqa: T201 - a command
            Event().wait()
    except KeyboardInterrupt:
        return 0
    except OSError as error:
        print(f"cannot listen on {HOST}:{chosen.port}: {error.strerror}", file=sys.stderr)  # noqa: T201 - a command
        return 1
    return 0


def _port(text: str) -> int:
    if not (text.isdecimal() and int(text) <= MAX_PORT):
        problem = f"must be a number from 0 to {MAX_PORT}"
        raise argparse.ArgumentTypeError(problem)
    return int(text)


def _seconds(text: str) -> float:
    seconds = float(text)
    if not 0 <= seconds < math.inf:
        problem = "must be a number from 0"
        raise argparse.ArgumentTypeError(problem)
    return seconds


if __name__ == "__main__":
    raise SystemExit(main())
