"""The apps of the demo world, as their author would write them down."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.demo_generator.plans.grain_lake import GRAIN_LAKE
from tests.demo_generator.plans.harbor_desk import HARBOR_DESK
from tests.demo_generator.plans.mill_gauge import MILL_GAUGE
from tests.demo_generator.plans.tide_relay import TIDE_RELAY

if TYPE_CHECKING:
    from tests.demo_generator.apps import AppPlan

PLANS: tuple[AppPlan, ...] = (HARBOR_DESK, GRAIN_LAKE, TIDE_RELAY)
"""The apps of the installer, which servers of 2025 know too."""

NEWER_PLANS: tuple[AppPlan, ...] = (MILL_GAUGE,)
"""The apps that only newer servers know."""
