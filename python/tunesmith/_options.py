"""The options of a run, by the names of the command's with underscores."""

import os
from collections.abc import Mapping, Sequence
from typing import Any, Literal, TypedDict


class Options(TypedDict, total=False):
    """What a run may be asked for: see ``tunesmith gen-data --help``."""

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


def check(options: Mapping[str, Any], known: frozenset[str] = frozenset(Options.__annotations__)) -> None:
    """Raises where an option is none of those known."""
    for name in options:
        if name not in known:
            raise TypeError(f"there is no option {name!r}: {', '.join(sorted(known))}")
