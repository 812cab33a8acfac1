"""What runs over an engine's partitions share, whichever engine it is: pieces of files, and how they add up.

A row stands in a file and in a block, a part of the file that one worker reads from front to back. The engine counts the rows
of each block; with that, each row has the number that it has in its file, and what is told of the pieces adds up to what
``gen-data`` tells of the whole. What only the whole tells, such as that an id stands twice, sends the rows through once more.
"""

import bisect
import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Protocol, TypeVar

import pyarrow as pa
import pyarrow.compute as pc

from tunesmith import _core
from tunesmith._options import Options, checked
from tunesmith._project import Project, Report, report_of

#: A file of a split, and the number of a block in it.
Block = tuple[int, str, int]

#: Numbers of rows in their order, by the split and the file.
Rows = dict[tuple[int, str], list[int]]

#: The options that such a run takes.
OPTIONS = frozenset(
    {
        "force",
        "formats",
        "include",
        "include_test",
        "mask_personal",
        "on_invalid",
        "pool_splits",
        "prompt_template",
        "rejects",
        "response",
        "sample",
        "seed",
        "shape",
        "simple_only",
        "strategy",
        "system",
    }
)

#: The columns that say where a row stands, and the one with its JSON text, where it was read from text.
FILE, BLOCK, TEXT = "_file", "_block", "_json"

#: The formats that parts are written in, with the endings of their names.
ENDINGS = {"jsonl": ".jsonl", "parquet": ".parquet"}


@dataclass(frozen=True)
class Made:
    """What was made of some rows of a block. A place is a row's number in the whole input."""

    #: Place of the first row, and how many there are.
    place: int
    rows: int
    file: str
    #: Lines, a line feed between two: ``out``, ``place`` of the first row, ``rows`` and ``lines``.
    lines: pa.RecordBatch
    #: What is compared over the whole input: ``split``, ``place``, ``id`` and ``draw``.
    ids: pa.RecordBatch
    told: str


@dataclass(frozen=True)
class Task:
    """The work of a pass, as it is sent to the workers."""

    project: Project
    options: str
    #: The way of each split's rows: `own`, `whole` or `pool`.
    ways: dict[int, str]
    #: Number of a block's first row in its file, and of its file's first row in the input, less one.
    starts: dict[Block, tuple[int, int]]
    #: Whether lines are made.
    lines: bool = True
    #: Rows whose ids stand on earlier ones.
    repeated: Rows = field(default_factory=dict)
    #: The highest draw of each split's sample, and the rows with it for which there is no room.
    highest: dict[int, int | None] | None = None
    crowded_out: Rows = field(default_factory=dict)

    def render(self, batches: Iterable[pa.RecordBatch], split: int) -> Iterator[Made]:
        """What is made of the rows, batch by batch."""
        seen: Counter[Block] = Counter()
        for (file, number), piece in _pieces(batches):
            block = (split, file, number)
            start, before = self.starts[block]
            first = start + seen[block]
            seen[block] += piece.num_rows
            asked = {
                "file": shown(file),
                "first": first,
                "way": self.ways[split],
                "split": split,
                "text": TEXT if TEXT in piece.schema.names else None,
                "repeated": _within(self.repeated.get((split, file), []), first, piece.num_rows),
                "highest": self.highest,
                "crowded_out": _within(self.crowded_out.get((split, file), []), first, piece.num_rows),
                "lines": self.lines,
            }
            lines, ids, told = _core.rows(self.project._core, piece, self.options, asked)
            lines, ids = _placed(lines, before), _placed(ids, before)
            yield Made(before + first, piece.num_rows, shown(file), lines, ids, told)


def shown(file: str) -> str:
    """A file as messages show it: a local one by its path."""
    return "/" + file.removeprefix("file:").lstrip("/") if file.startswith("file:") else file


def _within(rows: list[int], first: int, count: int) -> set[int]:
    """Those of some rows that are among so many from the first one on."""
    return set(rows[bisect.bisect_left(rows, first) : bisect.bisect_left(rows, first + count)])


def _placed(rows: pa.RecordBatch, before: int) -> pa.RecordBatch:
    index = rows.schema.get_field_index("row")
    return rows.set_column(index, "place", pc.add(rows.column(index), before))


def _pieces(batches: Iterable[pa.RecordBatch]) -> Iterator[tuple[tuple[str, int], pa.RecordBatch]]:
    """The batches, cut where another block begins."""
    for batch in batches:
        blocks = batch.column(BLOCK).cast(pa.string())
        runs = pc.run_end_encode(pc.binary_join_element_wise(batch.column(FILE).cast(pa.string()), blocks, "\n"))
        start = 0
        for end, key in zip(runs.run_ends.to_pylist(), runs.values.to_pylist(), strict=True):
            file, _, block = key.rpartition("\n")
            yield (file, int(block)), batch.slice(start, end - start)
            start = end


class Pass(Protocol):
    """What an engine made of all rows."""

    def told(self) -> list[tuple[int, str, str]]:
        """Split, file and what is told of each piece, in the order of the input."""

    def repeated(self) -> list[int]:
        """The places of rows whose id stands on an earlier one of their split."""

    def lowest(self, count: int, distinct: bool) -> tuple[dict[int, int | None], list[int]]:
        """The highest of the lowest draws of each split, so many, and the places of rows with it that are too many. With
        ``distinct`` rows do not count whose id stands on an earlier one of their split.
        """


_Pass = TypeVar("_Pass", bound=Pass)


class Plan:
    """A run as its driver sees it: from the counts of the blocks to the report."""

    def __init__(
        self,
        project: Project,
        splits: Iterable[str],
        options: Mapping[str, Any],
        file_format: str,
        more: frozenset[str] = frozenset(),
    ) -> None:
        for name in options.keys() & Options.__annotations__.keys() - OPTIONS - more:
            raise TypeError(f"there is no option {name!r} here: Project.generate has it")
        options = checked(options, OPTIONS | more)
        if file_format not in ENDINGS:
            raise ValueError(f"there is no file_format {file_format!r}: {', '.join(ENDINGS)}")
        if file_format == "parquet" and (options.get("rejects") or options.get("compress")):
            raise ValueError("rejects and compress are for lines: leave file_format='parquet' out")
        #: What the names of the parts end with.
        self.ending = ENDINGS[file_format]
        core, self.options = project._for_options(options)
        self.project = project if core is project._core else Project(core)
        self.text = json.dumps(self.options)
        plan = json.loads(_core.plan(core, self.text))
        #: Names of the outputs without their endings.
        self.outputs: list[str] = plan["outputs"]
        #: The columns that a row may have, and the keys of a line, each of which holds messages.
        self.columns: list[str] = plan["columns"]
        self.keys: list[str] = plan["keys"]
        self._way: str = plan["way"]
        self._distinct: bool = plan["leaves_out_repeated"]
        names = [split.name for split in project.splits]
        for name in splits:
            if name not in names:
                raise ValueError(f"there is no split {name!r}: {', '.join(names)}")
        #: The splits that are read, by their places in the project.
        self.splits: list[int] = plan["reads"]
        missing = [names[place] for place in self.splits if names[place] not in splits]
        if missing:
            raise ValueError(f"there is no input for {', '.join(missing)}")
        self._files: list[tuple[int, str, int]] = []
        self._notes: list[str] = []

    def check(self, names: Iterable[str]) -> None:
        """Raises where a column of the input is nearly called like a field that no column has."""
        formats = list(self.options.get("formats", ()))
        wanted = {
            "asked": None,
            "formats": formats,
            "output": "line",
            "shape": "messages",
            "answer": True,
            "system": "kept",
        }
        _core.columns(self.project._core, wanted, list(names))

    def run(self, counted: Mapping[Block, int], render: Callable[[Task], _Pass]) -> tuple[_Pass, Report, list[Any]]:
        """Renders the rows, of which there are so many in each block: the pass whose lines are to be put in their places, the
        report and the inputs of the manifest, without hashes. Raises where nothing may be written.
        """
        task = self._task(counted)
        sample = self.options.get("sample")
        if sample is not None:
            made, task, _ = self._settled(replace(task, lines=False), render)
            highest, crowded_out = made.lowest(sample, self._distinct)
            task = replace(task, lines=True, highest=highest, crowded_out=self._rows(crowded_out))
        made, task, told = self._settled(task, render)
        repeated = made.repeated()
        if repeated:
            made, task, told = self._settled(replace(task, repeated=self._rows(repeated)), render)
        return made, report_of(told), told.get("inputs", [])

    def _task(self, counted: Mapping[Block, int]) -> Task:
        starts, before, first, last = {}, 0, 1, None
        for block in sorted(counted):
            if block[:2] != last:
                before += first - 1
                first, last = 1, block[:2]
                self._files.append((*last, before))
            starts[block] = (first, before)
            first += counted[block]
        return Task(self.project, self.text, dict.fromkeys(self.splits, self._way), starts)

    def _settled(self, task: Task, render: Callable[[Task], _Pass]) -> tuple[_Pass, Task, dict[str, Any]]:
        """A pass over all rows, and what it comes to; another one where the rows of a split are to be used whole."""
        made = render(task)
        told = json.loads(_core.sum(self.project._core, self.text, made.told(), self._notes))
        if not told["whole"]:
            return made, task, told
        self._notes += told["notes"]
        return self._settled(replace(task, ways={**task.ways, **dict.fromkeys(told["whole"], "whole")}), render)

    def _rows(self, places: Iterable[int]) -> Rows:
        """The rows at these places, by their file."""
        rows: Rows = {}
        for place in sorted(places):
            split, file, before = self._files[bisect.bisect_left(self._files, place, key=lambda it: it[2]) - 1]
            rows.setdefault((split, file), []).append(place - before)
        return rows

    def finish(self, inputs: list[Any], parts: Mapping[int, list[dict[str, Any]]]) -> tuple[str, str]:
        """The dataset card and the sealed manifest of the parts of each output."""
        listed = json.dumps([parts.get(out, []) for out in range(len(self.outputs))])
        return _core.finish(self.project._core, self.text, json.dumps(inputs), listed)

    def named(self, parts: Mapping[int, list[Any]]) -> Iterator[tuple[str, Any]]:
        """Every part with the name that it gets, output by output."""
        for out, name in enumerate(self.outputs):
            for number, part in enumerate(parts.get(out, [])):
                yield f"{name}-{number:05}{self.ending}", part
