"""The health of installs and their components, as servers since 0.19.1093 measure it."""

from datetime import timedelta
from typing import Annotated, ClassVar

from pydantic import Field

from nuon_notebook.display import formats
from nuon_notebook.display.sections import Badge, Headline, Section
from nuon_notebook.models.base import Model
from nuon_notebook.models.collection import Collection
from nuon_notebook.models.types import CustomerText, ScannedText, Timestamp
from nuon_notebook.redaction.policy import Omitted, ParentId

SUMMED_UP = Omitted("`uptime_percent` sums it up")
UNHEALTHY, DEGRADED, HEALTHY = "unhealthy", "degraded", "healthy"


def uptime(percent: float | None) -> str:
    """Return a share of time in words: `up 99.95 %`; empty if it is not known."""
    return f"up {percent:.4g} %" if percent is not None else ""


def _seconds(number: int) -> str:
    try:
        return formats.format_duration(timedelta(seconds=number))
    except OverflowError:
        return f"{number} s"


class InstallHealthSummary(Model):
    """The health of one install."""

    api_type: ClassVar[str] = "service.InstallHealthSummary"

    app_id: ParentId = None
    degraded_components: int | None = None
    health: str | None = None
    health_description: ScannedText = None
    install_id: str | None = None
    install_name: CustomerText = None
    unhealthy_components: int | None = None

    @property
    def headline(self) -> Headline:
        """Name and health; how many components are unhealthy or degraded, and why."""
        counted = ((self.unhealthy_components, UNHEALTHY), (self.degraded_components, DEGRADED))
        facts = tuple(f"{formats.count(number, 'component')} {word}" for number, word in counted if number)
        why = self.health_description if formats.needs_attention(self.health) else ""
        return Headline(self._name_from("install_name", "install_id"), self.badges, facts, why or "")

    @property
    def badges(self) -> tuple[Badge, ...]:
        """Its health."""
        return (Badge(self.health),) if self.health else ()


class InstallsHealthResponse(Model):
    """The health of all installs; source: `GET /v1/installs/health`. Those never evaluated count as `unset`."""

    api_type: ClassVar[str] = "service.InstallsHealthResponse"
    sections: ClassVar[tuple[Section, ...]] = (
        Section("installs", "Installs", open=True, comes_with_model=True, optional=True),
    )

    all_healthy: bool | None = None
    degraded: int | None = None
    healthy: int | None = None
    installs: Collection[InstallHealthSummary] = Collection()
    total: int | None = None
    unhealthy: int | None = None
    unknown_health: int | None = Field(None, validation_alias="unknown")
    unset: int | None = None

    @property
    def headline(self) -> Headline:
        """How many installs are unhealthy, degraded, of unknown health, never evaluated, healthy."""
        counted = (
            (self.unhealthy, UNHEALTHY),
            (self.degraded, DEGRADED),
            (self.unknown_health, "of unknown health"),
            (self.unset, "never evaluated"),
            (self.healthy, HEALTHY),
        )
        total = formats.count(self.total or len(self.installs), "install")
        return Headline(f"Health of {total}", facts=tuple(f"{number} {word}" for number, word in counted if number))


class DailyHealthBucket(Model):
    """The health on one day: for how many seconds it was observed, and how it was then."""

    api_type: ClassVar[str] = "service.DailyHealthBucket"

    date: Timestamp = None
    degraded_seconds: int | None = None
    health: str | None = None
    observed_seconds: int | None = None
    unhealthy_seconds: int | None = None
    unknown_seconds: int | None = None

    @property
    def headline(self) -> Headline:
        """Day and health; for how long it was unhealthy or degraded."""
        counted = ((self.unhealthy_seconds, UNHEALTHY), (self.degraded_seconds, DEGRADED))
        facts = tuple(f"{word} {_seconds(number)}" for number, word in counted if number)
        return Headline(formats.format_date(self.date) or "day not known", self.badges, facts)

    @property
    def badges(self) -> tuple[Badge, ...]:
        """The health."""
        return (Badge(self.health),) if self.health else ()


class HealthTransitionResponse(Model):
    """A change of the health of a component, with the resource that caused it."""

    api_type: ClassVar[str] = "service.HealthTransitionResponse"

    correlated_deploy_id: str | None = None
    diagnosis: ScannedText = None
    from_health: str | None = None
    message: ScannedText = None
    observed_at: Timestamp = None
    root_resource_kind: str | None = None
    root_resource_name: str | None = None
    root_resource_namespace: str | None = None
    to_health: str | None = None

    @property
    def headline(self) -> Headline:
        """Time and new health; the health before, the resource; diagnosis and message."""
        where = "/".join(filter(None, (self.root_resource_namespace, self.root_resource_name)))
        resource = " ".join(filter(None, (self.root_resource_kind, where)))
        before = f"was {formats.status_words(self.from_health)}" if self.from_health else ""
        why = ": ".join(filter(None, (self.diagnosis, self.message)))
        when = formats.format_time(self.observed_at) or "time not known"
        return Headline(when, self.badges, tuple(filter(None, (before, resource))), why)

    @property
    def badges(self) -> tuple[Badge, ...]:
        """The new health."""
        return (Badge(self.to_health),) if self.to_health else ()


class Observed(Model):
    """Something whose health is observed over some days."""

    current_health: str | None = None
    observed_seconds: Annotated[int | None, SUMMED_UP] = None
    uptime_percent: float | None = None

    @property
    def badges(self) -> tuple[Badge, ...]:
        """The current health."""
        return (Badge(self.current_health),) if self.current_health else ()


class InstallComponentHealthSummary(Observed):
    """The health of one component of an install."""

    api_type: ClassVar[str] = "service.InstallComponentHealthSummary"

    component_id: ParentId = None
    component_name: str | None = None
    install_component_id: ParentId = None

    @property
    def headline(self) -> Headline:
        """Name and health; share of time that it was up."""
        facts = tuple(filter(None, (uptime(self.uptime_percent),)))
        return Headline(self._name_from("component_name", "component_id"), self.badges, facts)


class HealthTimeline(Observed):
    """The health over some days, day by day."""

    daily: Collection[DailyHealthBucket] = Collection()
    days: int | None = None

    @property
    def headline(self) -> Headline:
        """Health; share of time that it was up, number of days."""
        days = formats.count(self.days or len(self.daily), "day")
        return Headline("Health", self.badges, tuple(filter(None, (uptime(self.uptime_percent), f"over {days}"))))


DAILY = Section("daily", "Days", newest_first=True, comes_with_model=True, optional=True)


class InstallComponentHealthTimelineResponse(HealthTimeline):
    """The health of a component of an install over some days.

    Source: `GET /v1/installs/{install_id}/components/{component_id}/health/timeline`.
    """

    api_type: ClassVar[str] = "service.InstallComponentHealthTimelineResponse"
    sections: ClassVar[tuple[Section, ...]] = (
        Section("transitions", "Changes", open=True, newest_first=True, comes_with_model=True, optional=True),
        DAILY,
    )

    install_component_id: ParentId = None
    transitions: Collection[HealthTransitionResponse] = Collection()


class InstallHealthTimelineResponse(HealthTimeline):
    """The health of an install over some days; source: `GET /v1/installs/{install_id}/health/timeline`."""

    api_type: ClassVar[str] = "service.InstallHealthTimelineResponse"
    sections: ClassVar[tuple[Section, ...]] = (
        Section("components", "Components", open=True, comes_with_model=True, optional=True),
        DAILY,
    )

    cluster_access_error: ScannedText = None
    components: Collection[InstallComponentHealthSummary] = Collection()
    install_id: ParentId = None
