"""The three apps of the demo world, as their author would write them down."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nuon_notebook.demo.apps.grain_lake import GRAIN_LAKE
from nuon_notebook.demo.apps.harbor_desk import HARBOR_DESK
from nuon_notebook.demo.apps.tide_relay import TIDE_RELAY

if TYPE_CHECKING:
    from nuon_notebook.demo.plan import AppPlan

PLANS: tuple[AppPlan, ...] = (HARBOR_DESK, GRAIN_LAKE, TIDE_RELAY)
