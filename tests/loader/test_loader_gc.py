"""What a load does to the garbage collector: nothing that lasts."""

from __future__ import annotations

import gc
from typing import Any

from nuon_notebook.demo import INSTALLER_ID
from nuon_notebook.loader import load_installer


def test_it_runs_again_and_nothing_is_frozen(place: Any) -> None:
    load_installer(place.client, INSTALLER_ID)

    assert gc.isenabled()
    assert gc.get_freeze_count() == 0


def test_what_was_frozen_stays_frozen(place: Any) -> None:
    gc.freeze()
    try:
        load_installer(place.client, INSTALLER_ID)
        assert gc.get_freeze_count() > 0
    finally:
        gc.unfreeze()
