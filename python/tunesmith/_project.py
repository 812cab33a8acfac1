"""Projects: loaded, checked, and what is in them."""

import json
import os
import warnings
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from tunesmith import _audit, _core
from tunesmith._arrow import arrow_of, is_path, place
from tunesmith._audit import Audit
from tunesmith._findings import DataError, Finding, TemplateError, TunesmithWarning, in_python, parse
from tunesmith._options import Options, checked
from tunesmith._render import render
from tunesmith._strategy import Strategy

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from tunesmith._audit import AuditOptions


@dataclass(frozen=True)
class Contract:
    """What a strategy's model is trained to answer."""

    name: str
    description: str
    sha256: str
    #: JSON Schema of the answer.
    json_schema: dict[str, Any]
    #: Whether answers are plain text and no JSON.
    is_text: bool
    #: The field that chooses the answer; none where there is one answer for all.
    label: str | None


@dataclass(frozen=True)
class Split:
    """A split of the data: the file that it is read from, without its ending, and the file that is written."""

    name: str
    input: str
    output: str
    optional: bool


@dataclass(frozen=True)
class Format:
    """A format that ``gen-data`` writes: its strategy, and what stands behind a split's name in the file's."""

    name: str
    template: str
    strategy: str
    suffix: str


@dataclass(frozen=True)
class Report:
    """What a run did."""

    #: The files that were written, with their rows.
    files: dict[str, int]
    #: What ``gen-data`` prints on standard output.
    text: str
    #: What else is to be heard of the run.
    notes: list[str]
    #: What became of the rows of each input, in a line.
    ledger: list[str]
    #: What was found in the data, the first 10,000 of each kind.
    findings: list[Finding]
    errors: int
    warnings: int

    def __str__(self) -> str:
        return "\n".join([self.text.rstrip("\n"), *self.notes, *self.ledger])


def load(
    path: str | os.PathLike[str],
    *,
    allow: str | Sequence[str] = (),
    warn: str | Sequence[str] = (),
    deny: str | Sequence[str] = (),
) -> "Project":
    """Reads and checks the project in a folder, where ``tunesmith.json`` is, or which that file itself names.

    ``allow``, ``warn`` and ``deny`` set the levels of findings by their codes, as the options of the command do. What is
    an error raises `TemplateError`; what is a warning warns.

    >>> import tunesmith
    >>> tunesmith.load("tests/projects/tickets")
    Project(formats=['brief', 'triage'], contracts=['queue_name', 'triage_v1'])
    """
    folder = Path(path)
    if folder.name == "tunesmith.json" and folder.is_file():
        folder = folder.parent
    codes = ([given] if isinstance(given, str) else list(given) for given in (allow, warn, deny))
    return Project(_checked(*_core.Core.load(folder, *codes)), folder)


def _checked(core: _core.Core | None, said: tuple[list[str], str]) -> _core.Core:
    lines, text = said
    findings = parse(lines)
    if core is None:
        raise TemplateError(text, findings)
    for finding in findings:
        warnings.warn(str(finding), TunesmithWarning, stacklevel=3)
    return core


class Project:
    """A checked project: `load` reads one.

    It is its text, wherever that was read: pickled and copied it is the same, without any file.
    """

    def __init__(self, core: _core.Core, root: Path | None = None) -> None:
        described = json.loads(core.describe())
        self._core = core
        self._content = core.content()
        self._strategies = [(it["template"], it["name"], it["sha256"]) for it in described["strategies"]]
        self._folders: tuple[str, str] = (described["data"], described["output"])
        #: The folder that it was read from; none of one that was pickled.
        self.root = root
        #: Its contracts, by name.
        self.contracts: dict[str, Contract] = {
            it["name"]: Contract(
                it["name"], it["description"], it["sha256"], json.loads(it["json_schema"]), it["text"], it["label"]
            )
            for it in described["contracts"]
        }
        #: The formats that ``gen-data`` writes.
        self.formats: list[Format] = [Format(**it) for it in described["formats"]]
        #: The splits of the data.
        self.splits: list[Split] = [Split(**it) for it in described["splits"]]

    @property
    def strategies(self) -> list[Strategy]:
        """Every strategy of the project, with its own contract.

        >>> import tunesmith
        >>> tunesmith.load("tests/projects/tickets").strategies[0]
        Strategy('routing/brief.json', 'brief', response='queue_name')
        """
        return [Strategy(self, template, name) for template, name, _ in self._strategies]

    def strategy(
        self, template: str | os.PathLike[str], name: str | None = None, response: str | None = None
    ) -> Strategy:
        """A strategy of a template: a path below ``templates/``, or any file, which is checked as the project's are.

        ``name`` may be left out where the template has one strategy, ``response`` names another contract than its own.
        """
        path = os.fspath(template)
        names = [name for known, name, _ in self._strategies if known == path]
        if names or not os.path.isfile(path):
            return Strategy(self, path, names[0] if name is None and len(names) == 1 else name or "", response)
        project = Project(_checked(*self._core.with_outside(path, name, response)))
        names = [name for known, name, _ in project._strategies if known == path]
        return Strategy(project, path, names[0] if name is None and len(names) == 1 else name or "", response)

    def render(
        self,
        batch: Any,
        *,
        formats: Sequence[str] = (),
        output: Literal["messages", "line"] = "messages",
        shape: Literal["messages", "prompt-completion"] = "messages",
        answer: bool = True,
        system: Literal["kept", "fold"] = "kept",
    ) -> Any:
        """The rows of data in several formats at once, all unless they are named: a column for each.

        Otherwise as `Strategy.render`; a row is examined once for all formats, as ``gen-data`` does, and is rendered in all
        or in none.

        >>> import pyarrow, tunesmith
        >>> project = tunesmith.load("tests/projects/tickets")
        >>> row = {"body": "It stays dark.", "subject": "No light", "priority": 2, "product": None, "queue": "technical"}
        >>> project.render(pyarrow.Table.from_pylist([row])).column_names
        ['messages_brief', 'messages_triage', 'split', 'finding']
        """
        return render(self._core, batch, None, formats, output, shape, answer, system)

    def generate(
        self,
        unified_dir: str | os.PathLike[str] | None = None,
        output_dir: str | os.PathLike[str] | None = None,
        *,
        inputs: Mapping[str, Any] | None = None,
        progress: Callable[[int, int, int], object] | bool = False,
        **options: "Unpack[Options]",
    ) -> Report:
        """Writes the training files, as ``gen-data`` does: all, with a manifest, or none.

        The folders are those of ``tunesmith.json`` unless given. ``inputs`` has the rows of each split, by its name, instead
        of a folder: a path (``.parquet``, ``.jsonl``, ``.json``, ``.csv``, ``.tsv``), or data that `Strategy.render` takes,
        which is written to a temporary file first. ``progress`` is called with rows, bytes and all bytes while the run goes
        on; ``True`` shows a bar of tqdm. The other options are those of ``gen-data``: see `Options`. Where nothing could be
        written, `DataError` has the findings; where rows were left out for a fault, or there are findings, it warns.

        >>> import tempfile, tunesmith
        >>> project = tunesmith.load("tests/projects/tickets")
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     report = project.generate(output_dir=folder)
        >>> report.files['train.jsonl']
        12
        """
        output = self._folder(output_dir, 1, "output_dir")
        core, given = self._for_options(checked(options))
        with self._data(core, unified_dir, inputs, given) as (folder, from_memory):
            report = _run(core, given, folder, output, from_memory, progress)
        warn_of(report)
        return report

    @contextmanager
    def _data(
        self,
        core: _core.Core,
        unified_dir: str | os.PathLike[str] | None,
        inputs: Mapping[str, Any] | None,
        options: Mapping[str, Any],
    ) -> Iterator[tuple[str, bool]]:
        """The folder of the split files, and whether it was made of inputs for this while."""
        if inputs is None:
            yield self._folder(unified_dir, 0, "unified_dir"), False
            return
        if unified_dir is not None:
            raise ValueError("give unified_dir or inputs, not both")
        import tempfile

        with tempfile.TemporaryDirectory(prefix="tunesmith-") as folder:
            self._stage(core, inputs, options, Path(folder))
            yield folder, True

    def _stage(self, core: _core.Core, inputs: Mapping[str, Any], options: Mapping[str, Any], folder: Path) -> None:
        """Puts split files with the rows of each input into a folder."""
        names = [split.name for split in self.splits]
        for name in inputs:
            if name not in names:
                raise ValueError(f"there is no split {name!r}: {', '.join(names)}")
        for split in self.splits:
            if split.name in inputs:
                data = inputs[split.name]
                if is_path(data):
                    data = place(Path(data), folder, split.input)
                if data is not None:
                    rows = _core.write_split_file(core, arrow_of(data), folder / f"{split.input}.jsonl")
                    if rows == 0:
                        raise ValueError(f"inputs has no rows for the split {split.name!r}")
            elif self._reads(split, options):
                raise ValueError(f"inputs has nothing for the split {split.name!r}")

    def _reads(self, split: Split, options: Mapping[str, Any]) -> bool:
        includes = options.get("include_test") or split.name in options.get("include", ())
        return bool(not split.optional or includes or options.get("pool_splits"))

    def audit(
        self,
        unified_dir: str | os.PathLike[str] | None = None,
        *,
        inputs: Mapping[str, Any] | None = None,
        report: str | os.PathLike[str] | None = None,
        progress: Callable[[int, int, int], object] | bool = False,
        **options: "Unpack[AuditOptions]",
    ) -> Audit:
        """Asks of the whole data what no single row can tell, as ``audit`` does: duplicates, leaks, conflicts, tokens.

        What is found raises nothing. ``report`` is where a page for people goes, with all of it as JSON beside it;
        ``inputs`` and ``progress`` are as in `generate`, and the other options those of ``audit``: see `AuditOptions`.

        >>> import tunesmith
        >>> audit = tunesmith.load("tests/projects/tickets").audit()
        >>> audit.errors, audit.text.splitlines()[0]
        (0, 'Rows audited: 16')
        """
        core, given = self._for_options(checked(options, _audit.KNOWN))
        if report is not None:
            given["report"] = os.fspath(report)
        watcher = _bar("audit") if progress is True else progress or None
        with self._data(core, unified_dir, inputs, given) as (folder, from_memory):
            return _audit.run(core, folder, given, from_memory, watcher)

    def _for_options(self, options: Mapping[str, Any]) -> tuple[_core.Core, dict[str, Any]]:
        """The engine with the template that the options name, where that is a file from outside."""
        template = options.get("prompt_template")
        if template is None:
            return self._core, dict(options)
        path = os.fspath(template)
        options = {**options, "prompt_template": path}
        if any(known == path for known, _, _ in self._strategies) or not os.path.isfile(path):
            return self._core, dict(options)
        name, response = options.get("strategy"), options.get("response")
        return _checked(*self._core.with_outside(path, name, response)), dict(options)

    def _folder(self, given: str | os.PathLike[str] | None, place: int, option: str) -> str:
        if given is not None:
            return os.fspath(given)
        if self.root is None:
            raise ValueError(f"say {option}: a project that was pickled has no folder")
        return os.fspath(self.root / self._folders[place])

    def __repr__(self) -> str:
        formats = [format.name for format in self.formats]
        return f"Project(formats={formats!r}, contracts={list(self.contracts)!r})"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Project):
            return NotImplemented
        return self._content == other._content

    def __hash__(self) -> int:
        return hash(self._content)

    def __reduce__(self) -> tuple[Any, ...]:
        return (_of_content, (self._content,))


#: Projects that were unpickled here: a worker checks one once, and not again for each of its tasks.
_UNPICKLED: dict[bytes, Project] = {}


def _of_content(content: bytes) -> Project:
    if content not in _UNPICKLED:
        if len(_UNPICKLED) >= 8:
            _UNPICKLED.clear()
        _UNPICKLED[content] = Project(_core.Core.from_content(content))
    return _UNPICKLED[content]


def _run(
    core: _core.Core,
    options: Mapping[str, Any],
    unified_dir: str,
    output_dir: str,
    from_memory: bool,
    progress: Callable[[int, int, int], object] | bool,
) -> Report:
    watcher = _bar() if progress is True else progress or None
    return report_of(
        json.loads(_core.generate(core, json.dumps(options), unified_dir, output_dir, from_memory, watcher))
    )


def report_of(told: Mapping[str, Any]) -> Report:
    """The report of a run, from what the engine tells of it; what ended it raises."""
    findings = parse(told.get("findings", []))
    if "error" in told:
        error = in_python(told["error"])
        if told["usage"]:
            raise ValueError(error)
        raise DataError("\n\n".join(filter(None, [told.get("human", ""), error])), findings)
    return Report(
        files={file["name"]: file["rows"] for file in told["files"]},
        text=told["report"],
        notes=[in_python(note) for note in told["notes"]],
        ledger=[f"{ledger['path']}: {ledger['text']}" for ledger in told["ledgers"]],
        findings=findings,
        errors=told["errors"],
        warnings=told["warnings"],
    )


def warn_of(report: Report) -> None:
    """Warns whoever called the caller of findings, of which rows may have been left out: nobody has to look for that."""
    if report.errors or report.warnings:
        kinds = Counter(finding.code for finding in report.findings)
        found = ", ".join(f"{code} {count}" for code, count in kinds.most_common())
        counts = (
            f"{report.errors} errors and {report.warnings} warnings" if report.errors else f"{report.warnings} warnings"
        )
        text = f"{counts} in the data ({found}): report.findings has them"
        warnings.warn("\n".join([text, *report.ledger]), TunesmithWarning, stacklevel=3)


def _bar(what: str = "gen-data") -> Callable[[int, int, int], object]:
    try:
        from tqdm.auto import tqdm
    except ImportError:
        raise ImportError("progress=True needs tqdm: `pip install tqdm`, or give a function") from None
    bar = tqdm(unit="B", unit_scale=True, desc=what)

    def tell(rows: int, done: int, total: int) -> None:
        bar.total = total
        bar.set_postfix(rows=rows, refresh=False)
        bar.update(done - bar.n)

    return tell
