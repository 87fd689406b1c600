"""The description of the API (OpenAPI) as a page: groups of operations with what they take and give."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

# Addresses of examples; bodies are made of the schema's own examples and of values that tell the type.
EXAMPLES = {"customer_id": "4711", "external_id": "H-4711", "follow_up_id": "93", "reference": "K-2026-00482"}
SAMPLE_TEXTS = {"date": "2026-12-31", "date-time": "2026-12-31T14:05:00+07:00"}
DEPTH = 4


@dataclass(frozen=True)
class Property:
    name: str
    kind: str
    is_required: bool
    description: str


@dataclass(frozen=True)
class Operation:
    method: str
    path: str
    anchor: str
    summary: str
    description: str
    scope: str
    parameters: list[Property]
    body: list[Property]
    answer: list[Property]
    example: str


def marked(text: str) -> SafeString:
    """A description as HTML: lines run on, and what stands between backticks is code."""
    parts = " ".join(text.split()).split("`")
    return mark_safe("".join(  # noqa: S308 - every part is escaped
        f"<code>{escape(part)}</code>" if place % 2 else str(escape(part)) for place, part in enumerate(parts)
    ))  # fmt: skip


def groups_of(schema: Mapping[str, Any]) -> list[tuple[str, list[Operation]]]:
    """Heading and operations, in the order of the schema."""
    groups: dict[str, list[Operation]] = {}
    for path, methods in schema["paths"].items():
        for method, details in methods.items():
            groups.setdefault(details.get("tags", ["API"])[0], []).append(_operation(schema, path, method, details))
    return list(groups.items())


def _operation(schema: Mapping[str, Any], path: str, method: str, details: Mapping[str, Any]) -> Operation:
    body = _content(schema, details.get("requestBody", {}))
    answers = [_content(schema, one) for status, one in details["responses"].items() if str(status).startswith("2")]
    scopes = [scope for one in details.get("security", []) for scopes in one.values() for scope in scopes]
    return Operation(
        method=method.upper(),
        path=path,
        anchor=details["operationId"],
        summary=details["summary"],
        description=marked(details.get("description", "")),
        scope=scopes[0] if scopes else "",
        parameters=[
            Property(
                one["name"],
                _kind(schema, one["schema"]),
                one.get("required", False),
                marked(one.get("description", "")),
            )
            for one in details.get("parameters", [])
        ],
        body=list(_properties(schema, body)),
        answer=list(_properties(schema, answers[0])) if answers else [],
        example=_curl(schema, path, method, body),
    )


def _content(schema: Mapping[str, Any], holder: Mapping[str, Any]) -> Mapping[str, Any]:
    found = holder.get("content", {}).get("application/json", {}).get("schema", {})
    return _resolved(schema, found)


def _resolved(schema: Mapping[str, Any], part: Mapping[str, Any]) -> Mapping[str, Any]:
    if "$ref" in part:
        return schema["components"]["schemas"][part["$ref"].rsplit("/", 1)[-1]]
    return part


def _properties(schema: Mapping[str, Any], part: Mapping[str, Any], prefix: str = "") -> Iterator[Property]:
    """The fields of an object, those of lists of objects below them."""
    part = _resolved(schema, part.get("items", part))
    required = set(part.get("required", ()))
    for name, details in part.get("properties", {}).items():
        path = f"{prefix}{name}"
        yield Property(path, _kind(schema, details), name in required, marked(details.get("description", "")))
        if details.get("type") == "array" and path.count(".") < DEPTH:
            yield from _properties(schema, details, f"{path}[].")


def _kind(schema: Mapping[str, Any], part: Mapping[str, Any]) -> str:
    """What a value is, in a few words."""
    for several in ("anyOf", "allOf"):
        if several in part:
            return " / ".join(dict.fromkeys(_kind(schema, one) for one in part[several]))
    part = _resolved(schema, part)
    if "enum" in part or "const" in part:
        return " · ".join(str(word) for word in part.get("enum", [part.get("const")]))
    if part.get("type") == "array":
        return f"list of {_kind(schema, part.get('items', {}))}"
    words = {"date": "date", "date-time": "moment"}
    kind = words.get(part.get("format", ""), part.get("type", "anything"))
    limit = f", up to {part['maxLength']}" if "maxLength" in part else ""
    return f"{kind}{limit}"


def _curl(schema: Mapping[str, Any], path: str, method: str, body: Mapping[str, Any]) -> str:
    for name, value in EXAMPLES.items():
        path = path.replace(f"{{{name}}}", value)
    lines = [f"curl https://crm.example.com{path}", '-H "Authorization: Bearer $PRIMA_KEY"']
    if method != "get":
        lines[0] = f"curl -X {method.upper()} https://crm.example.com{path}"
    if body:
        sample = json.dumps(_sample(schema, body, only_required=method != "patch"), ensure_ascii=False)
        lines += ['-H "Content-Type: application/json"', f"-d '{sample}'"]
    return " \\\n  ".join(lines)


def _sample(schema: Mapping[str, Any], part: Mapping[str, Any], *, only_required: bool = True) -> Any:
    part = _resolved(schema, part)
    for several in ("anyOf", "allOf"):
        if several in part:
            return _sample(schema, part[several][0])
    if "enum" in part:
        return part["enum"][0]
    if part.get("type") == "array":
        return [_sample(schema, part.get("items", {}))]
    if "properties" in part:
        wanted = part.get("required", []) if only_required else [*part.get("required", []), "city", "custom"]
        return {name: _sample(schema, part["properties"][name]) for name in wanted}
    return _plain_sample(part)


def _plain_sample(part: Mapping[str, Any]) -> Any:
    match part.get("type"):
        case "integer":
            return 4711 if part.get("minimum") == 1 else 1
        case "number":
            return "1250000.00"
        case "boolean":
            return True
        case "object":
            return {}
    return SAMPLE_TEXTS.get(part.get("format", ""), "…")
