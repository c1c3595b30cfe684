"""One request and its answer: the vocabulary between the server, the routes, the faults and the contract."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any
from urllib.parse import parse_qsl, unquote

DOCS = "https://docs.github.com/rest"


@dataclass(frozen=True)
class Request:
    """``path`` is as sent, still quoted; header names are lower case."""

    method: str
    path: str
    query_string: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    content: bytes = b""

    @cached_property
    def query(self) -> dict[str, str]:
        return dict(parse_qsl(self.query_string, keep_blank_values=True))

    @cached_property
    def body(self) -> Any:
        """The JSON that was sent; None if nothing was. Raises ValueError if it is no JSON."""
        return json.loads(self.content) if self.content else None

    @property
    def plain_path(self) -> str:
        return unquote(self.path)

    @property
    def is_graphql(self) -> bool:
        return self.path == "/graphql"

    @property
    def token(self) -> str | None:
        scheme, _, value = self.headers.get("authorization", "").partition(" ")
        return value.strip() if scheme.lower() in ("bearer", "token") else None


@dataclass
class Response:
    """``body`` is JSON, or bytes of another media type, or nothing."""

    status: int = 200
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)
    media_type: str = "application/json; charset=utf-8"

    @property
    def is_json(self) -> bool:
        return not isinstance(self.body, bytes)

    def encode(self) -> bytes:
        if isinstance(self.body, bytes):
            return self.body
        return b"" if self.body is None else json.dumps(self.body, ensure_ascii=False).encode()


class HttpError(Exception):
    """An answer that is not 2xx, in one of the shapes that GitHub has for it."""

    def __init__(
        self, status: int, message: str, errors: list[Any] | None = None, headers: dict[str, str] | None = None
    ):
        super().__init__(message)
        body: dict[str, Any] = {"message": message}
        if errors is not None:
            body["errors"] = errors
        self.response = Response(status, body | {"documentation_url": DOCS, "status": str(status)}, headers or {})


def not_found() -> HttpError:
    return HttpError(404, "Not Found")


def invalid(resource: str, name: str, code: str, message: str | None = None, value: Any = None) -> HttpError:
    """422 as most operations say it: a list of objects."""
    error = {"resource": resource, "field": name, "code": code}
    error |= {"message": message} if message is not None else {}
    error |= {"value": value} if value is not None else {}
    return HttpError(422, "Validation Failed", [error])


def unprocessable(*errors: str) -> HttpError:
    """422 as creating a review says it: a list of sentences, none of which names the comment at fault."""
    return HttpError(422, "Unprocessable Entity", list(errors))


@dataclass
class Exchange:
    """One line of the log."""

    request: Request
    at: datetime
    login: str | None = None
    status: int = 0  # 0: the connection was dropped
    response: Any = None
    violations: list[str] = field(default_factory=list)
    fault: str | None = None

    @property
    def method(self) -> str:
        return self.request.method

    @property
    def path(self) -> str:
        return self.request.plain_path

    @property
    def body(self) -> Any:
        return self.request.body

    @property
    def is_write(self) -> bool:
        """Whether it may have changed something."""
        if self.request.is_graphql:
            return isinstance(self.body, dict) and str(self.body.get("query")).lstrip().startswith("mutation")
        return self.method not in ("GET", "HEAD")

    def __str__(self) -> str:
        query = f"?{self.request.query_string}" if self.request.query_string else ""
        return f"{self.method} {self.path}{query} -> {self.status or 'dropped'}"
