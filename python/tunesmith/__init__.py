"""Prompt templates as source code: checked, and rendered to chat-format fine-tuning data.

The same engine as the ``tunesmith`` command, on Arrow batches: the same checks, the same bytes.

>>> import tunesmith
>>> project = tunesmith.load("tests/projects/tickets")
>>> [format.name for format in project.formats]
['brief', 'triage']
"""

from tunesmith._audit import Audit, AuditOptions
from tunesmith._core import __version__
from tunesmith._findings import (
    AnswerError,
    DataError,
    Finding,
    RecordError,
    Related,
    TemplateError,
    TunesmithWarning,
)
from tunesmith._options import Options
from tunesmith._project import Contract, Format, Project, Report, Split, load
from tunesmith._strategy import Strategy

# What they are called where they are raised.
for _error in (AnswerError, DataError, RecordError, TemplateError, TunesmithWarning):
    _error.__module__ = __name__

__all__ = [
    "AnswerError",
    "Audit",
    "AuditOptions",
    "Contract",
    "DataError",
    "Finding",
    "Format",
    "Options",
    "Project",
    "RecordError",
    "Related",
    "Report",
    "Split",
    "Strategy",
    "TemplateError",
    "TunesmithWarning",
    "__version__",
    "load",
]
