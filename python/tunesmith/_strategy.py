"""A strategy with the contract that it is asked with."""

import json
import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal

from tunesmith import _answer
from tunesmith._findings import AnswerError, RecordError
from tunesmith._render import render

if TYPE_CHECKING:
    from tunesmith._project import Contract, Project


class Strategy:
    """A strategy with the contract that it was checked against: ``project.strategy(…)`` makes one.

    >>> import tunesmith
    >>> strategy = tunesmith.load("tests/projects/tickets").strategy("routing/brief.json", "brief")
    >>> strategy
    Strategy('routing/brief.json', 'brief', response='queue_name')
    """

    __slots__ = ("_core", "contract", "name", "project", "sha256", "template")

    def __init__(self, project: "Project", template: str, name: str, response: str | None = None) -> None:
        self._core = project._core
        #: The project that it belongs to.
        self.project = project
        #: Path of its template, below ``templates/``.
        self.template = template
        #: Its name.
        self.name = name
        #: The contract that it is asked with.
        self.contract: Contract = project.contracts[self._core.pair(template, name, response)]
        #: SHA-256 of its template.
        self.sha256: str = next(
            sha256 for known, strategy, sha256 in project._strategies if (known, strategy) == (template, name)
        )

    @property
    def json_schema(self) -> dict[str, Any]:
        """JSON Schema of the answer, for structured outputs and guided decoding."""
        return self.contract.json_schema

    @property
    def _asked(self) -> tuple[str, str, str]:
        return (self.template, self.name, self.contract.name)

    def messages(
        self, record: Mapping[str, Any], *, answer: bool = False, system: Literal["kept", "fold"] = "kept"
    ) -> list[dict[str, str]]:
        """System and user message about a record, and with ``answer`` what the model is trained to say. ``system="fold"`` is for
        a model that was trained on rows with it.

        >>> import tunesmith
        >>> strategy = tunesmith.load("tests/projects/tickets").strategy("routing/brief.json", "brief")
        >>> messages = strategy.messages({"body": "The app crashes.", "subject": "Crash"})
        >>> [message["role"] for message in messages]
        ['system', 'user']
        """
        messages, faults = self._core.messages(self._asked, _text_of(record), answer, system)
        if messages is None:
            raise RecordError(faults)
        return [{"role": role, "content": content} for role, content in messages]

    def request(
        self, record: Mapping[str, Any], *, model: str, system: Literal["kept", "fold"] = "kept"
    ) -> dict[str, Any]:
        """Body of a request about a record to an OpenAI-style chat API, with the template's sampling parameters."""
        body, faults = self._core.request(self._asked, _text_of(record), model, system)
        if body is None:
            raise RecordError(faults)
        return dict(json.loads(body))

    def parse(self, answer: str) -> Any:
        """What a model answered: a value that the contract admits, a text where answers are plain.

        >>> import tunesmith
        >>> strategy = tunesmith.load("tests/projects/tickets").strategy("routing/triage.json", "triage")
        >>> strategy.parse("Sorry, I cannot do that.")
        Traceback (most recent call last):
          ...
        tunesmith.AnswerError: the answer at $: it is not JSON: Expecting value: line 1 column 1 (char 0)
        """
        if not isinstance(answer, str):
            raise AnswerError("$", f"it is {type(answer).__name__}, no text")
        value = answer if self.contract.is_text else _answer.read(answer)
        _answer.check(value, self.contract.json_schema)
        return value

    def render(
        self,
        batch: Any,
        *,
        output: Literal["messages", "line"] = "messages",
        shape: Literal["messages", "prompt-completion"] = "messages",
        answer: bool = True,
        system: Literal["kept", "fold"] = "kept",
    ) -> Any:
        """The rows of data, in their order: ``messages`` or ``line``, ``split`` and ``finding``.

        ``batch`` is anything that speaks Arrow's PyCapsule interface, a dataset, a list of records, or what ``datasets`` hands
        to a function that maps batches; one batch gives a ``pyarrow.RecordBatch``, all else a ``pyarrow.Table``. ``line`` has
        the bytes that ``gen-data`` writes, without the line feed. With the shape ``prompt-completion`` there are the columns
        ``prompt`` and ``completion`` instead of ``messages``. Without ``answer`` the messages are those of a request, and rows
        need no label; ``system`` is as in `Options`. A row that cannot be rendered has the code of the finding in ``finding``, and null instead of messages;
        ids that stand twice are for `Project.generate` to find.

        >>> import pyarrow, tunesmith
        >>> strategy = tunesmith.load("tests/projects/tickets").strategy("routing/brief.json", "brief")
        >>> strategy.render(pyarrow.table({"subject": ["No body"]})).column("finding").to_pylist()
        ['missing-field']
        """
        return render(self._core, batch, self._asked, [], output, shape, answer, system)

    def __repr__(self) -> str:
        return f"Strategy({self.template!r}, {self.name!r}, response={self.contract.name!r})"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Strategy):
            return NotImplemented
        return self._asked == other._asked and self.project == other.project

    def __hash__(self) -> int:
        return hash((self._asked, self.project))

    def __reduce__(self) -> tuple[Any, ...]:
        return (Strategy, (self.project, *self._asked))


def _text_of(record: Mapping[str, Any]) -> bytes:
    try:
        members = dict(record)
    except (TypeError, ValueError):
        raise TypeError(f"a record is a mapping of fields to values, not {type(record).__name__}") from None
    return json.dumps({name: _plain(value) for name, value in members.items()}, default=_plain).encode()


def _plain(value: Any) -> Any:
    # A number of NumPy or pandas.
    plain = value.item() if hasattr(value, "item") else value
    if isinstance(plain, float) and math.isnan(plain) or type(plain).__name__ in ("NAType", "NaTType"):
        # What data frames have where there is nothing.
        return None
    if plain is value and not isinstance(value, (str, int, float, list, tuple, dict, type(None))):
        raise TypeError(f"a record holds text, numbers, booleans, lists of texts and None, not {type(value).__name__}")
    return plain
