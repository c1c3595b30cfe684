"""Checks each exchange against GitHub's own OpenAPI description (a slice of it: ``make_slices.py``)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema.exceptions import best_match
from openapi_schema_validator import OAS30Validator
from referencing import Registry
from referencing.jsonschema import DRAFT4

from .exchange import Request, Response

DESCRIPTION = Path(__file__).parent / "openapi.json"
SLASHED = {"path", "basehead", "ref"}  # path parameters that may hold a slash

# The description forbids these nulls, and GitHub sends them.
NULLS = {
    ("issue", "state_reason"): "null on an open issue; the enum names only the reasons",
    ("pull-request-review-comment", "line"): "null once the comment is outdated",
    ("pull-request-review-comment", "position"): "null once the comment is outdated",
    ("pull-request-review-comment", "start_side"): "null for a comment on one line; the enum has no null",
    ("pull-request", "head.repo"): "null once the fork is deleted",
    ("webhook-pull-request-synchronize", "pull_request.head.repo"): "null once the fork is deleted",
}

# Answers that any operation can give, so the description does not repeat them for each.
ANYWHERE = {301, 304, 307, 401, 403, 404, 429, 500, 502, 503}


class Contract:
    """The slice, loaded once for a process by :func:`contract`."""

    def __init__(self, description: Path = DESCRIPTION) -> None:
        self.spec: dict[str, Any] = json.loads(description.read_text())
        for (schema, name), _reason in NULLS.items():
            _allow_null(self.spec["components"]["schemas"][schema], name)
        self.registry: Registry[Any] = Registry().with_resource("urn:github", DRAFT4.create_resource(self.spec))
        paths = sorted(self.spec["paths"], key=lambda path: path.count("{"))
        self.routes = [(re.compile(_pattern(path)), path) for path in paths]
        self.validator = cache(self._validator)

    def operation(self, method: str, path: str) -> tuple[str, dict[str, Any]] | None:
        path += "/" if path.endswith("/contents") else ""  # the root folder, which can be asked for with and without
        for pattern, template in self.routes:
            if pattern.fullmatch(path) and method.lower() in self.spec["paths"][template]:
                return template, self.spec["paths"][template][method.lower()]
        return None

    def check_request(self, request: Request) -> list[str]:
        """What is wrong with a request; GitHub itself would often only ignore it."""
        found = self.operation(request.method, request.plain_path)
        if found is None:
            return [f"no such operation in the slice: {request.method} {request.plain_path}"]
        path, operation = found
        return [*self._query(request, path, operation), *self._body(request, path, operation)]

    def check_response(self, request: Request, response: Response) -> list[str]:
        """What is wrong with our answer, so that a client is never tested against a GitHub that isn't."""
        found = self.operation(request.method, request.plain_path)
        if found is None or not response.is_json:
            return []
        path, operation = found
        status = str(response.status)
        if status not in operation["responses"]:
            return [] if response.status in ANYWHERE else [f"response: status {status} is not described"]
        described = operation["responses"][status]
        pointer = (
            described["$ref"][1:]
            if "$ref" in described
            else f"/paths/{_escape(path)}/{request.method.lower()}/responses/{status}"
        )
        if "application/json" not in self._resolve(described).get("content", {}):
            return []
        return self._check(f"{pointer}/content/application~1json/schema", response.body, "response")

    def check_event(self, name: str, payload: Any) -> list[str]:
        """``name`` is the webhook's in the description, such as ``pull-request-opened``."""
        return self._check(f"/x-webhooks/{name}", payload, "event")

    def _query(self, request: Request, path: str, operation: dict[str, Any]) -> Iterator[str]:
        described = [*operation.get("parameters", ()), *self.spec["paths"][path].get("parameters", ())]
        parameters = {one["name"]: one["schema"] for one in map(self._resolve, described) if one["in"] == "query"}
        for name, value in request.query.items():
            if name not in parameters:
                yield f"unknown query parameter: {name}"
                continue
            kind = parameters[name].get("type")
            parsed: Any = value
            if kind == "integer" and value.lstrip("-").isdigit():
                parsed = int(value)
            elif kind == "boolean" and value in ("true", "false"):
                parsed = value == "true"
            for error in OAS30Validator(parameters[name], registry=self.registry).iter_errors(parsed):
                yield f"query parameter {name}: {error.message}"

    def _body(self, request: Request, path: str, operation: dict[str, Any]) -> Iterator[str]:
        described = self._resolve(operation["requestBody"]) if "requestBody" in operation else None
        if described is None:
            if request.content:
                yield "body: none is expected"
        elif not request.content:
            if described.get("required"):
                yield "body: missing"
        else:
            pointer = f"/paths/{_escape(path)}/{request.method.lower()}/requestBody/content/application~1json/schema"
            yield from self._check(pointer, request.body, "body")
            schema = self._resolve(described["content"]["application/json"]["schema"])
            yield from _unknown(schema, request.body, "body")

    def _check(self, pointer: str, instance: Any, what: str) -> list[str]:
        found = (best_match([error]) for error in self.validator(pointer).iter_errors(instance))
        return [f"{what} {'/'.join(map(str, one.absolute_path))}: {one.message[:200]}" for one in found if one]

    def _validator(self, pointer: str) -> OAS30Validator:
        return OAS30Validator({"$ref": f"urn:github#{pointer}"}, registry=self.registry)

    def _resolve(self, value: dict[str, Any]) -> dict[str, Any]:
        while "$ref" in value:
            _, *keys = value["$ref"].split("/")
            value = self.spec
            for key in keys:
                value = value[key]
        return value


@cache
def contract() -> Contract:
    return Contract()


def _unknown(schema: dict[str, Any], value: Any, where: str) -> Iterator[str]:
    """Properties that the description does not know, in objects and in lists of objects."""
    if isinstance(value, dict) and "properties" in schema:
        for name, child in value.items():
            if name not in schema["properties"]:
                yield f"{where}: unknown property {name}"
            else:
                yield from _unknown(schema["properties"][name], child, f"{where} {name}")
    elif isinstance(value, list) and "items" in schema:
        for child in value:
            yield from _unknown(schema["items"], child, where)


def _allow_null(schema: dict[str, Any], path: str) -> None:
    """Widens one property, named by its path through objects that stand inside each other."""
    *outer, name = path.split(".")
    for step in outer:
        schema = schema["properties"][step]
    described = schema["properties"][name]
    schema["properties"][name] = {"anyOf": [{"enum": [None], "nullable": True}, described]}


def _pattern(path: str) -> str:
    return re.sub(r"\\\{(\w+)\\\}", lambda match: ".*" if match[1] in SLASHED else "[^/]+", re.escape(path))


def _escape(path: str) -> str:
    return path.replace("~", "~0").replace("/", "~1")
