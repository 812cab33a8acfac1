"""``gen-data`` on Ray, for data that outgrows one machine: Ray reads and distributes, the wheel does the rest.

Workers need this package, and the output folder at the same path.
"""

import hashlib
import os
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Literal

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.json
import pyarrow.parquet as pq
import ray
import ray.data

from tunesmith._engine import BLOCK, FILE, Plan, Task
from tunesmith._project import Project, Report

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
    part of an output. In the order of their names the parts hold the lines of ``gen-data`` in the order of the blocks,
    which is that of the rows where the input is a path. ``file_format`` and the options are those of
    `tunesmith.spark.generate`.
    """
    plan = Plan(project, inputs, options, file_format)
    folder = Path(output).resolve()
    _check(folder, bool(options.get("force")))
    given = {split: inputs[project.splits[split].name] for split in plan.splits}
    names = {split: it if isinstance(it, str) else project.splits[split].input for split, it in given.items()}
    blocks = {split: _blocks(it) for split, it in given.items()}
    counted = _each(_count, plan.counting(), names, blocks)
    task = plan.rendering({split: [row for rows in made for row in rows] for split, made in counted.items()})
    undone = folder / _UNDONE
    try:
        made = _render(task, names, blocks, undone, plan)
        repeated = _repeated([ids for _, ids, _ in made])
        if repeated and plan.leaves_out_repeated:
            made = _render(plan.without(task, repeated), names, blocks, undone, plan)
        report, read = plan.sum([told for texts, _, _ in made for told in texts], repeated)
        parts = {out: [part for _, _, written in made for part in written.get(out, [])] for out in plan.outputs}
        _commit(folder, plan, parts, [{**it, "sha256": _sha256(it["path"])} for it in read])
    finally:
        shutil.rmtree(undone, ignore_errors=True)
    report.files.update((part["name"], part["rows"]) for out in plan.outputs for part in parts[out])
    return report


def _blocks(given: "str | ray.data.Dataset") -> list[Any]:
    """References to the Arrow tables of an input, in their order."""
    if not isinstance(given, str):
        return list(given.to_arrow_refs())
    order = ray.data.DataContext.get_current().execution_options
    before, order.preserve_order = order.preserve_order, True
    try:
        if given.rstrip("/").lower().endswith(".parquet"):
            return list(ray.data.read_parquet(given).to_arrow_refs())
        if given.lower().endswith(".jsonl"):
            return list(ray.data.read_json(given).to_arrow_refs())
    finally:
        order.preserve_order = before
    raise ValueError(f"cannot tell what {given!r} is: name .parquet or .jsonl, or give a dataset")


def _each(
    work: Callable[..., Any], task: Task, names: Mapping[int, str], blocks: Mapping[int, list[Any]], *more: Any
) -> dict[int, list[Any]]:
    """What the work makes of each block, as plain tasks: they wait for no worker that another one holds."""
    remote, sent = ray.remote(work), ray.put(task)
    started = {
        split: [remote.remote(sent, split, names[split], number, block, *more) for number, block in enumerate(of_split)]
        for split, of_split in blocks.items()
    }
    return {split: ray.get(references) for split, references in started.items()}


def _placed(table: pa.Table, file: str, number: int) -> list[pa.RecordBatch]:
    count = table.num_rows
    table = table.append_column(FILE, pa.array([file] * count, pa.string()))
    table = table.append_column(BLOCK, pa.array([number] * count, pa.int64()))
    return list(table.to_batches(max_chunksize=10_000))


def _count(task: Task, split: int, file: str, number: int, table: pa.Table) -> list[tuple[str, int, str]]:
    rows = [row for batch in task.count(_placed(table, file, number), split) for row in batch.to_pylist()]
    return [(row["file"], row["block"], row["told"]) for row in rows]


def _sha256(path: str) -> str:
    """SHA-256 of a file; empty of what is none."""
    if not os.path.isfile(path):
        return ""
    digest = hashlib.sha256()
    with open(path, "rb") as file:
        while piece := file.read(1 << 20):
            digest.update(piece)
    return digest.hexdigest()


def _render(
    task: Task, names: Mapping[int, str], blocks: Mapping[int, list[Any]], undone: Path, plan: Plan
) -> list[Any]:
    shutil.rmtree(undone, ignore_errors=True)
    undone.mkdir(parents=True)
    made = _each(_write, task, names, blocks, undone, plan.ending)
    return [of_block for split in blocks for of_block in made[split]]


def _write(
    task: Task, split: int, file: str, number: int, table: pa.Table, undone: Path, ending: str
) -> tuple[list[str], pa.Table, dict[str, list[dict[str, Any]]]]:
    """Writes the lines of a block; returns what is told of it, its ids, and its part of each output."""
    lines: dict[str, list[str]] = {}
    told, ids = [], []
    for batch in task.render(_placed(table, file, number), split):
        told += [text for text in batch.column("told").to_pylist() if text is not None]
        ids.append(pa.table(batch.select(["split", "id", "place"]).filter(pc.field("id").is_valid())))
        for out, line in zip(batch.column("out").to_pylist(), batch.column("line").to_pylist(), strict=True):
            if out is not None:
                lines.setdefault(out, []).append(line)
    parts = {}
    for out, of_out in lines.items():
        content: Any = "".join(f"{line}\n" for line in of_out).encode()
        if ending == ".parquet":
            sink = pa.BufferOutputStream()
            largest = max(map(len, of_out)) * 4 + 2
            blocks = pa.json.ReadOptions(block_size=max(1 << 20, largest))
            pq.write_table(pa.json.read_json(pa.BufferReader(content), blocks), sink)
            content = sink.getvalue()
        path = undone / f"{out}.{split}.{number}"
        path.write_bytes(content)
        sha256 = hashlib.sha256(content).hexdigest()
        parts[out] = [{"path": str(path), "sha256": sha256, "bytes": len(content), "rows": len(of_out)}]
    return told, pa.concat_tables(ids) if ids else None, parts


def _repeated(ids: list[pa.Table | None]) -> list[int]:
    """The places of rows whose id stands on an earlier one of their split."""
    there = [table for table in ids if table is not None]
    if not there:
        return []
    rows = pa.concat_tables(there)
    firsts = rows.group_by(["split", "id"]).aggregate([("place", "min"), ("place", "count")])
    again = rows.join(firsts.filter(pc.field("place_count") > 1), ["split", "id"], join_type="inner")
    return sorted(again.filter(pc.field("place") > pc.field("place_min")).column("place").to_pylist())


def _check(folder: Path, force: bool) -> None:
    """Raises where there are files that no run made."""
    there = [path.name for path in folder.iterdir() if path.name != _UNDONE] if folder.is_dir() else []
    if there and "manifest.json" not in there and not force:
        raise ValueError(f"{folder} has files that no run made, such as {there[0]}; force=True replaces them")


def _commit(folder: Path, plan: Plan, parts: Mapping[str, list[dict[str, Any]]], inputs: list[dict[str, Any]]) -> None:
    """Puts the parts in their places, the manifest last, instead of an earlier run's files, which come back on an error."""
    for out in plan.outputs:
        for number, part in enumerate(parts[out]):
            part["name"] = f"{out}-{number:05}{plan.ending}"
    moves = [(part.pop("path"), part["name"]) for out in plan.outputs for part in parts[out]]
    card = plan.card(parts)
    manifest = plan.manifest(inputs, parts, card)
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
