"""What the whole data hides: the audit, and what it found."""

import json
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypedDict

from tunesmith import _core
from tunesmith._findings import DataError, Finding, in_python, parse


class AuditOptions(TypedDict, total=False):
    """What an audit may be asked for: see ``tunesmith audit --help``."""

    include_test: bool
    include: Sequence[str]
    formats: Sequence[str]
    prompt_template: str | os.PathLike[str]
    strategy: str
    response: str
    pool_splits: bool
    all: bool
    similarity: float
    similarity_by: Literal["grams", "words"]
    only_leaks: bool
    tokenizer: str | os.PathLike[str]
    max_tokens: int
    epochs: int
    baseline: str | os.PathLike[str]
    write_baseline: str | os.PathLike[str]
    threads: int


#: Their names.
KNOWN = frozenset(AuditOptions.__annotations__)


@dataclass(frozen=True)
class Audit:
    """What an audit found."""

    #: What was found, the most serious last; 10,000 of a kind, as with ``--message-format json``.
    findings: list[Finding]
    #: What ``audit`` prints on standard output.
    text: str
    errors: int
    warnings: int
    #: What else is to be heard of it.
    notes: list[str]

    def __str__(self) -> str:
        return self.text


def run(
    core: _core.Core,
    unified_dir: str,
    options: Mapping[str, Any],
    from_memory: bool,
    watcher: Callable[[int, int, int], object] | None,
) -> Audit:
    """Audits the split files in a folder."""
    told = json.loads(_core.audit(core, json.dumps(options), unified_dir, from_memory, watcher))
    if "error" in told:
        error = in_python(told["error"])
        if told["usage"]:
            raise ValueError(error)
        raise DataError(error, [])
    return Audit(
        findings=parse(told["findings"]),
        text=told["text"],
        errors=told["errors"],
        warnings=told["warnings"],
        notes=[in_python(note) for note in told["notes"]],
    )
