"""`python -m nuon_notebook.demo`: the demo world on loopback, until Ctrl-C."""

from __future__ import annotations

import argparse
import math
import sys
from threading import Event
from typing import TYPE_CHECKING

from nuon_notebook.demo import INSTALLER_ID, ORG_ID, TOKEN
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
    parser.add_argument("--no-installers", action="store_true", help="behave as servers since 0.19.708")
    parser.add_argument("--delay", type=_seconds, default=0.0, metavar="SECONDS", help="wait before every answer")
    chosen = parser.parse_args(arguments)
    try:
        with serve(chosen.port, installers=not chosen.no_installers, delay=chosen.delay) as server:
            print(  # noqa: T201 - a command
                f"export NUON_API_URL={server.url} NUON_API_TOKEN={TOKEN} NUON_ORG_ID={ORG_ID} "
                f"NUON_INSTALLER_ID={INSTALLER_ID}",
                flush=True,
            )
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
