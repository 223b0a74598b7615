"""Declarations of the secrets that an app needs, without values."""

from typing import Annotated, ClassVar

from nuon_notebook.display.sections import Headline
from nuon_notebook.models.base import Record
from nuon_notebook.models.collection import Collection
from nuon_notebook.models.compared import Called, Compared
from nuon_notebook.models.provision import WORDS, of_secret
from nuon_notebook.models.types import ScannedText, SecretText, StackName, Texts
from nuon_notebook.redaction.policy import ParentId, Policy


class AppSecretKubernetesSyncTarget(Record):
    """A Kubernetes secret that a secret is copied to."""

    api_type: ClassVar[str] = "app.AppSecretKubernetesSyncTarget"

    app_secret_config_id: ParentId = None
    key: Annotated[str | None, Policy.PLAIN] = None
    name: Annotated[str | None, Compared.IDENTITY] = None
    namespaces: Annotated[Texts, Compared.UNORDERED] = ()

    @property
    def in_words(self) -> str:
        """For instance `default/db-password`, with the key."""
        where = f"{', '.join(self.namespaces) or 'default'}/{self._name_from('name')}"
        return f"{where} (key {self.key})" if self.key else where

    @property
    def headline(self) -> Headline:
        """Namespaces, name, key."""
        return Headline(self.in_words)


class AppSecretConfig(Record):
    """The declaration of a secret."""

    api_type: ClassVar[str] = "app.AppSecretConfig"

    app_config_id: ParentId = None
    app_id: ParentId = None
    app_secrets_config_id: ParentId = None
    auto_generate: bool | None = None
    cloudformation_param_name: StackName = None
    cloudformation_stack_name: StackName = None
    default: SecretText | None = None
    description: ScannedText = None
    display_name: str | None = None
    format: str | None = None
    kubernetes_secret_name: Annotated[str | None, Policy.PLAIN] = None
    kubernetes_secret_namespace: Annotated[str | None, Policy.PLAIN] = None
    kubernetes_sync: bool | None = None
    kubernetes_sync_targets: Annotated[Collection[AppSecretKubernetesSyncTarget], Called("copy to Kubernetes")] = (
        Collection()
    )
    name: Annotated[str | None, Compared.IDENTITY] = None
    required: bool | None = None

    @property
    def headline(self) -> Headline:
        """Name; whether it is required or generated, whether it is copied to Kubernetes."""
        facts = (
            self.provision_in_words,
            f"to Kubernetes as {self.copied_to}" if self.copied_to else "",
        )
        return Headline(self._name_from("name"), facts=tuple(filter(None, facts)))

    @property
    def provision(self) -> str:
        """How it gets its value: `required`, `optional`, `defaulted` or `generated`."""
        return of_secret(self.default, generated=bool(self.auto_generate), required=bool(self.required))

    @property
    def provision_in_words(self) -> str:
        """The same in words for people."""
        return WORDS[self.provision]

    @property
    def copied_to(self) -> str:
        """The Kubernetes secrets that it is copied to, with their namespaces; empty if it is not copied."""
        if self.kubernetes_sync_targets:
            return ", ".join(target.in_words for target in self.kubernetes_sync_targets)
        if not self.kubernetes_sync:
            return ""
        return f"{self.kubernetes_secret_namespace or 'default'}/{self._name_from('kubernetes_secret_name', 'name')}"


class AppSecretsConfig(Record):
    """The secrets of a config; source: `GET /v1/apps/{app_id}/config/{config_id}?recurse=true`."""

    api_type: ClassVar[str] = "app.AppSecretsConfig"

    app_config_id: ParentId = None
    app_id: ParentId = None
    secrets: Annotated[Collection[AppSecretConfig], Compared.APART] = Collection()
