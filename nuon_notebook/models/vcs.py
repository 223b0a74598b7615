"""Repositories, connections to GitHub, and commits."""

from typing import Annotated, ClassVar

from nuon_notebook.models.base import Record
from nuon_notebook.models.collection import Collection
from nuon_notebook.models.compared import Called, Compared, Repeats
from nuon_notebook.models.statuses import CompositeStatus
from nuon_notebook.models.types import PersonText, ScannedText, ServerQueue
from nuon_notebook.redaction.policy import Omitted, OwnerType, ParentId


class VCSConnectionCommit(Record):
    """The commit that a config or build was made from."""

    api_type: ClassVar[str] = "app.VCSConnectionCommit"

    author_avatar_url: Annotated[str | None, Omitted("it is a picture of the author"), Compared.NEVER] = None
    author_email: Annotated[PersonText, Repeats("sha")] = None
    author_name: Annotated[PersonText, Repeats("sha")] = None
    message: Annotated[ScannedText, Repeats("sha")] = None
    owner_id: ParentId = None
    owner_type: OwnerType = None
    sha: Annotated[str | None, Called("commit")] = None
    vcs_connection_id: Annotated[str | None, Omitted("it is only the id of the connection"), Compared.NEVER] = None


class VCSConnection(Record):
    """A connection to a GitHub account."""

    api_type: ClassVar[str] = "app.VCSConnection"

    github_account_id: Annotated[str | None, Omitted("it is an id of GitHub's own"), Compared.NEVER] = None
    github_account_name: Annotated[str | None, Omitted("the repository's name begins with it")] = None
    github_install_id: Annotated[str | None, Omitted("it is an id of GitHub's own"), Compared.NEVER] = None
    queues: ServerQueue = None
    status: Annotated[CompositeStatus | None, Compared.NEVER] = None
    vcs_connection_commit: Annotated[Collection[VCSConnectionCommit], Called(""), Compared.NEWEST] = Collection()


class Repository(Record):
    """A repository of a config."""

    branch: str | None = None
    component_config_id: ParentId = None
    component_config_type: OwnerType = None
    directory: str | None = None
    path_filter: str | None = None
    repo: str | None = None

    @property
    def commit(self) -> VCSConnectionCommit | None:
        """Its newest commit; None if the server sends none."""
        return None

    @property
    def where(self) -> str:
        """The repository with its directory and branch, for instance `acme/charts//api @ main`."""
        directory = f"//{self.directory.strip('/')}" if self.directory and self.directory.strip("./") else ""
        branch = f" @ {self.branch}" if self.branch else ""
        return f"{self.repo or 'unnamed repository'}{directory}{branch}"


class PublicGitVCSConfig(Repository):
    """A public repository, its branch and directory."""

    api_type: ClassVar[str] = "app.PublicGitVCSConfig"


class ConnectedGithubVCSConfig(Repository):
    """A repository behind a GitHub connection, its branch and directory."""

    api_type: ClassVar[str] = "app.ConnectedGithubVCSConfig"

    repo_name: Annotated[str | None, Omitted("`repo` holds owner and name"), Repeats("repo")] = None
    repo_owner: Annotated[str | None, Omitted("`repo` holds owner and name"), Repeats("repo")] = None
    vcs_connection: Annotated[VCSConnection | None, Called("")] = None
    vcs_connection_id: Annotated[str | None, Omitted("it is only the id of the connection"), Compared.NEVER] = None

    @property
    def commit(self) -> VCSConnectionCommit | None:
        """The newest commit of its connection; None if the server sends none."""
        commits = self.vcs_connection.vcs_connection_commit if self.vcs_connection else ()
        return commits[0] if commits else None


class FromRepository(Record):
    """An entity of a config that may come from a repository."""

    connected_github_vcs_config: Annotated[ConnectedGithubVCSConfig | None, Called("repository")] = None
    public_git_vcs_config: Annotated[PublicGitVCSConfig | None, Called("public repository")] = None

    @property
    def repository(self) -> Repository | None:
        """Its repository, public or connected."""
        return self.public_git_vcs_config or self.connected_github_vcs_config

    @property
    def source(self) -> str:
        """Its source, in words; empty if the server does not say."""
        return self.repository.where if self.repository else ""
