"""The options of a run, by the names of the command's with underscores."""

import operator
import os
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal, TypedDict


class Options(TypedDict, total=False):
    """What a run may be asked for.

    Rows: ``include_test`` and ``include`` write the optional splits, all or by name; ``pool_splits`` takes each row to its own
    split, whatever file it stands in; ``sample`` writes at most so many rows a split, drawn by ``seed``.

    Prompts: ``formats`` by name, or ``simple_only``; ``prompt_template``, ``strategy`` and ``response`` replace those of the last
    format.

    Files: ``shape`` of a line, ``compress``, and ``trainers``, for which files are written too, by the names that ``tunesmith
    gen-data --for`` takes (``["openai", "trl"]``); ``system="fold"`` puts the system text into the first turn of the user; with
    ``force``, files that no run made are replaced.

    Faults: ``on_invalid="skip"`` leaves rows at fault out, ``rejects`` writes them to a file. ``mask_personal`` replaces
    personal data. ``dedupe``, ``drop_leaks`` and ``resplit`` (shares of the splits) deal with rows that are alike, and
    ``removed`` writes those that were left out for it.

    ``threads`` is how many are used; what is written does not depend on it.
    """

    include_test: bool
    include: Sequence[str]
    formats: Sequence[str]
    simple_only: bool
    prompt_template: str | os.PathLike[str]
    strategy: str
    response: str
    pool_splits: bool
    sample: int
    seed: int
    shape: Literal["messages", "prompt-completion"]
    compress: Literal["zstd"]
    trainers: Sequence[str]
    system: Literal["kept", "fold"]
    on_invalid: Literal["error", "skip"]
    rejects: bool
    removed: bool
    mask_personal: bool
    dedupe: Literal["exact", "normalised", "near"]
    drop_leaks: bool
    resplit: Sequence[float]
    force: bool
    threads: int


def checked(options: Mapping[str, Any], known: frozenset[str] = frozenset(Options.__annotations__)) -> dict[str, Any]:
    """The options that say something, as plain values. Raises where one is none of those known, or of another type."""
    found: dict[str, Any] = {}
    for name, value in options.items():
        if name not in known:
            raise TypeError(f"there is no option {name!r}: {', '.join(sorted(known))}")
        if value is None:
            continue
        what, plain = _KINDS.get(name, _TEXT)
        try:
            found[name] = plain(value)
        except (TypeError, ValueError):
            raise TypeError(f"{name}={value!r}: {what} is expected, not {type(value).__name__}") from None
    if "seed" in found and not found.keys() & {"sample", "resplit"}:
        raise ValueError("seed says how rows are drawn: give sample or resplit with it")
    return found


def _flag(value: Any) -> bool:
    # A bool of NumPy is no bool.
    plain = value.item() if hasattr(value, "item") else value
    if not isinstance(plain, bool):
        raise TypeError
    return plain


def _number(least: int) -> Callable[[Any], int]:
    def plain(value: Any) -> int:
        if isinstance(value, bool) or operator.index(value) < least:
            raise TypeError
        return operator.index(value)

    return plain


def _text(value: Any) -> str:
    text = os.fspath(value)
    if not isinstance(text, str):
        raise TypeError
    return text


def _texts(value: Any) -> list[str]:
    return [value] if isinstance(value, str) else [_text(item) for item in value]


def _shares(value: Any) -> list[float]:
    if isinstance(value, str):
        raise TypeError
    return [float(share) for share in value]


_FLAG = ("True or False", _flag)
_TEXT = ("a string", _text)
_TEXTS = ("a list of strings", _texts)

#: What the values of options are, and how they are made plain; strings where nothing is said.
_KINDS: dict[str, tuple[str, Callable[[Any], Any]]] = {
    "include_test": _FLAG,
    "include": _TEXTS,
    "formats": _TEXTS,
    "simple_only": _FLAG,
    "pool_splits": _FLAG,
    "sample": ("a whole number from 1", _number(1)),
    "seed": ("a whole number from 0", _number(0)),
    "trainers": _TEXTS,
    "rejects": _FLAG,
    "removed": _FLAG,
    "mask_personal": _FLAG,
    "drop_leaks": _FLAG,
    "resplit": ("a list of shares, such as [0.8, 0.1, 0.1],", _shares),
    "force": _FLAG,
    "threads": ("a whole number from 1", _number(1)),
    "all": _FLAG,
    "only_leaks": _FLAG,
    "similarity": ("a number", float),
    "max_tokens": ("a whole number from 1", _number(1)),
    "epochs": ("a whole number from 1", _number(1)),
}
