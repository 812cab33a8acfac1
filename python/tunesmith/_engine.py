"""What runs over an engine's partitions share, whichever engine it is: pieces of files, and how they add up.

A row stands in a file and in a block, a part of the file that one worker reads from front to back. A first pass counts the
rows of each block and the splits that they name; with that, each row of the second pass has the number that it has in its
file, and what is told of the pieces adds up to what ``gen-data`` tells of the whole.
"""

import bisect
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from tunesmith import _core
from tunesmith._findings import DataError, Finding, parse
from tunesmith._options import checked
from tunesmith._project import Project, Report

#: A file and the number of a block in it.
Block = tuple[str, int]

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
        "response",
        "shape",
        "simple_only",
        "strategy",
        "system",
    }
)

#: The columns that say where a row stands, and the one with its JSON text, where it was read from text.
FILE, BLOCK, TEXT = "_file", "_block", "_json"

#: What the first pass makes of a piece of a block.
COUNTED = pa.schema([("file", pa.string()), ("block", pa.int64()), ("told", pa.string())])

#: What the second pass makes: lines with their output and place, ids with their split, and what is told of a piece. A place
#: is a row's number in the whole input.
RENDERED = pa.schema(
    [
        ("out", pa.string()),
        ("place", pa.int64()),
        ("line", pa.string()),
        ("split", pa.int64()),
        ("id", pa.int64()),
        ("told", pa.string()),
    ]
)

#: The formats that parts are written in, with the endings of their names.
ENDINGS = {"jsonl": ".jsonl", "parquet": ".parquet"}

#: How many findings of a kind are shown.
_SHOWN = 20


@dataclass(frozen=True)
class Task:
    """The work of a pass, as it is sent to the workers."""

    project: Project
    options: str
    #: The way of each split's rows: `own`, `whole` or `pool`.
    ways: dict[int, str]
    #: Number of a block's first row in its file, and of its file's first row in the input, less one.
    starts: dict[Block, tuple[int, int]] = field(default_factory=dict)
    #: Numbers of rows that are left out, by file: their ids stand on earlier ones.
    repeated: dict[str, set[int]] = field(default_factory=dict)

    def count(self, batches: Iterable[pa.RecordBatch], split: int) -> Iterator[pa.RecordBatch]:
        """The rows and the splits that they name, by block."""
        for (file, block), piece in _pieces(batches):
            told = json.loads(self._rows(piece, self._piece(piece, file, 1, split, False))[2])
            counts = json.dumps({"rows": piece.num_rows, "named": told["named"]})
            yield pa.record_batch([[file], [block], [counts]], schema=COUNTED)

    def render(self, batches: Iterable[pa.RecordBatch], split: int) -> Iterator[pa.RecordBatch]:
        """The lines, ids and what is told of them."""
        seen: Counter[Block] = Counter()
        for key, piece in _pieces(batches):
            first, before = self.starts[key]
            first += seen[key]
            seen[key] += piece.num_rows
            lines, ids, told = self._rows(piece, self._piece(piece, key[0], first, split, True))
            yield _widen(out=lines.column("out"), place=pc.add(lines.column("row"), before), line=lines.column("line"))
            yield _widen(split=ids.column("split"), place=pc.add(ids.column("row"), before), id=ids.column("id"))
            yield _widen(place=pa.array([before + first], pa.int64()), told=pa.array([told]))

    def _piece(self, piece: pa.RecordBatch, file: str, first: int, split: int, lines: bool) -> dict[str, Any]:
        return {
            "file": shown(file),
            "first": first,
            "way": self.ways[split],
            "split": split,
            "text": TEXT if TEXT in piece.schema.names else None,
            "repeated": self.repeated.get(file, set()),
            "lines": lines,
        }

    def _rows(self, piece: pa.RecordBatch, asked: dict[str, Any]) -> tuple[pa.RecordBatch, pa.RecordBatch, str]:
        return _core.rows(self.project._core, piece, self.options, asked)


def shown(file: str) -> str:
    """A file as messages show it: a local one by its path."""
    return "/" + file.removeprefix("file:").lstrip("/") if file.startswith("file:") else file


def _widen(**columns: pa.Array) -> pa.RecordBatch:
    count = len(next(iter(columns.values())))
    given = [columns.get(field.name, pa.nulls(count, field.type)) for field in RENDERED]
    return pa.record_batch(given, schema=RENDERED)


def _pieces(batches: Iterable[pa.RecordBatch]) -> Iterator[tuple[Block, pa.RecordBatch]]:
    """The batches, cut where another block begins."""
    for batch in batches:
        blocks = batch.column(BLOCK).cast(pa.string())
        runs = pc.run_end_encode(pc.binary_join_element_wise(batch.column(FILE).cast(pa.string()), blocks, "\n"))
        start = 0
        for end, key in zip(runs.run_ends.to_pylist(), runs.values.to_pylist(), strict=True):
            file, _, block = key.rpartition("\n")
            yield (file, int(block)), batch.slice(start, end - start)
            start = end


class Plan:
    """A run as its driver sees it: from the counts of the first pass to the report."""

    def __init__(self, project: Project, splits: Iterable[str], options: Mapping[str, Any], file_format: str) -> None:
        options = checked(options, OPTIONS)
        if file_format not in ENDINGS:
            raise ValueError(f"there is no file_format {file_format!r}: {', '.join(ENDINGS)}")
        #: What the names of the parts end with.
        self.ending = ENDINGS[file_format]
        core, self.options = project._for_options(options)
        project = project if core is project._core else Project(core)
        self.project = project
        self.text = json.dumps(self.options)
        #: Names of the outputs without their endings, and what is to be heard of the run.
        self.outputs, self.notes = _core.outputs(project._core, self.text)
        names = [split.name for split in project.splits]
        for name in splits:
            if name not in names:
                raise ValueError(f"there is no split {name!r}: {', '.join(names)}")
        self._has_splits = any(it["role"] == "split" for it in json.loads(project._core.describe())["fields"])
        #: The splits that are read, by their places in the project.
        self.splits = [
            place for place, split in enumerate(project.splits) if split.name in splits and self._reads(place)
        ]
        missing = [names[place] for place in range(len(names)) if self._reads(place) and place not in self.splits]
        if missing:
            raise ValueError(f"there is no input for {', '.join(missing)}")
        self._files: list[tuple[str, int]] = []

    def _reads(self, place: int) -> bool:
        split = self.project.splits[place]
        includes = self.options.get("include_test") or split.name in self.options.get("include", ())
        return bool(not split.optional or includes or self.options.get("pool_splits"))

    @property
    def columns(self) -> list[str]:
        """The keys of a line; each holds messages."""
        return ["prompt", "completion"] if self.options.get("shape") == "prompt-completion" else ["messages"]

    def counting(self) -> Task:
        """The first pass."""
        return Task(self.project, self.text, dict.fromkeys(self.splits, "pool" if self._has_splits else "whole"))

    def rendering(self, counted: Mapping[int, Iterable[tuple[str, int, str]]]) -> Task:
        """The second pass, from what the first one counted of each split."""
        ways, starts, before = {}, {}, 0
        for split in self.splits:
            rows: Counter[Block] = Counter()
            named: Counter[str] = Counter()
            for file, block, told in counted[split]:
                counts = json.loads(told)
                rows[file, block] += counts["rows"]
                named.update(counts["named"])
            ways[split] = self._way(split, named, rows.total())
            first, last = 1, None
            for key in sorted(rows):
                if key[0] != last:
                    before += first - 1
                    first, last = 1, key[0]
                    self._files.append((key[0], before))
                starts[key] = (first, before)
                first += rows[key]
            before += first - 1
        return Task(self.project, self.text, ways, starts)

    def _way(self, place: int, named: Counter[str], rows: int) -> str:
        split = self.project.splits[place]
        if not self._has_splits:
            return "whole"
        if self.options.get("pool_splits"):
            return "pool"
        is_told = named.total() == rows or self.options.get("on_invalid") == "skip"
        if named[split.name] or not named or not is_told:
            return "own"
        counts = ", ".join(f"{name} {count}" for name, count in sorted(named.items(), key=lambda it: (-it[1], it[0])))
        self.notes += [
            f"WARNING: No samples found with split={split.name} in {split.input}",
            f"INFO: Using all {rows} samples from file instead",
            f"WARNING: These rows say that they belong to: {counts}",
        ]
        return "whole"

    def without(self, task: Task, repeated: Iterable[int]) -> Task:
        """The second pass again, without the rows at these places."""
        rows: dict[str, set[int]] = {}
        for file, row in map(self._row, repeated):
            rows.setdefault(file, set()).add(row)
        return Task(task.project, task.options, task.ways, task.starts, rows)

    def _row(self, place: int) -> tuple[str, int]:
        """The file of a row, and its number in it."""
        index = bisect.bisect_left([before for _, before in self._files], place) - 1
        file, before = self._files[index]
        return file, place - before

    @property
    def leaves_out_repeated(self) -> bool:
        """Whether rows are left out whose id stands on an earlier one."""
        return self.options.get("on_invalid") == "skip" and self.project._core.level("duplicate-id") == "error"

    def sum(self, told: Iterable[str], repeated: list[int]) -> tuple[Report, list[dict[str, Any]]]:
        """The report and the inputs of the manifest, from what was told of the pieces in their order.

        Raises `DataError` where nothing may be written.
        """
        summed = json.loads(_core.merge(self.project._core, list(told)))
        findings = parse(summed["findings"])
        level = self.project._core.level("duplicate-id")
        if repeated and level != "allow":
            summed[f"{level}s"] += len(repeated)
            findings += [self._repeated(place, level) for place in repeated[:_SHOWN]]
        is_broken = any(finding.code == "data-syntax" for finding in findings)
        if is_broken or summed["errors"] and self.options.get("on_invalid") != "skip":
            shown = "\n".join(map(str, findings))
            raise DataError(f"{shown}\n{summed['errors']} errors in the data; nothing was written", findings)
        if not all(file["adds_up"] for file in summed["files"]):
            raise DataError("the rows do not add up; nothing was written", findings)
        report = Report(
            files={},
            text="",
            notes=self.notes,
            ledger=[f"{file['file']}: {file['text']}" for file in summed["files"]],
            findings=findings,
            errors=summed["errors"],
            warnings=summed["warnings"],
        )
        keys = ("rows_read", "rows_written", "rows_left_out", "masked")
        return report, [{"path": file["file"], **{key: file[key] for key in keys}} for file in summed["files"]]

    def _repeated(self, place: int, level: str) -> Finding:
        file, row = self._row(place)
        message = f"record {row}: its id stands on an earlier record of the same split"
        return Finding(level, "duplicate-id", message, shown(file), 1, 1, 1, 1, row, None, (), None, ())

    def card(self, parts: Mapping[str, list[dict[str, Any]]]) -> str:
        """The dataset card of the parts of each output."""
        lines = ["---", "configs:"]
        for place, format in enumerate(self._formats()):
            lines += [f"- config_name: {format}", "  data_files:"]
            for split, out in self._of_format(place):
                if not parts[out]:
                    continue
                lines.append(f"  - split: {split}")
                lines += ["    path:", *(f"    - {part['name']}" for part in parts[out])]
        lines += ["---", "<!-- Written by tunesmith gen-data, which replaces this file at each run. -->", ""]
        lines += ["# Fine-tuning data", "", "| file | rows | SHA-256 |", "|---|--:|---|"]
        every = [part for out in self.outputs for part in parts[out]]
        lines += [f"| `{part['name']}` | {part['rows']} | `{part['sha256']}` |" for part in every]
        return "\n".join([*lines, "", "`manifest.json` holds what these files were made from.", ""])

    def _formats(self) -> list[str]:
        chosen = self.options.get("formats") or [format.name for format in self.project.formats]
        names = [format.name for format in self.project.formats if format.name in chosen]
        return names[:1] if self.options.get("simple_only") else names

    def _of_format(self, place: int) -> list[tuple[str, str]]:
        """Split and output of the files of a format; outputs stand split by split, in each the formats."""
        width = len(self._formats())
        outs = self.outputs[place::width]
        first = self.outputs[::width]
        # The first format's file is called like its split, but for its suffix.
        suffix = next(format.suffix for format in self.project.formats if format.name == self._formats()[0])
        return [(out.removesuffix(suffix), own) for out, own in zip(first, outs, strict=True)]

    def manifest(self, inputs: list[dict[str, Any]], parts: Mapping[str, list[dict[str, Any]]], card: str) -> str:
        """The sealed manifest, which lists every part."""
        outputs = [part for out in self.outputs for part in parts[out]]
        return _core.manifest(self.project._core, self.text, json.dumps(inputs), json.dumps(outputs), card)
