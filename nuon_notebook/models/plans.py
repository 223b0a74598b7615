"""What a plan that waits for approval would do: its changes, by address."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Final, Self, cast

from pydantic import BaseModel, ConfigDict, ValidationError

from nuon_notebook import options
from nuon_notebook.display import formats
from nuon_notebook.display.sections import Badge, Headline, Section
from nuon_notebook.models.base import Model
from nuon_notebook.models.collection import Collection
from nuon_notebook.models.lenient_json import read_leniently
from nuon_notebook.models.types import NO_VALUES, AnyMap, ScannedText, ScannedTexts, SecretValue
from nuon_notebook.redaction.masking import Hidden, mask_variable
from nuon_notebook.redaction.policy import Omitted, Policy
from nuon_notebook.store import Key

if TYPE_CHECKING:
    from pandas import DataFrame

    from nuon_notebook.models.workflow_steps import WorkflowStep

TERRAFORM, HELM, KUBERNETES, NOOP = "terraform_plan", "helm_approval", "kubernetes_manifest_approval", "noop"
READABLE: Final = frozenset((TERRAFORM, HELM, KUBERNETES))
"""The types of approvals whose contents can be shown."""
APPROVE_ALL: Final = "approve-all"
IN_WORDS: Final = {
    TERRAFORM: "a Terraform plan",
    HELM: "a Helm upgrade",
    KUBERNETES: "a change of Kubernetes manifests",
    "pulumi_plan": "a Pulumi preview",
    "app_branch_plan": "a plan for a branch",
    "install_creation": "the creation of installs",
    NOOP: "a plan without changes",
}
CREATE, READ, CHANGE, REPLACE, DESTROY = "create", "read", "change", "replace", "destroy"
FORGET, IMPORT, MOVE, ERROR = "forget", "import", "move", "error"
COUNTED: Final = (CREATE, CHANGE, REPLACE, DESTROY, FORGET, IMPORT, MOVE)
"""The actions in the order in which they are counted. Further ones follow; what is only read is not counted."""
LISTED: Final = (DESTROY, REPLACE, ERROR)
"""The actions that are listed first. Then follow those that this version does not know, then `COUNTED`."""
GONE: Final = frozenset(("uninstall", "delete"))
"""What Helm or Kubernetes is told to do when nothing is to be left."""
SHOWN_NAMES: Final = 12  # attributes of one change in a line
SHOWN_VALUE: Final = 60  # characters
IN_ADDRESS: Final = Omitted("it is in the address")
TOLD: Final = Omitted("the line of the attributes says it")
NOT_TOLD: Final = "What it would do is not told in a form that can be shown. The dashboard has it."
HIDDEN_WHOLE: Final = "Its contents have a form that this version does not know, so nothing of them is shown."


class PlanChange(Model):
    """Something that a plan would change: a resource, an object, an output.

    Attributes:
        action: `create`, `change`, `replace`, `destroy`, `read`, `forget`, `import`, `move`, `error`, or another word
            of the server.
        address: what it is: Terraform's address, or kind, namespace and name.
        kind: the type of the resource, or the kind of the object.
        name: its name.
        namespace: its namespace; None outside of Kubernetes.
        attributes: the names of the attributes that change.
        more: how many further attributes change.
        lines: how many lines of the object change, where the server does not name attributes.
        marked: the attributes that the plan marks as sensitive.
        computed: the attributes whose new value is known only after the plan was applied.
        replacing: the attributes because of which it is replaced.
        before: old values by name, none of what is marked.
        after: new values by name, likewise.
        reason: why, in the server's words; or the error.
    """

    action: Annotated[ScannedText, Omitted("it is a badge")] = None
    address: Annotated[ScannedText, Omitted("it is the title")] = None
    kind: Annotated[ScannedText, IN_ADDRESS] = None
    name: Annotated[ScannedText, IN_ADDRESS] = None
    namespace: Annotated[ScannedText, IN_ADDRESS] = None
    attributes: Annotated[ScannedTexts, TOLD] = ()
    more: Annotated[int, TOLD] = 0
    lines: Annotated[int, TOLD] = 0
    marked: Annotated[ScannedTexts, TOLD] = ()
    computed: Annotated[ScannedTexts, TOLD] = ()
    replacing: Annotated[ScannedTexts, TOLD] = ()
    before: Annotated[AnyMap, Policy.VALUES, TOLD] = NO_VALUES
    after: Annotated[AnyMap, Policy.VALUES, TOLD] = NO_VALUES
    reason: ScannedText = None

    @property
    def rank(self) -> tuple[int, str]:
        """Where it is listed: what destroys first, then by address."""
        known = (*LISTED, "", *COUNTED, READ)
        place = known.index(self.action) if self.action in known else len(LISTED)
        return place, self.address or ""

    @property
    def title(self) -> str:
        """Its address."""
        return self.address or self.name or "something"

    @property
    def badges(self) -> tuple[Badge, ...]:
        """What becomes of it."""
        return (Badge(self.action or "unknown"),)

    @property
    def told(self) -> tuple[str, ...]:
        """The attributes that change; the values of those that may be shown, if the options ask for values."""
        shown = [self._told(name) for name in self.attributes[:SHOWN_NAMES]]
        more = self.more + len(self.attributes) - len(shown)
        lines = formats.count(self.lines, "line") if self.lines else ""
        return tuple(filter(None, (*shown, f"{more:,} more" if more else "", lines)))

    def _told(self, name: str) -> str:
        notes = [
            "sensitive" if name in self.marked else "",
            "known after apply" if name in self.computed else "",
            "forces the replacement" if name in self.replacing else "",
        ]
        note = ", ".join(filter(None, notes))
        return f"{name}{self._values(name)}{f' ({note})' if note else ''}"

    def _values(self, name: str) -> str:
        """Return the old and the new value in words; empty if they may not be shown."""
        if not options.current().show_values or not (name in self.before or name in self.after):
            return ""
        old, new = (mask_variable(name, values.get(name)) for values in (self.before, self.after))
        if isinstance(old, Hidden) or isinstance(new, Hidden):
            return ""
        was, will_be = (formats.shorten(" ".join((value or "").split()), SHOWN_VALUE) for value in (old, new))
        if name in self.computed:
            return f": {was} →" if name in self.before else ""
        return f": {was} → {will_be}" if name in self.before else f": {will_be}"

    @property
    def headline(self) -> Headline:
        """Address and action; the attributes that change, and why."""
        return Headline(self.title, self.badges, why="; ".join(filter(None, (", ".join(self.told), self.reason))))


class Plan(Model):
    """What waits for approval in a step, as far as the server tells.

    Source: `GET /v1/workflows/{workflow_id}/steps/{step_id}/approvals/{approval_id}/contents`. Nothing that the plan
    marks as sensitive is in `changes`, and nothing of its variables and states.

    Attributes:
        id: the id of the approval.
        type: the type of the approval, such as `terraform_plan`.
        op: what Helm or Kubernetes is told to do: `install`, `upgrade`, `uninstall`, `apply`, `delete`.
        changes: what it changes; what it destroys first.
        outputs: the outputs of Terraform that it changes.
        drift: what was changed outside of Terraform since it was last applied.
        unchanged: how many resources or objects stay as they are.
        is_told: whether the server told what it would do, in a form that can be shown.
        warnings: what is to be known of it: that it failed, or is incomplete.
        size: the bytes of its contents.
    """

    sections: ClassVar[tuple[Section, ...]] = (
        Section("changes", "Changes", "lines", open=True, framed=False, comes_with_model=True, optional=True),
        Section("outputs", "Outputs", "lines", comes_with_model=True, optional=True),
        Section("drift", "Changed outside of Terraform", "lines", comes_with_model=True, optional=True),
    )

    id: Annotated[str | None, Omitted("it is the id of the approval")] = None
    type: Annotated[str | None, Omitted("the headline says it in words")] = None
    op: Annotated[ScannedText, Omitted("the changes say what it comes to")] = None
    changes: Collection[PlanChange] = Collection()
    outputs: Collection[PlanChange] = Collection()
    drift: Collection[PlanChange] = Collection()
    unchanged: Annotated[int, Omitted("the headline says it")] = 0
    is_told: Annotated[bool, Omitted("the headline says it")] = False
    warnings: Annotated[ScannedTexts, Omitted("the headline says them")] = ()
    size: Annotated[int, Omitted("it says nothing of what would change")] = 0
    secrets: Annotated[SecretValue | None, Omitted("they are masked wherever they appear")] = None

    @classmethod
    def model_validate_json(cls, json_data: str | bytes | bytearray, **options: Any) -> Self:  # noqa: ARG003
        """Return the plan that the contents of an approval hold. If they are empty, it tells nothing.

        Raises:
            ValidationError: the data is not JSON, or not an object.
        """
        from nuon_notebook.models.plan_contents import read_contents  # noqa: PLC0415 - it imports this module

        found = read_contents(_contents(json_data))
        return cls(**{**found, "size": len(json_data)})

    def to_frame(self) -> "DataFrame":
        """Return its changes as a pandas data frame, the kind `plan_changes` of `nuon_notebook.frame`.

        Raises:
            MissingPackageError: pandas is not installed.
        """
        from nuon_notebook.analysis.frames import frame  # noqa: PLC0415 - an import upwards, as in `explore()`

        return frame(self, "plan_changes")

    @property
    def step(self) -> "WorkflowStep | None":
        """The step that waits; None if it was not reached through one."""
        return cast("WorkflowStep | None", self.reached_through("app.WorkflowStep"))

    @property
    def dashboard(self) -> str:
        """The address where it is answered; empty if that is not known."""
        return self.step.dashboard if self.step else ""

    @property
    def counts(self) -> Mapping[str, int]:
        """By action, the number of changes; what is only read does not count."""
        counted = Counter(change.action or "unknown" for change in self.recorded("changes"))
        order = [*COUNTED, *sorted(counted.keys() - {*COUNTED, READ})]
        return {action: counted[action] for action in order if counted[action]}

    @property
    def badges(self) -> tuple[Badge, ...]:
        """What it destroys or replaces, or does that this version does not know."""
        loud = [Badge(action, _label(action, number)) for action, number in self.counts.items() if _is_loud(action)]
        everything = [Badge(DESTROY, "everything to")] if self.op in GONE and DESTROY not in self.counts else []
        return (*everything, *loud, *(Badge("incomplete") for _ in self.warnings[:1]))

    @property
    def quiet_counts(self) -> str:
        """What else it changes: `1 to create, 2 to change`; that it changes nothing, if so."""
        quiet = [f"{number:,} to {action}" for action, number in self.counts.items() if not _is_loud(action)]
        return ", ".join(quiet) if quiet or self.counts or self.badges else self._nothing

    @property
    def _nothing(self) -> str:
        empty = self.type in (NOOP, APPROVE_ALL) or (self.is_told and not self.recorded("outputs"))
        return "no changes" if empty else ""

    @property
    def in_words(self) -> str:
        """What it would do: `2 to change, ✕ 1 to destroy`; empty if the server does not tell."""
        counted = [_counted(action, number) for action, number in self.counts.items()]
        everything = [] if counted or self.op not in GONE else [f"{formats.GLYPHS[formats.Tone.FAILED]} {self.op}"]
        return ", ".join([*everything, *counted, *self.warnings]) or self._nothing

    @property
    def title(self) -> str:
        """What it is: `Terraform plan`."""
        words = plan_in_words(self.type).removeprefix("a ").removeprefix("the ")
        return words[:1].upper() + words[1:] or "Plan"

    @property
    def headline(self) -> Headline:
        """What it is, of which step, what it destroys; what else it changes; what is not told; where it is answered."""
        others = (
            f"{formats.count(len(self.recorded('outputs')), 'output')} to change" if self.recorded("outputs") else "",
            f"{len(self.recorded('drift')):,} changed outside of Terraform" if self.recorded("drift") else "",
            f"{self.unchanged:,} unchanged" if self.unchanged else "",
        )
        title = f"{self.title}: {self.step.title}" if self.step else self.title
        return Headline(title, self.badges, tuple(filter(None, (self.quiet_counts, *others))), self.why, self.dashboard)

    @property
    def why(self) -> str:
        """What is not told of it, or what is to be known; empty if nothing is."""
        if self.type and self.type not in {*READABLE, NOOP, APPROVE_ALL}:
            return HIDDEN_WHOLE
        told = self.is_told or self.type in (NOOP, APPROVE_ALL)
        return "; ".join(self.warnings) if told else NOT_TOLD


def key_of_plan(approval_id: str | None) -> Key:
    """Return the key of the plan of an approval in a store."""
    return Key("the contents of an approval", approval_id or "")


def plan_in_words(kind: str | None) -> str:
    """Return what an approval is about, in words; empty if the server does not say."""
    return IN_WORDS.get(kind or "", formats.humanize(kind)) if kind else ""


def in_order(changes: Iterable[PlanChange]) -> Collection[PlanChange]:
    """Return changes as they are listed."""
    return Collection(sorted(changes, key=lambda change: change.rank))


def _is_loud(action: str) -> bool:
    return not formats.status_tone(action).quiet


def _label(action: str, number: int) -> str:
    return f"{number:,} {'with' if action == ERROR else 'to'}"


def _counted(action: str, number: int) -> str:
    glyph = formats.GLYPHS[formats.status_tone(action)]
    return " ".join(filter(None, (glyph, _label(action, number), action)))


class _Contents(BaseModel):
    """Any JSON object."""

    model_config = ConfigDict(extra="allow", hide_input_in_errors=True, defer_build=True)


def _contents(json_data: str | bytes | bytearray) -> Mapping[str, Any]:
    """Return contents; empty if there are none. A value that Python cannot represent is None.

    Raises:
        ValidationError: they are not JSON, or not an object.
    """
    text = bytes(json_data) if isinstance(json_data, bytearray) else json_data
    if text.strip() in ("", "null", b"", b"null"):
        return {}
    try:
        return _Contents.model_validate_json(text).__pydantic_extra__ or {}
    except ValidationError:
        try:
            found, _ = read_leniently(text)
        except ValueError:
            found = None
        if not isinstance(found, Mapping):
            raise
        return found
