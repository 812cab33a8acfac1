"""Answers, held against the JSON Schema of a contract: the keywords that such a schema has."""

import json
from typing import Any

from tunesmith._findings import AnswerError

_TYPES: dict[str, tuple[type, ...]] = {
    "object": (dict,),
    "array": (list,),
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "null": (type(None),),
}


def read(text: str) -> Any:
    """The value of a JSON text; a key that stands twice, and what only Python takes for JSON, is refused."""

    def members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) < len(pairs):
            twice = next(key for index, (key, _) in enumerate(pairs) if key in dict(pairs[:index]))
            raise AnswerError("$", f"the key {_quoted(twice)} stands twice")
        return found

    def constant(name: str) -> None:
        raise AnswerError("$", f"`{name}` is not JSON")

    try:
        return json.loads(text, object_pairs_hook=members, parse_constant=constant)
    except json.JSONDecodeError as error:
        raise AnswerError("$", f"it is not JSON: {error}") from error
    except RecursionError:
        raise AnswerError("$", "it is nested too deeply") from None


def check(value: Any, schema: dict[str, Any], place: str = "$") -> None:
    """Raises where the value is not one that the schema admits."""
    if "anyOf" in schema:
        _check_any(value, schema["anyOf"], place)
        return
    kinds = [schema["type"]] if isinstance(schema["type"], str) else schema["type"]
    if not any(_is(value, kind) for kind in kinds):
        raise AnswerError(place, f"it is {_shown(value)}; it must be {' or '.join(kinds)}")
    if "enum" in schema and not any(type(value) is type(one) and value == one for one in schema["enum"]):
        allowed = ", ".join(_quoted(one) for one in schema["enum"])
        raise AnswerError(place, f"it is {_shown(value)}; allowed: {allowed}")
    if isinstance(value, dict):
        _check_members(value, schema, place)
    elif isinstance(value, list):
        if len(value) > schema.get("maxItems", len(value)):
            raise AnswerError(place, f"it has {len(value)} items; at most {schema['maxItems']}")
        for index, item in enumerate(value):
            check(item, schema.get("items", {}), f"{place}[{index}]")


def _check_any(value: Any, schemas: list[dict[str, Any]], place: str) -> None:
    errors = []
    for schema in schemas:
        try:
            check(value, schema, place)
            return
        except AnswerError as error:
            errors.append(error)
    # The one that went deepest into the answer is the one that was meant.
    raise max(errors, key=lambda error: len(error.place))


def _check_members(value: dict[str, Any], schema: dict[str, Any], place: str) -> None:
    for key in schema.get("required", []):
        if key not in value:
            raise AnswerError(place, f"the key {_quoted(key)} is missing")
    for key, member in value.items():
        if key not in schema["properties"]:
            known = ", ".join(_quoted(known) for known in schema["properties"])
            raise AnswerError(place, f"there is no key {_quoted(key)}; its keys: {known}")
        check(member, schema["properties"][key], f"{place}.{key}")


def _is(value: Any, kind: str) -> bool:
    # A bool is an int to Python.
    return isinstance(value, _TYPES[kind]) and (kind == "boolean" or not isinstance(value, bool))


def _shown(value: Any) -> str:
    if isinstance(value, (dict, list)):
        return "an object" if isinstance(value, dict) else "an array"
    text = _quoted(value)
    return text if len(text) <= 60 else text[:59] + "…"


def _quoted(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
