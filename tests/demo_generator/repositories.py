"""Connected and public git repositories, and the commits on them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from nuon_notebook.demo.records import Record
from tests.demo_generator.values import expand, hexadecimal, make_id

if TYPE_CHECKING:
    from tests.demo_generator.origin import Origin

GITHUB_OWNER = "fernhill"


@dataclass(frozen=True)
class Repository:
    """A directory of a git repository: `owner/name` on GitHub, or the URL of a public one."""

    repo: str
    directory: str
    branch: str = "main"

    @property
    def is_public(self) -> bool:
        """Whether it can be read without the vendor's GitHub connection."""
        return self.repo.startswith("https://")


def vcs_connection(origin: Origin) -> Record:
    """Return `app.VCSConnection`: the vendor's GitHub app, with its latest commit."""
    identity = make_id("vcs", "connection")
    commit = origin.row(
        make_id("vcs", "commit", origin.key), sha=hexadecimal(40, "commit", origin.key),
        author_name=origin.by.name, author_email=origin.by.email, vcs_connection_id=identity,
        message=expand("Rotate the mail relay\n\nSMTP_PASSWORD=@secret(commit-message)"),
    )  # fmt: skip
    return origin.row(
        identity, github_account_id="84410277", github_account_name=GITHUB_OWNER, github_install_id="59120384",
        vcs_connection_commit=[commit],
    )  # fmt: skip


def repository_fields(repository: Repository | None, owner: Record, owner_type: str, origin: Origin) -> Record:
    """Return `connected_github_vcs_config` or `public_git_vcs_config` of `owner`, or nothing without a repository."""
    if repository is None:
        return {}
    common = origin.row(
        make_id("vcs", owner["id"]), component_config_id=owner["id"], component_config_type=owner_type,
        repo=repository.repo, directory=repository.directory, branch=repository.branch,
    )  # fmt: skip
    if repository.is_public:
        return {"public_git_vcs_config": common}
    repo_owner, name = repository.repo.split("/")
    named = {"repo_owner": repo_owner, "repo_name": name, "vcs_connection_id": make_id("vcs", "connection")}
    return {"connected_github_vcs_config": common | named}
