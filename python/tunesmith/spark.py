"""``gen-data`` on Spark, for data that outgrows one machine: Spark distributes, the wheel does the rest.

Workers need this package and pyarrow; set ``PYSPARK_PYTHON`` where theirs is another Python than the driver's.
"""

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property, reduce
from typing import Any, Literal, cast

import pyarrow as pa
import pyarrow.compute as pc
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

from tunesmith import _core
from tunesmith._engine import BLOCK, FILE, TEXT, Block, Made, Plan, Task
from tunesmith._project import Project, Report, warn_of

#: What a pass makes: lines with their output, their part of it and their place.
_RENDERED = pa.schema([("out", pa.int32()), ("part", pa.int64()), ("place", pa.int64()), ("line", pa.string())])
_DDL = "out int, part bigint, place bigint, line string"

#: The outputs with what is told of the rows, and with what is compared over all of them.
_TOLD, _IDS = -1, -2

#: Rows of a partition that is not joined with others.
_LEAST = 1000

#: Where parts are written before they are put in their places.
_UNDONE = "_tunesmith_undone"


def generate(
    spark: SparkSession,
    project: Project,
    inputs: Mapping[str, str | DataFrame],
    output: str,
    *,
    ordered: bool = False,
    file_format: Literal["jsonl", "parquet"] = "jsonl",
    **options: Any,
) -> Report:
    """Writes the training files of a project, each in parts, and a manifest that lists them; all, or none.

    ``inputs`` has a path (``.parquet``, ``.jsonl`` or ``.json``) or a data frame for each split, by its name. The parts of
    an output, ``train-00000.jsonl`` and so on, hold together the lines that ``gen-data`` writes; with ``ordered`` they
    hold them in its order, which may make more of them. With ``file_format="parquet"`` the parts are Parquet
    files, whose column ``messages`` (or ``prompt`` and ``completion``) holds what the lines hold. The options are
    ``include_test``, ``include``, ``formats``, ``simple_only``, ``prompt_template``, ``strategy``, ``response``,
    ``pool_splits``, ``sample``, ``seed``, ``on_invalid``, ``rejects``, ``mask_personal``, ``shape``, ``system`` and
    ``force``, as for `Project.generate`.
    """
    plan = Plan(project, inputs, options, file_format)
    folder = _Folder(spark, output, plan)
    folder.check(bool(options.get("force")))
    sources = {split: _source(spark, plan, split, inputs[project.splits[split].name]) for split in plan.splits}
    counted = _counted(sources)
    frames = {it for it in plan.splits if isinstance(inputs[project.splits[it].name], DataFrame)}
    for split in frames:
        sources[split] = _joined(
            spark, sources[split], sum(rows for block, rows in counted.items() if block[0] == split)
        )
    try:
        made, report, read = plan.run(counted, lambda task: _Pass(spark, folder, plan, task, sources, ordered))
        parts = folder.parts(made.written)
        named = list(plan.named(parts))
        no_files = {project.splits[split].input for split in frames}
        hashed = [{**it, "sha256": "" if it["path"] in no_files else folder.sha256(it["path"])} for it in read]
        folder.commit(hashed, parts, named)
    finally:
        folder.clear()
    report.files.update((name, part["rows"]) for name, part in named)
    warn_of(report)
    return report


def _source(spark: SparkSession, plan: Plan, split: int, given: str | DataFrame) -> DataFrame:
    """The rows of a split, with the columns that a row may have, each with its file and block."""

    def known(frame: DataFrame) -> list[Any]:
        return [F.col(f"`{name.replace('`', '``')}`") for name in plan.columns if name in frame.columns]

    if isinstance(given, DataFrame):
        plan.check(given.columns)
        name, block = F.lit(plan.project.splits[split].input), F.spark_partition_id().cast("bigint")
        return given.select(*known(given), name.alias(FILE), block.alias(BLOCK))
    place = {FILE: F.col("_metadata.file_path"), BLOCK: F.col("_metadata.file_block_start")}
    stem = given.rstrip("/").lower()
    if stem.endswith(".parquet"):
        frame = spark.read.parquet(given)
        plan.check(frame.columns)
        return frame.select(*known(frame), *(column.alias(name) for name, column in place.items()))
    if stem.endswith((".jsonl", ".jsonl.gz")):
        texts = spark.read.text(given).select(
            F.col("value").alias(TEXT), *(it.alias(name) for name, it in place.items())
        )
        return texts.where(F.col(TEXT).rlike("[^ \t\r]"))
    if stem.endswith(".json"):
        files = spark.read.format("binaryFile").load(given).select("path", "content")
        return files.mapInArrow(_cut, f"{TEXT} binary, {FILE} string, {BLOCK} bigint")
    raise ValueError(f"cannot tell what {given!r} is: name .parquet, .jsonl or .json, or give a data frame")


def _cut(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """The records of whole JSON files, which no two workers can share."""
    for batch in batches:
        for file in batch.to_pylist():
            texts = _core.split_records(file["path"], file["content"])
            count = texts.num_rows
            yield pa.record_batch(
                [texts.column(0), pa.array([file["path"]] * count), pa.array([0] * count, pa.int64())],
                names=[TEXT, FILE, BLOCK],
            )


def _counted(sources: Mapping[int, DataFrame]) -> dict[Block, int]:
    """The rows of each block, which Spark counts by itself."""
    places = [source.select(F.lit(split).alias("split"), FILE, BLOCK) for split, source in sources.items()]
    rows = reduce(DataFrame.unionAll, places).groupBy("split", FILE, BLOCK).agg(F.count("*").alias("rows"))
    return {(row.split, row[FILE], row[BLOCK]): row.rows for row in rows.collect()}


def _joined(spark: SparkSession, source: DataFrame, rows: int) -> DataFrame:
    """The rows in fewer partitions where those are small: each costs Python about a tenth of a second, whatever is in it."""
    return source.coalesce(max(spark.sparkContext.defaultParallelism, rows // _LEAST))


def _map(sent: Any, split: int, ordered: bool) -> Callable[[Iterable[pa.RecordBatch]], Iterator[pa.RecordBatch]]:
    return lambda batches: _rows(sent.value.render(batches, split), split, ordered)


def _rows(pieces: Iterable[Made], split: int, ordered: bool) -> Iterator[pa.RecordBatch]:
    """What is made of a partition, as rows, and last the hashes of its parts: Spark writes each of them to one file."""
    parts: dict[tuple[int, int], _Part] = {}
    start, follows = -1, -1
    for made in pieces:
        if start < 0 or ordered and made.place != follows:
            start = made.place
        follows = made.place + made.rows
        outs, lines = made.lines.column("out"), made.lines.column("lines")
        for out, line, rows in zip(outs.to_pylist(), lines, made.lines.column("rows").to_pylist(), strict=True):
            parts.setdefault((out, start), _Part()).add(line.as_buffer(), rows)
        yield _batch(outs, start, made.lines.column("place"), lines)
        if made.ids.num_rows:
            texts = [column.cast(pa.string()) for column in made.ids.columns]
            ids = pc.binary_join_element_wise(*texts, ",", null_handling="replace", null_replacement="")
            yield _batch([_IDS], 0, [made.place], ["\n".join(ids.to_pylist())])
        told = json.dumps({"place": made.place, "split": split, "file": made.file, "told": made.told})
        yield _batch([_TOLD], 0, [made.place], [told])
    for (out, number), part in parts.items():
        yield _batch([_TOLD], 0, [number], [json.dumps({"out": out, "part": number, **part.told()})])


def _batch(outs: Any, part: int, places: Any, lines: Any) -> pa.RecordBatch:
    parts = pa.repeat(pa.scalar(part, pa.int64()), len(outs))
    columns = [outs, parts, places, lines]
    return pa.record_batch(
        [pa.array(it, type=kind) for it, kind in zip(columns, _RENDERED.types, strict=True)], _RENDERED
    )


class _Part:
    """What a part will hold: lines, each with a line feed."""

    def __init__(self) -> None:
        self._hash, self._bytes, self._rows = hashlib.sha256(), 0, 0

    def add(self, lines: Any, rows: int) -> None:
        self._hash.update(lines)
        self._hash.update(b"\n")
        self._bytes += len(lines) + 1
        self._rows += rows

    def told(self) -> dict[str, Any]:
        return {"sha256": self._hash.hexdigest(), "bytes": self._bytes, "rows": self._rows}


class _Pass:
    """All rows, rendered and written beside their place."""

    def __init__(
        self,
        spark: SparkSession,
        folder: "_Folder",
        plan: Plan,
        task: Task,
        sources: Mapping[int, DataFrame],
        ordered: bool,
    ) -> None:
        self._read = spark.read
        self._folder = folder
        sent = spark.sparkContext.broadcast(task)
        frames = [source.mapInArrow(_map(sent, split, ordered), _DDL) for split, source in sources.items()]
        rows = reduce(DataFrame.unionAll, frames)
        folder.clear()
        try:
            if plan.ending == ".jsonl" or not task.lines:
                _write(rows, folder.rows)
            else:
                rows = rows.persist()
                _write(rows.where("out < 0"), folder.rows)
                _write_parquet(rows.where("out >= 0"), folder.rows, plan.keys)
        finally:
            rows.unpersist()
            sent.unpersist()

    @cached_property
    def _lines(self) -> list[dict[str, Any]]:
        there = self._folder.of_output(_TOLD)
        return [json.loads(row.value) for row in self._read.text(there).select("value").collect()] if there else []

    @property
    def written(self) -> list[dict[str, Any]]:
        """The parts that were written, in their order."""
        return sorted((it for it in self._lines if "out" in it), key=lambda it: (it["out"], it["part"]))

    def told(self) -> list[tuple[int, str, str]]:
        told = sorted((it for it in self._lines if "told" in it), key=lambda it: it["place"])
        return [(it["split"], it["file"], it["told"]) for it in told]

    @cached_property
    def _ids(self) -> DataFrame | None:
        there = self._folder.of_output(_IDS)
        if not there:
            return None
        rows = self._read.schema("split bigint, place bigint, id bigint, draw bigint").csv(there)
        return rows.select("split", "place", "id", "draw")

    def repeated(self) -> list[int]:
        if self._ids is None:
            return []
        by_id = self._ids.where("id IS NOT NULL").groupBy("split", "id")
        firsts = by_id.agg(F.min("place").alias("first"), F.count("place").alias("rows")).where("rows > 1")
        if firsts.isEmpty():
            return []
        again = self._ids.join(firsts, ["split", "id"]).where("place > first").select("place")
        return sorted(row.place for row in again.collect())

    def lowest(self, count: int, distinct: bool) -> tuple[dict[int, int | None], list[int]]:
        if self._ids is None:
            return {}, []
        rows = self._ids
        if distinct:
            firsts = (
                rows.where("id IS NOT NULL")
                .groupBy("split", "id")
                .agg(F.min("place").alias("place"), F.min("draw").alias("draw"))
            )
            rows = firsts.unionByName(rows.where("id IS NULL"))
        highest: dict[int, int | None] = {}
        crowded_out: list[int] = []
        for split in sorted(row.split for row in rows.select("split").distinct().collect()):
            of_split = rows.where(F.col("split") == split)
            drawn = of_split.orderBy("draw").limit(min(count, 2**31 - 1)).agg(F.max("draw").alias("draw"))
            draw = highest[split] = drawn.collect()[0].draw
            if draw is not None:
                below = of_split.where(F.col("draw") < F.lit(draw)).count()
                at = of_split.where(F.col("draw") == F.lit(draw)).select("place").collect()
                crowded_out += sorted(row.place for row in at)[count - below :]
        return highest, crowded_out


def _write(rows: DataFrame, path: str) -> None:
    """Writes lines, each part to one file, as they are: a value is many lines."""
    lines = rows.sortWithinPartitions("out", "part", "place").select("out", "part", "line")
    writer = lines.write.partitionBy("out", "part").mode("append")
    writer.option("compression", "none").option("lineSep", "\n").option("maxRecordsPerFile", 0).text(path)


def _write_parquet(rows: DataFrame, path: str, keys: list[str]) -> None:
    schema = ", ".join(f"{name} array<struct<role: string, content: string>>" for name in keys)
    place = ["out", "part", "place", "number"]
    lines = rows.select("out", "part", "place", F.posexplode(F.split("line", "\n")).alias("number", "line"))
    lines = lines.sortWithinPartitions(*place)
    values = lines.select("out", "part", F.from_json("line", schema).alias("values")).select("out", "part", "values.*")
    values.write.partitionBy("out", "part").mode("append").option("maxRecordsPerFile", 0).parquet(path)


class _Folder:
    """The folder of the outputs, wherever Spark's file systems have it."""

    def __init__(self, spark: SparkSession, path: str, plan: Plan) -> None:
        self._plan = plan
        self._jvm = cast(Any, spark._jvm)
        context: Any = spark.sparkContext
        self._conf = context._jsc.hadoopConfiguration()
        self._new = self._jvm.org.apache.hadoop.fs.Path
        self._root = self._new(path)
        self._fs = self._root.getFileSystem(self._conf)
        self._path = path
        #: Where a pass writes.
        self.rows = self._at(_UNDONE, "rows").toString()

    def _at(self, *names: str) -> Any:
        return reduce(self._new, names, self._root)

    def _list(self, path: Any) -> list[Any]:
        return list(self._fs.listStatus(path)) if self._fs.exists(path) else []

    def check(self, force: bool) -> None:
        """Raises where there are files that no run made."""
        there = [entry.getPath().getName() for entry in self._list(self._root)]
        others = [name for name in there if name != _UNDONE and not name.startswith(".")]
        if others and "manifest.json" not in others and not force:
            raise ValueError(f"{self._path} has files that no run made, such as {others[0]}; force=True replaces them")

    def of_output(self, out: int) -> str:
        """What a pass wrote of an output, as Spark reads it; empty where that is nothing."""
        path = self._new(self.rows, f"out={out}")
        return _literal(path.toString()) if self._fs.exists(path) else ""

    def parts(self, written: Iterable[dict[str, Any]]) -> dict[int, list[dict[str, Any]]]:
        """The parts that were written, by output, in their order, each with its path."""
        hadoop = self._jvm.org.apache.hadoop.fs
        files = hadoop.FileUtil.stat2Paths(self._fs.globStatus(self._new(f"{_literal(self.rows)}/out=*/part=*/part-*")))
        # One call of Java's, however many there are.
        text = self._jvm.org.apache.commons.lang3.ArrayUtils.toString(files)
        listed = re.findall(r"/out=(\d+)/part=(\d+)/(part-[^/,}]+)", text)
        names = {(int(out), int(part)): name for out, part, name in listed}
        parts: dict[int, list[dict[str, Any]]] = {}
        for it in written:
            out, part = it["out"], it["part"]
            path = f"{self.rows}/out={out}/part={part}/{names.pop((out, part), 'missing')}"
            known = {"sha256": it["sha256"], "bytes": it["bytes"], "rows": it["rows"], "path": path}
            if self._plan.ending == ".parquet":
                known["sha256"] = self.sha256(path)
                known["bytes"] = self._fs.getFileStatus(self._new(path)).getLen()
            parts.setdefault(out, []).append(known)
        sizes = {out: self._fs.getContentSummary(self._new(self.rows, f"out={out}")).getLength() for out in parts}
        if (
            names
            or len(listed) != sum(map(len, parts.values()))
            or sizes != {out: sum(part["bytes"] for part in of_out) for out, of_out in parts.items()}
        ):
            raise OSError(f"Spark did not write to {self.rows} what was rendered; nothing was put in its place")
        return parts

    def sha256(self, path: str) -> str:
        """SHA-256 of a file; empty of what is none."""
        # A local file is shown without its scheme; all others have one.
        there = self._new(f"file:{path}" if path.startswith("/") else path)
        if not there.isAbsolute():
            return ""
        stream = there.getFileSystem(self._conf).open(there)
        try:
            return str(self._jvm.org.apache.commons.codec.digest.DigestUtils.sha256Hex(stream))
        finally:
            stream.close()

    def commit(
        self, inputs: list[dict[str, Any]], parts: dict[int, list[dict[str, Any]]], named: Iterable[tuple[str, Any]]
    ) -> None:
        """Puts the parts in their places, the manifest last, instead of an earlier run's files, which come back on an error."""
        moves = []
        for name, part in named:
            moves.append((self._new(part.pop("path")), name))
            part["name"] = name
        card, manifest = self._plan.finish(inputs, parts)
        before = self._at(_UNDONE, "before")
        self._fs.mkdirs(before)
        earlier = sorted(
            (_name(it) for it in self._list(self._root) if it.isFile()), key=lambda it: it != "manifest.json"
        )
        done: list[tuple[Any, Any]] = []
        try:
            for name in earlier:
                self._rename(self._at(name), self._at(_UNDONE, "before", name), done)
            for path, name in moves:
                self._rename(path, self._at(name), done)
            self._put("README.md", card)
            self._put("manifest.json", manifest)
        except BaseException:
            if len(done) == len(earlier) + len(moves):
                self._fs.delete(self._at("README.md"), False)
                self._fs.delete(self._at("manifest.json"), False)
            for path, placed in reversed(done):
                self._fs.rename(placed, path)
            raise

    def _rename(self, path: Any, to: Any, done: list[tuple[Any, Any]]) -> None:
        if not self._fs.rename(path, to):
            raise OSError(f"cannot put {to.getName()} in its place in {self._path}; the folder is as it was before")
        done.append((path, to))

    def _put(self, name: str, text: str) -> None:
        stream = self._fs.create(self._at(name), True)
        try:
            stream.write(bytearray(text.encode()))
        finally:
            stream.close()

    def clear(self) -> None:
        """Removes what was not put in its place."""
        self._fs.delete(self._at(_UNDONE), True)


def _literal(path: str) -> str:
    """A path of which nothing stands for other names."""
    return re.sub(r"([\\{}\[\]*?])", r"\\\1", path)


def _name(entry: Any) -> str:
    return str(entry.getPath().getName())
