"""``gen-data`` on Spark, for data that outgrows one machine: Spark distributes, the wheel does the rest.

Workers need this package and pyarrow; set ``PYSPARK_PYTHON`` where theirs is another Python than the driver's.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import reduce
from typing import Any, Literal, cast

import pyarrow as pa
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

from tunesmith import _core
from tunesmith._engine import BLOCK, FILE, TEXT, Plan, Task
from tunesmith._project import Project, Report

_COUNTED = "file string, block bigint, told string"
_RENDERED = "out string, place bigint, line string, split bigint, id bigint, told string"

#: A pass over the batches of a partition.
_Work = Callable[[Iterable[pa.RecordBatch], int], Iterator[pa.RecordBatch]]

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
    hold them in its order. With ``file_format="parquet"`` the parts are Parquet files, whose column ``messages`` (or
    ``prompt`` and ``completion``) holds what the lines hold. The options are ``include_test``, ``include``, ``formats``,
    ``simple_only``, ``prompt_template``, ``strategy``, ``response``, ``pool_splits``, ``on_invalid``, ``mask_personal``,
    ``shape``, ``system`` and ``force``, as for `Project.generate`.
    """
    plan = Plan(project, inputs, options, file_format)
    folder = _Folder(spark, output, plan)
    folder.check(bool(options.get("force")))
    sources = {split: _source(spark, project, split, inputs[project.splits[split].name]) for split in plan.splits}
    counting = plan.counting()
    counted = {split: _counted(counting, split, source) for split, source in sources.items()}
    task = plan.rendering(counted)
    rendered = _rendered(task, sources)
    try:
        repeated = _repeated(rendered)
        if repeated and plan.leaves_out_repeated:
            rendered.unpersist()
            rendered = _rendered(plan.without(task, repeated), sources)
        told = rendered.where("told IS NOT NULL").select("place", "told").collect()
        report, read = plan.sum([row.told for row in sorted(told, key=lambda row: row.place)], repeated)
        _write(rendered, folder.undone, ordered, plan)
        parts = {out: folder.parts(out) for out in plan.outputs}
        folder.commit(parts, [{**it, "sha256": folder.sha256(it["path"])} for it in read])
    finally:
        rendered.unpersist()
        folder.clear()
    report.files.update((part["name"], part["rows"]) for out in plan.outputs for part in parts[out])
    return report


def _source(spark: SparkSession, project: Project, split: int, given: str | DataFrame) -> DataFrame:
    """The rows of a split, each with its file and block."""
    if isinstance(given, DataFrame):
        name = F.lit(project.splits[split].input)
        return given.withColumns({FILE: name, BLOCK: F.spark_partition_id().cast("bigint")})
    place = {FILE: F.col("_metadata.file_path"), BLOCK: F.col("_metadata.file_block_start")}
    stem = given.rstrip("/").lower()
    if stem.endswith(".parquet"):
        return spark.read.parquet(given).select("*", *(column.alias(name) for name, column in place.items()))
    if stem.endswith((".jsonl", ".jsonl.gz")):
        texts = spark.read.text(given).select(
            F.col("value").alias(TEXT), *(it.alias(name) for name, it in place.items())
        )
        return texts.where(F.trim(F.translate(TEXT, "\r\t", "  ")) != "")
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


def _counted(task: Task, split: int, source: DataFrame) -> list[tuple[str, int, str]]:
    rows = source.mapInArrow(_map(task.count, split), _COUNTED).collect()
    return [(row.file, row.block, row.told) for row in rows]


def _rendered(task: Task, sources: Mapping[int, DataFrame]) -> DataFrame:
    frames = [source.mapInArrow(_map(task.render, split), _RENDERED) for split, source in sources.items()]
    return reduce(DataFrame.unionAll, frames).persist()


def _map(work: _Work, split: int) -> Callable[[Iterable[pa.RecordBatch]], Iterator[pa.RecordBatch]]:
    return lambda batches: work(batches, split)


def _repeated(rendered: DataFrame) -> list[int]:
    """The places of rows whose id stands on an earlier one of their split."""
    ids = rendered.where("id IS NOT NULL").select("split", "id", "place")
    firsts = ids.groupBy("split", "id").agg(F.min("place").alias("first"), F.count("place").alias("rows"))
    again = ids.join(firsts.where("rows > 1"), ["split", "id"]).where("place > first")
    return sorted(row.place for row in again.select("place").collect())


def _write(rendered: DataFrame, path: str, ordered: bool, plan: Plan) -> None:
    lines = rendered.where("out IS NOT NULL").select("out", "place", "line")
    if ordered:
        lines = lines.orderBy("out", "place")
    if plan.ending == ".jsonl":
        lines.select("out", "line").write.partitionBy("out").mode("overwrite").text(path)
        return
    schema = ", ".join(f"{name} array<struct<role: string, content: string>>" for name in plan.columns)
    values = lines.select("out", F.from_json("line", schema).alias("values")).select("out", "values.*")
    values.write.partitionBy("out").mode("overwrite").parquet(path)


class _Folder:
    """The folder of the outputs, wherever Spark's file systems have it."""

    def __init__(self, spark: SparkSession, path: str, plan: Plan) -> None:
        self._spark = spark
        self._plan = plan
        self._jvm = cast(Any, spark._jvm)
        context: Any = spark.sparkContext
        self._conf = context._jsc.hadoopConfiguration()
        self._root = self._jvm.org.apache.hadoop.fs.Path(path)
        self._fs = self._root.getFileSystem(self._conf)
        self._path = path
        self.undone = self._at(_UNDONE).toString()

    def _at(self, *names: str) -> Any:
        path = self._root
        for name in names:
            path = self._jvm.org.apache.hadoop.fs.Path(path, name)
        return path

    def _list(self, path: Any) -> list[Any]:
        return list(self._fs.listStatus(path)) if self._fs.exists(path) else []

    def check(self, force: bool) -> None:
        """Raises where there are files that no run made."""
        there = [entry.getPath().getName() for entry in self._list(self._root)]
        others = [name for name in there if name != _UNDONE and not name.startswith(".")]
        if others and "manifest.json" not in others and not force:
            raise ValueError(f"{self._path} has files that no run made, such as {others[0]}; force=True replaces them")

    def parts(self, out: str) -> list[dict[str, Any]]:
        """The parts of an output that were written, in their order, with the names that they will have."""
        written = [entry for entry in self._list(self._at(_UNDONE, f"out={out}")) if entry.isFile()]
        written = sorted((it for it in written if it.getPath().getName().startswith("part-")), key=_name)
        paths = [entry.getPath().toString() for entry in written]
        rows = self._rows(paths)
        return [
            {
                "name": f"{out}-{number:05}{self._plan.ending}",
                "sha256": self.sha256(path),
                "bytes": entry.getLen(),
                "rows": rows[_name(entry)],
                "path": path,
            }
            for number, (entry, path) in enumerate(zip(written, paths, strict=True))
        ]

    def _rows(self, paths: list[str]) -> dict[str, int]:
        if not paths:
            return {}
        read = self._spark.read
        frame = read.parquet(*paths) if self._plan.ending == ".parquet" else read.text(paths)
        names = frame.groupBy(F.col("_metadata.file_name").alias("name"))
        return {row.name: row.n for row in names.agg(F.count("*").alias("n")).collect()}

    def sha256(self, path: str) -> str:
        """SHA-256 of a file; empty of what is none."""
        # A local file is shown without its scheme; all others have one.
        there = self._jvm.org.apache.hadoop.fs.Path(f"file:{path}" if path.startswith("/") else path)
        if not there.isAbsolute():
            return ""
        stream = there.getFileSystem(self._conf).open(there)
        try:
            return str(self._jvm.org.apache.commons.codec.digest.DigestUtils.sha256Hex(stream))
        finally:
            stream.close()

    def commit(self, parts: Mapping[str, list[dict[str, Any]]], inputs: list[dict[str, Any]]) -> None:
        """Puts the parts in their places, the manifest last, instead of an earlier run's files, which come back on an error."""
        outputs = self._plan.outputs
        moves = [
            (self._jvm.org.apache.hadoop.fs.Path(part.pop("path")), part["name"])
            for out in outputs
            for part in parts[out]
        ]
        card = self._plan.card(parts)
        manifest = self._plan.manifest(inputs, parts, card)
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


def _name(entry: Any) -> str:
    return str(entry.getPath().getName())
