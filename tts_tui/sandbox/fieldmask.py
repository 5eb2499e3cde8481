"""Field masks: which fields an answer shows, which fields a change writes.

Source: grpc-gateway `runtime/query.go`, protoc-gen-go-json's `unmarshal.go` and
`pkg/rpcmiddleware/validator/validator.go`; recordings/02_applications.json.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tts_tui.sandbox.errors import INVALID_ARGUMENT, ApiError, PlainError

if TYPE_CHECKING:
    from collections.abc import Collection

    from tts_tui.sandbox.wire import JSON

__all__ = ["allowed", "from_body", "from_query", "merged", "selected"]


def from_query(query: dict[str, list[str]]) -> list[str]:
    """The paths in a query: one `field_mask=a,b`, or `field_mask.paths` once for each path."""
    written = query.get("field_mask", [])
    if len(written) > 1:
        raise PlainError(INVALID_ARGUMENT, f'too many values for field "field_mask": {", ".join(written)}')
    return [path for each in written for path in each.split(",")] + query.get("field_mask.paths", [])


def from_body(body: JSON) -> list[str]:
    """The paths in a body: `{"paths": ["a", "b"]}` or `"a,b"`; a bare list is refused, and so is `{}`."""
    written: Any = body.get("field_mask")
    if written is None:
        return []
    if isinstance(written, str):
        return written.split(",")
    if isinstance(written, dict) and list(written) == ["paths"]:
        paths = written["paths"] or []
        if isinstance(paths, list) and all(isinstance(path, str) for path in paths):
            return paths
    raise PlainError(INVALID_ARGUMENT, "unmarshal error at path 'field_mask': invalid field mask")


def selected(fields: JSON, paths: Collection[str]) -> JSON:
    """What the paths name of nested fields: `session.dev_addr` gives the address, and the session around it."""
    found: JSON = {}
    for path in paths:
        here, into, names = fields, found, path.split(".")
        for name in names[:-1]:
            inner = here.get(name)
            if not isinstance(inner, dict):
                break
            here, into = inner, into.setdefault(name, {})
        else:
            if names[-1] in here:
                into[names[-1]] = here[names[-1]]
    return found


def merged(fields: JSON, written: JSON, paths: Collection[str]) -> JSON:
    """Nested fields after a change: each path is what was written, or nothing where that lacks it."""
    found = dict(fields)
    for path in paths:
        name, _, rest = path.partition(".")
        if rest and isinstance(written.get(name), dict):
            found[name] = merged(found.get(name) or {}, written[name], [rest])
        elif not rest and name in written:
            found[name] = written[name]
        elif not rest:
            found.pop(name, None)
    return found


def allowed(paths: list[str], known: Collection[str]) -> list[str]:
    """The paths, if all of them may be used in this call."""
    forbidden = [path for path in paths if path not in known]
    if forbidden:
        raise ApiError(
            INVALID_ARGUMENT,
            "pkg/rpcmiddleware/validator",
            "field_mask_paths",
            "forbidden path(s) in field mask",
            forbidden_paths=forbidden,
        )
    return paths
