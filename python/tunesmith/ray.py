"""``gen-data`` on Ray, for data that outgrows one machine: Ray reads and distributes, the wheel does the rest.

Workers need this package, and the output folder at the same path.
"""

import hashlib
import os
import shutil
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.json
import pyarrow.parquet as pq
import ray
import ray.data

from tunesmith._engine import BLOCK, FILE, Block, Plan, Task, shown
from tunesmith._project import Project, Report, warn_of

#: Where parts are written before they are put in their places.
_UNDONE = "_tunesmith_undone"


def generate(
    project: Project,
    inputs: Mapping[str, "str | ray.data.Dataset"],
    output: str | os.PathLike[str],
    *,
    file_format: Literal["jsonl", "parquet"] = "jsonl",
    **options: Any,
) -> Report:
    """Writes the training files of a project, each in parts, and a manifest that lists them; all, or none.

    ``inputs`` has a path (``.parquet`` or ``.jsonl``) or a dataset for each split, by its name. Each block of it makes one
    part of an output, small blocks together. In the order of their names the parts hold the lines of ``gen-data`` in the
    order of the blocks, which is that of the rows where the input is a path. ``file_format`` and the options are those of
    `tunesmith.spark.generate`, and ``compress``.
    """
    plan = Plan(project, inputs, options, file_format, frozenset({"compress"}))
    if options.get("compress"):
        plan.ending += ".zst"
    folder = Path(output).resolve()
    _check(folder, bool(options.get("force")))
    given = {split: inputs[project.splits[split].name] for split in plan.splits}
    groups: list[_Group] = []
    counted: dict[Block, int] = {}
    for split, it in given.items():
        file = it if isinstance(it, str) else project.splits[split].input
        for group, rows in _grouped(split, file, _blocks(it, plan)):
            groups.append(group)
            counted.update(((split, file, number), count) for number, count in enumerate(rows, group.first))
    undone = folder / _UNDONE
    try:
        made, report, read = plan.run(counted, lambda task: _Pass(task, groups, undone, plan))
        named = list(plan.named(made.parts))
        paths = {shown(it) for it in given.values() if isinstance(it, str)}
        hashed = [{**it, "sha256": _sha256(it["path"]) if it["path"] in paths else ""} for it in read]
        _commit(folder, plan, hashed, made.parts, named)
    finally:
        shutil.rmtree(undone, ignore_errors=True)
    report.files.update((name, part["rows"]) for name, part in named)
    warn_of(report)
    return report


def _blocks(given: "str | ray.data.Dataset", plan: Plan) -> list[tuple[Any, int, int]]:
    """References to the Arrow tables of an input in their order, each with its rows and bytes."""
    if not isinstance(given, str):
        return _measured(given, plan)
    order = ray.data.DataContext.get_current().execution_options
    before, order.preserve_order = order.preserve_order, True
    try:
        if given.rstrip("/").lower().endswith(".parquet"):
            return _measured(ray.data.read_parquet(given), plan)
        if given.lower().endswith(".jsonl"):
            return _measured(ray.data.read_json(given), plan)
    finally:
        order.preserve_order = before
    raise ValueError(f"cannot tell what {given!r} is: name .parquet or .jsonl, or give a dataset")


def _measured(data: "ray.data.Dataset", plan: Plan) -> list[tuple[Any, int, int]]:
    data = data.materialize()
    schema = data.schema()
    # One without rows has none.
    plan.check(schema.names if schema else [])
    sizes = [it for bundle in data.iter_internal_ref_bundles() for it in bundle.metadata]
    tables = data.to_arrow_refs()
    return [(table, it.num_rows or 0, it.size_bytes or 0) for table, it in zip(tables, sizes, strict=True)]


#: Rows and bytes of blocks that one task takes: starting one costs more than a small block.
_ROWS, _BYTES = 10_000, 128 << 20


@dataclass(frozen=True)
class _Group:
    """Blocks of a split that one task takes, in their order."""

    split: int
    file: str
    first: int
    blocks: list[Any]


def _grouped(split: int, file: str, blocks: list[tuple[Any, int, int]]) -> Iterator[tuple[_Group, list[int]]]:
    """The blocks in groups, with their rows."""
    start, rows, size = 0, 0, 0
    for number, (_, more, bytes_) in enumerate(blocks):
        if number > start and (rows + more > _ROWS or size + bytes_ > _BYTES):
            yield _group(split, file, start, blocks[start:number])
            start, rows, size = number, 0, 0
        rows, size = rows + more, size + bytes_
    if blocks:
        yield _group(split, file, start, blocks[start:])


def _group(split: int, file: str, first: int, blocks: list[tuple[Any, int, int]]) -> tuple[_Group, list[int]]:
    return _Group(split, file, first, [block for block, _, _ in blocks]), [rows for _, rows, _ in blocks]


def _sha256(path: str) -> str:
    """SHA-256 of a file; empty of what is none."""
    if not os.path.isfile(path):
        return ""
    digest = hashlib.sha256()
    with open(path, "rb") as file:
        while piece := file.read(1 << 20):
            digest.update(piece)
    return digest.hexdigest()


class _Pass:
    """All rows, rendered and written beside their place."""

    def __init__(self, task: Task, groups: list[_Group], undone: Path, plan: Plan) -> None:
        shutil.rmtree(undone, ignore_errors=True)
        undone.mkdir(parents=True)
        remote, sent = ray.remote(_write), ray.put(task)
        # Plain tasks: they wait for no worker that another one holds.
        started = [remote.remote(sent, it.split, it.file, it.first, undone, plan.ending, *it.blocks) for it in groups]
        made = ray.get(started)
        self._told = [(it.split, *told) for it, (of_group, _, _) in zip(groups, made, strict=True) for told in of_group]
        ids = [table for _, table, _ in made if table is not None]
        self._ids = pa.concat_tables(ids) if ids else None
        #: The parts that were written, by output, in their order.
        self.parts: dict[int, list[dict[str, Any]]] = {}
        for _, _, written in made:
            for out, part in written.items():
                self.parts.setdefault(out, []).append(part)

    def told(self) -> list[tuple[int, str, str]]:
        return self._told

    def repeated(self) -> list[int]:
        if self._ids is None:
            return []
        rows = self._ids.filter(pc.field("id").is_valid())
        firsts = rows.group_by(["split", "id"]).aggregate([("place", "min"), ("place", "count")])
        again = rows.join(firsts.filter(pc.field("place_count") > 1), ["split", "id"], join_type="inner")
        return sorted(again.filter(pc.field("place") > pc.field("place_min")).column("place").to_pylist())

    def lowest(self, count: int, distinct: bool) -> tuple[dict[int, int | None], list[int]]:
        highest: dict[int, int | None] = {}
        crowded_out: list[int] = []
        if self._ids is None:
            return highest, crowded_out
        again = pa.array(self.repeated() if distinct else [], pa.int64())
        rows = self._ids.filter(pc.invert(pc.is_in(self._ids.column("place"), again)))
        for split in sorted(rows.column("split").unique().to_pylist()):
            of_split = rows.filter(pc.field("split") == split).sort_by([("draw", "ascending"), ("place", "ascending")])
            drawn = of_split.slice(0, count)
            highest[split] = pc.max(drawn.column("draw")).as_py()
            beyond = of_split.slice(count)
            if highest[split] is not None:
                crowded_out += beyond.filter(pc.field("draw") == highest[split]).column("place").to_pylist()
        return highest, crowded_out


def _write(
    task: Task, split: int, file: str, first: int, undone: Path, ending: str, *blocks: pa.Table
) -> tuple[list[tuple[str, str]], pa.Table | None, dict[int, dict[str, Any]]]:
    """Writes the lines of some blocks; returns what is told of them, what is compared, and their part of each output."""
    content: dict[int, list[Any]] = {}
    rows: Counter[int] = Counter()
    told, ids = [], []
    placed = (batch for number, block in enumerate(blocks, first) for batch in _placed(block, file, number))
    for made in task.render(placed, split):
        told.append((made.file, made.told))
        ids.append(made.ids)
        outs, counts = made.lines.column("out").to_pylist(), made.lines.column("rows").to_pylist()
        for out, lines, count in zip(outs, made.lines.column("lines"), counts, strict=True):
            content.setdefault(out, []).extend([lines.as_buffer(), b"\n"])
            rows[out] += count
    parts = {}
    for out, pieces in content.items():
        encoded = _encoded(b"".join(pieces), ending)
        path = undone / f"{out}.{split}.{first}"
        path.write_bytes(encoded)
        sha256 = hashlib.sha256(encoded).hexdigest()
        parts[out] = {"path": str(path), "sha256": sha256, "bytes": len(encoded), "rows": rows[out]}
    return told, pa.Table.from_batches(ids) if ids else None, parts


def _placed(table: pa.Table, file: str, number: int) -> list[pa.RecordBatch]:
    count = table.num_rows
    table = table.append_column(FILE, pa.array([file] * count, pa.string()))
    table = table.append_column(BLOCK, pa.array([number] * count, pa.int64()))
    return list(table.to_batches(max_chunksize=10_000))


def _encoded(lines: bytes, ending: str) -> Any:
    """The content of a part that holds these lines."""
    if ending == ".jsonl":
        return lines
    if ending == ".jsonl.zst":
        return pa.Codec("zstd", 3).compress(lines)
    sink = pa.BufferOutputStream()
    largest = max(map(len, lines.splitlines())) + 2
    read = pa.json.read_json(pa.BufferReader(lines), pa.json.ReadOptions(block_size=max(1 << 20, largest)))
    pq.write_table(read, sink)
    return sink.getvalue()


def _check(folder: Path, force: bool) -> None:
    """Raises where there are files that no run made."""
    there = [path.name for path in folder.iterdir() if path.name != _UNDONE] if folder.is_dir() else []
    if there and "manifest.json" not in there and not force:
        raise ValueError(f"{folder} has files that no run made, such as {there[0]}; force=True replaces them")


def _commit(
    folder: Path,
    plan: Plan,
    inputs: list[dict[str, Any]],
    parts: Mapping[int, list[dict[str, Any]]],
    named: Iterable[tuple[str, Any]],
) -> None:
    """Puts the parts in their places, the manifest last, instead of an earlier run's files, which come back on an error."""
    moves = []
    for name, part in named:
        moves.append((part.pop("path"), name))
        part["name"] = name
    card, manifest = plan.finish(inputs, parts)
    before = folder / _UNDONE / "before"
    before.mkdir()
    earlier = sorted(
        (path.name for path in folder.iterdir() if path.is_file()), key=lambda name: name != "manifest.json"
    )
    moves = [(str(folder / name), f"{_UNDONE}/before/{name}") for name in earlier] + moves
    done: list[tuple[str, Path]] = []
    try:
        for path, name in moves:
            os.replace(path, folder / name)
            done.append((path, folder / name))
        (folder / "README.md").write_text(card, encoding="utf-8")
        (folder / "manifest.json").write_text(manifest, encoding="utf-8")
    except BaseException:
        if len(done) == len(moves):
            (folder / "README.md").unlink(missing_ok=True)
            (folder / "manifest.json").unlink(missing_ok=True)
        for path, placed in reversed(done):
            os.replace(placed, path)
        raise
