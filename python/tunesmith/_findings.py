"""Findings, and the errors that carry them."""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Related:
    """Another place that matters to a finding."""

    message: str
    file: str
    line: int
    column: int
    record: int | None
    id: str | None


@dataclass(frozen=True)
class Finding:
    """What is wrong, and where: the fields of ``--message-format json``."""

    severity: str
    code: str
    message: str
    file: str
    line: int
    column: int
    end_line: int
    end_column: int
    record: int | None
    id: str | None
    help: tuple[str, ...]
    fix: tuple[dict[str, Any], ...] | None
    related: tuple[Related, ...]

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}: {self.severity}[{self.code}]: {self.message}"


def parse(lines: Iterable[str]) -> list[Finding]:
    """The findings that JSON objects say, one a line."""
    return [_finding(json.loads(line)) for line in lines]


def in_python(text: str) -> str:
    """A message that names options of the command, with their names here."""
    return re.sub(r"(?<![\w-])--([a-z]+(?:-[a-z]+)*)", lambda option: option[1].replace("-", "_"), text)


def _finding(fields: dict[str, Any]) -> Finding:
    fix = fields.pop("fix")
    return Finding(
        help=tuple(fields.pop("help")),
        fix=None if fix is None else tuple(fix),
        related=tuple(Related(**place) for place in fields.pop("related")),
        **fields,
    )


class TunesmithWarning(UserWarning):
    """A finding that is no error."""


class _WithFindings(ValueError):
    def __init__(self, message: str, findings: list[Finding]) -> None:
        super().__init__(message, findings)
        self.findings = findings

    def __str__(self) -> str:
        return str(self.args[0])


class TemplateError(_WithFindings):
    """A project's files are at fault. The text is what ``tunesmith check`` prints."""


class DataError(_WithFindings):
    """A run wrote nothing. The text says why, with all that was found in the data."""


class RecordError(ValueError):
    """No message can be made of a record: ``faults`` are pairs of a finding's code and what is wrong."""

    def __init__(self, faults: list[tuple[str, str]]) -> None:
        super().__init__(faults)
        self.faults = faults

    def __str__(self) -> str:
        return "; ".join(f"{reason} [{code}]" for code, reason in self.faults)


class AnswerError(ValueError):
    """An answer is not one that the contract admits: ``place`` is where, such as ``$.label`` or ``$.tags[2]``."""

    def __init__(self, place: str, reason: str) -> None:
        super().__init__(place, reason)
        self.place = place
        self.reason = reason

    def __str__(self) -> str:
        return f"the answer at {self.place}: {self.reason}"
