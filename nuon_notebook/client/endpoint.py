'''Endpoints as declarations: `Client` and `Api` get a method each from one decorated function.

    @get("/v1/apps/{app}", App, "app")
    def app(self, app: str) -> None:
        """Return an app by id or name."""

The parameters of the function are those of the methods, and fill the path. It returns the query and whatever else
depends on the arguments; None if nothing does. The method of `Client` returns the record, that of `Api` is a coroutine.
'''

from __future__ import annotations

import inspect
import re
from datetime import datetime
from types import MappingProxyType, MethodType
from typing import TYPE_CHECKING, Any, Concatenate, Generic, NamedTuple, ParamSpec, Self, TypeVar, overload
from urllib.parse import quote

from nuon_notebook.client.error_building import RequestContext
from nuon_notebook.client.paging import HasId
from nuon_notebook.client.requester import QueryValue, Request
from nuon_notebook.client.sanitize import MAX_ID, sanitize
from nuon_notebook.errors import InvalidIdError
from nuon_notebook.identifiers import clean_identifier

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Iterable, Mapping

    from nuon_notebook.client.api import Api
    from nuon_notebook.client.client import Client
    from nuon_notebook.client.paging import AsyncRecords, Records
    from nuon_notebook.client.status_errors import StatusKind, StatusMeaning

P = ParamSpec("P")
M = TypeVar("M")
R = TypeVar("R", bound=HasId)

NOTHING: Mapping[Any, Any] = MappingProxyType({})


class Options(NamedTuple):
    """What depends on the arguments of a call.

    Attributes:
        query: the query; None is left out.
        lacks: further properties that the response does not fill.
        meanings: what some error statuses mean for this call only.
        anonymous: whether to send no token.
        cursor: where a list that is paged by a cursor begins; None for its beginning.
        newest_first: whether such a list is asked for from its end.
    """

    query: Mapping[str, str | int | bool | datetime | tuple[str, ...] | None] = NOTHING
    lacks: Iterable[str] = ()
    meanings: Mapping[StatusKind, StatusMeaning] = NOTHING
    anonymous: bool = False
    cursor: int | None = None
    newest_first: bool = False


class Endpoint(Generic[P, M]):
    """An endpoint that answers GET requests.

    Attributes:
        path: the path, with the names of parameters in braces.
        model: the type of the record, or of each record of the list.
        lacks: the properties of the record that the response does not fill, whatever the arguments. Their
            absence says nothing; `request(...).lacks` also has those that depend on the arguments.
        nested_lacks: by the dotted path of a property, the properties of the records in it that are not filled.
    """

    def __init__(  # noqa: PLR0913, PLR0917 - called by the decorators only
        self,
        declaration: Callable[Concatenate[Any, P], Options | None],
        path: str,
        model: type[M],
        noun: str,
        lacks: Iterable[str],
        meanings: Mapping[StatusKind, StatusMeaning],
    ) -> None:
        nested = [name.rpartition(".") for name in lacks]
        self.path = path
        self.model = model
        self.lacks = frozenset(name for owner, _, name in nested if not owner)
        self.nested_lacks: Mapping[str, frozenset[str]] = {
            place: frozenset(name for owner, _, name in nested if owner == place) for place, _, _ in nested if place
        }
        self._declaration = declaration
        self._noun = noun
        self._meanings = meanings
        self._parameters = re.findall(r"{(\w+)}", path)
        self._methods: dict[type, Callable[..., Any]] = {}
        headline, _, details = (inspect.getdoc(declaration) or "").partition("\n")
        self.__name__ = declaration.__name__
        self.__qualname__ = declaration.__qualname__
        self.__module__ = declaration.__module__
        self.__doc__ = "\n".join(filter(None, (f"{headline} `GET {path}`.", details)))
        self.__signature__ = inspect.signature(declaration).replace(return_annotation=model)

    def request(self, *args: P.args, **kwargs: P.kwargs) -> Request[M]:
        """Return the request for some arguments; nothing is sent.

        Raises:
            InvalidIdError: an id is empty, no text, or not a segment of a path.
            ValueError: a `datetime` has no time zone.
        """
        options = self._declaration(None, *args, **kwargs) or Options()
        arguments = self.__signature__.bind(None, *args, **kwargs).arguments
        ids = {name: identifier(arguments[name], name) for name in self._parameters}
        query = {name: _query_value(value) for name, value in options.query.items() if value is not None}
        return Request(
            self.path.format_map({name: quote(value, safe="") for name, value in ids.items()}),
            self.model,
            RequestContext(self._noun, next(reversed(ids.values()), ""), {**self._meanings, **options.meanings}),
            query,
            self.lacks.union(options.lacks),
            arguments.get("limit"),
            options.anonymous,
            self.path,
            options.cursor,
            options.newest_first,
        )

    def __call__(self, face: Client | Api, *args: P.args, **kwargs: P.kwargs) -> Any:
        """Call the method of a client or of its `api`."""
        return self._bound(face)(*args, **kwargs)

    def _bound(self, face: Client | Api) -> Any:
        kind = type(face)
        if kind not in self._methods:
            self._methods[kind] = self._method_of(kind)
        return MethodType(self._methods[kind], face)

    def _method_of(self, kind: type[Client | Api]) -> Callable[..., Any]:
        raise NotImplementedError

    def _documented(self, method: Callable[..., Any], returns: Any) -> Callable[..., Any]:
        """Return a method that `help`, TAB and editors show with signature and docstring."""
        for name in ("__name__", "__qualname__", "__module__", "__doc__"):
            setattr(method, name, getattr(self, name))
        vars(method)["__wrapped__"] = self._declaration  # where `??` finds the source
        vars(method)["__signature__"] = self.__signature__.replace(return_annotation=returns)
        return method


class RecordEndpoint(Endpoint[P, M]):
    """An endpoint that answers with one record."""

    @overload
    def __get__(self, face: None, kind: type) -> Self: ...
    @overload
    def __get__(self, face: Client, kind: type) -> Callable[P, M]: ...
    @overload
    def __get__(self, face: Api, kind: type) -> Callable[P, Coroutine[Any, Any, M]]: ...
    def __get__(self, face: Client | Api | None, kind: type) -> Any:
        """Return the method of a client or of its `api`; of their classes this declaration."""
        return self if face is None else self._bound(face)

    def _method_of(self, kind: type[Client | Api]) -> Callable[..., Any]:
        load: Callable[..., Any] = kind.load

        def method(face: Client, *args: P.args, **kwargs: P.kwargs) -> Any:
            return load(face, self.request(*args, **kwargs))

        async def coroutine(face: Api, *args: P.args, **kwargs: P.kwargs) -> Any:
            return await load(face, self.request(*args, **kwargs))

        return self._documented(coroutine if inspect.iscoroutinefunction(load) else method, self.model)


class ListEndpoint(Endpoint[P, R]):
    """An endpoint that answers with pages of a list."""

    @overload
    def __get__(self, face: None, kind: type) -> Self: ...
    @overload
    def __get__(self, face: Client, kind: type) -> Callable[P, Records[R]]: ...
    @overload
    def __get__(self, face: Api, kind: type) -> Callable[P, AsyncRecords[R]]: ...
    def __get__(self, face: Client | Api | None, kind: type) -> Any:
        """Return the method of a client or of its `api`; of their classes this declaration."""
        return self if face is None else self._bound(face)

    def _method_of(self, kind: type[Client | Api]) -> Callable[..., Any]:
        def method(face: Client | Api, *args: P.args, **kwargs: P.kwargs) -> Any:
            return self._load(face, self.request(*args, **kwargs))

        return self._documented(method, kind._list_type[self.model])

    def _load(self, face: Client | Api, request: Request[R]) -> Any:
        return face.load_list(request)


class LogEndpoint(ListEndpoint[P, R]):
    """An endpoint that answers with pages of a list, paged by a cursor in the headers."""

    def _load(self, face: Client | Api, request: Request[R]) -> Any:
        return face.load_log(request)


def get(
    path: str,
    model: type[M],
    noun: str,
    lacks: Iterable[str] = (),
    meanings: Mapping[StatusKind, StatusMeaning] = NOTHING,
) -> Callable[[Callable[Concatenate[Any, P], Options | None]], RecordEndpoint[P, M]]:
    """Declare an endpoint that answers with one record.

    Args:
        path: the path, with the names of parameters in braces.
        model: the type of the record.
        noun: what is requested, for messages; the last id of the path follows it.
        lacks: the properties that the response does not fill; `apps.name` for those of nested records.
        meanings: what some error statuses mean for this endpoint only.
    """
    return lambda declaration: RecordEndpoint(declaration, path, model, noun, lacks, meanings)


def get_list(
    path: str,
    model: type[R],
    noun: str,
    lacks: Iterable[str] = (),
    meanings: Mapping[StatusKind, StatusMeaning] = NOTHING,
) -> Callable[[Callable[Concatenate[Any, P], Options | None]], ListEndpoint[P, R]]:
    """Declare an endpoint that answers with pages of a list; its function has a parameter `limit`.

    Args:
        path: the path, with the names of parameters in braces.
        model: the type of each record.
        noun: what is requested, for messages; the last id of the path follows it.
        lacks: the properties that the response does not fill; `apps.name` for those of nested records.
        meanings: what some error statuses mean for this endpoint only.
    """
    return lambda declaration: ListEndpoint(declaration, path, model, noun, lacks, meanings)


def get_log(
    path: str, model: type[R], noun: str, meanings: Mapping[StatusKind, StatusMeaning] = NOTHING
) -> Callable[[Callable[Concatenate[Any, P], Options | None]], LogEndpoint[P, R]]:
    """Declare an endpoint that answers with pages of a list, paged by a cursor; see `get_list`."""
    return lambda declaration: LogEndpoint(declaration, path, model, noun, (), meanings)


def identifier(value: object, argument: str) -> str:
    """Return an id or name as the server knows it: without invisible characters and quotes around it.

    Args:
        value: the value that was given.
        argument: the name of the argument that it was given as.

    Raises:
        InvalidIdError: it is empty, no text, or would lead elsewhere in the path.
    """
    text = clean_identifier(value) if isinstance(value, str) else ""
    if text.strip("."):
        return text
    if not isinstance(value, str):
        what = f"`{argument}` must be an id as a text, not {type(value).__name__}."
    else:
        what = f"`{sanitize(text, '', MAX_ID)}` is not an id." if text else f"`{argument}` is empty."
    raise InvalidIdError(what, advice="Use the id that the dashboard shows; models have it as `id`.")


def _query_value(value: str | int | bool | datetime | tuple[str, ...]) -> QueryValue:
    if not isinstance(value, datetime):
        return value
    if value.tzinfo is None:
        problem = "a datetime without a time zone is ambiguous: give it one, such as datetime.UTC"
        raise ValueError(problem)
    return value.isoformat()
