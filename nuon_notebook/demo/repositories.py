"""Where code comes from: connected and public repositories, and the commits on them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from nuon_notebook.demo.people import STAFF, Person
from nuon_notebook.demo.records import Record, expand, hexadecimal, make_id, stamped

GITHUB_OWNER = "fernhill"


@dataclass(frozen=True)
class Repository:
    """A directory of a git repository; `owner/name` through the connection, an address when public."""

    repo: str
    directory: str
    branch: str = "main"

    @property
    def is_public(self) -> bool:
        """Whether it is read without the vendor's GitHub connection."""
        return self.repo.startswith("https://")


def vcs_connection(when: datetime, by: Person, with_commit: bool = False) -> Record:
    """`app.VCSConnection`: the vendor's GitHub app, with its latest commit where asked for."""
    identity = make_id("vcs", "connection")
    author = STAFF["adaeze"]
    commit = stamped(
        make_id("vcs", "commit", when), when, by.account_id,
        author_name=author.name, author_email=author.email, sha=hexadecimal(40, "commit", when),
        message=expand("Rotate the mail relay\n\nSMTP_PASSWORD=@secret(commit-message)"),
        vcs_connection_id=identity,
    )  # fmt: skip
    return stamped(
        identity, when, by.account_id,
        github_account_id="84410277", github_account_name=GITHUB_OWNER, github_install_id="59120384",
        vcs_connection_commit=[commit] if with_commit else [],
    )  # fmt: skip


def repository_fields(
    repository: Repository | None, owner_id: str, owner_type: str, when: datetime, by: Person, connection: bool = False
) -> Record:
    """`connected_github_vcs_config` or `public_git_vcs_config` for the record `owner_id`; nothing without a repository."""
    if repository is None:
        return {}
    common = stamped(
        make_id("vcs", owner_id), when, by.account_id,
        component_config_id=owner_id, component_config_type=owner_type,
        repo=repository.repo, directory=repository.directory, branch=repository.branch,
    )  # fmt: skip
    if repository.is_public:
        return {"public_git_vcs_config": common}
    owner, name = repository.repo.split("/")
    common |= {"repo_owner": owner, "repo_name": name, "vcs_connection_id": make_id("vcs", "connection")}
    if connection:
        common["vcs_connection"] = vcs_connection(when, by, with_commit=True)
    return {"connected_github_vcs_config": common}
