"""Labels, by which a vendor groups apps, components and installs."""

from typing import Annotated, ClassVar

from nuon_notebook.display import formats
from nuon_notebook.display.sections import Headline
from nuon_notebook.models.base import Model
from nuon_notebook.models.collection import Collection
from nuon_notebook.models.types import NO_VALUES, PlainMap, Texts
from nuon_notebook.redaction.masking import mask_document, mask_text
from nuon_notebook.redaction.policy import Omitted

OF_THE_DASHBOARD = Omitted("it is a colour of the vendor's dashboard")


def in_words(labels: PlainMap) -> str:
    """Return labels in words: `region=eu, tier=gold`. Values of what is called like a secret are masked."""
    return ", ".join(_each_in_words(mask_document(labels)))


def unmasked(labels: PlainMap) -> tuple[str, ...]:
    """Return each label in words that is displayed as it is, since nothing in it is masked."""
    shown = mask_document(labels)
    plain = _each_in_words({key: value for key, value in labels.items() if shown.get(key) == value})
    return tuple(label for label in plain if mask_text(label) == label)


def _each_in_words(labels: PlainMap) -> tuple[str, ...]:
    """Return each label in words, by key: `region=eu` and `tier=gold`; one without a value is its key."""
    return tuple(f"{key}={value}" if value else key for key, value in sorted(labels.items()))


class LabelSelector(Model):
    """Which labels something must have, and which it must not have."""

    api_type: ClassVar[str] = "github_com_nuonco_nuon_pkg_labels.Selector"

    match_labels: PlainMap = NO_VALUES
    not_match_labels: PlainMap = NO_VALUES

    @property
    def headline(self) -> Headline:
        """The labels, for instance `tier=gold, not region=eu`."""
        wanted = in_words(self.match_labels)
        unwanted = in_words(self.not_match_labels)
        return Headline(", ".join(filter(None, (wanted, f"not {unwanted}" if unwanted else ""))) or "all")


class AppLabelKeySummary(Model):
    """A key of labels, with the values that are in use."""

    api_type: ClassVar[str] = "service.AppLabelKeySummary"

    color: Annotated[str | None, OF_THE_DASHBOARD] = None
    default_color: Annotated[str | None, OF_THE_DASHBOARD] = None
    entity_types: Texts = ()
    is_override: Annotated[bool | None, OF_THE_DASHBOARD] = None
    key: Annotated[str | None, Omitted("the headline shows it")] = None
    usage_count: int | None = None
    values: Texts = ()

    @property
    def headline(self) -> Headline:
        """Key; values, number of uses."""
        used = formats.count(self.usage_count, "use") if self.usage_count else ""
        return Headline(self.key or "label", facts=tuple(filter(None, (", ".join(self.values), used))))


class AppLabelsResponse(Model):
    """The labels of an app; source: `GET /v1/apps/{app_id}/labels`."""

    api_type: ClassVar[str] = "service.AppLabelsResponse"

    default_colors: Annotated[Texts, OF_THE_DASHBOARD] = ()
    label_colors: Annotated[PlainMap, OF_THE_DASHBOARD] = NO_VALUES
    labels: Collection[AppLabelKeySummary] = Collection()

    @property
    def headline(self) -> Headline:
        """Number of keys."""
        return Headline("Labels", facts=(formats.count(len(self.labels), "key"),))
