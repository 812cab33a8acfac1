"""Spark: the multiset of lines is that of ``gen-data``, whatever the partitions."""

import hashlib
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from conftest import REPOSITORY, TICKETS, optional
from test_render import rows_of, table_of

import tunesmith

optional("pyspark")
DATA = REPOSITORY / "data/processed/unified"


@pytest.fixture(scope="module")
def spark() -> Iterator[Any]:
    from pyspark.sql import SparkSession

    os.environ["PYSPARK_PYTHON"] = os.environ["PYSPARK_DRIVER_PYTHON"] = sys.executable
    settings = {
        "spark.ui.enabled": "false",
        "spark.sql.shuffle.partitions": "2",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.host": "127.0.0.1",
    }
    session = SparkSession.builder.master("local[2,4]").config(map=settings).getOrCreate()
    session.sparkContext.setLogLevel("OFF")
    yield session
    session.stop()


@pytest.fixture(scope="module")
def project() -> tunesmith.Project:
    return tunesmith.load(REPOSITORY)


@pytest.fixture
def inputs(project: tunesmith.Project, tmp_path: Path) -> dict[str, str]:
    """The sample as Parquet and JSON Lines."""
    made = {}
    for split in project.splits:
        rows = rows_of(DATA / f"{split.input}.json")
        made[split.name] = str(tmp_path / f"{split.input}.parquet")
        pq.write_table(table_of(rows), made[split.name], row_group_size=500)
        (tmp_path / f"{split.input}.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    return made


def parts(folder: Path, out: str) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(folder.glob(f"{out}-[0-9]*.jsonl")))


@pytest.mark.parametrize(
    ("kind", "pool_splits"),
    [("parquet", False), ("parquet", True), ("jsonl", False), ("json", False), ("frame", False)],
)
def test_the_lines_are_those_of_gen_data(
    spark: Any, project: tunesmith.Project, inputs: dict[str, str], tmp_path: Path, kind: str, pool_splits: bool
) -> None:
    from tunesmith.spark import generate

    given: dict[str, Any] = {name: path.replace(".parquet", f".{kind}") for name, path in inputs.items()}
    if kind == "json":
        given = {split.name: str(DATA / f"{split.input}.json") for split in project.splits}
    if kind == "frame":
        given = {name: spark.read.parquet(path).repartition(3) for name, path in inputs.items()}
    project.generate(DATA, tmp_path / "gen", include_test=True, pool_splits=pool_splits)
    ordered = kind != "frame"
    out = tmp_path / "out"
    report = generate(spark, project, given, str(out), ordered=ordered, include_test=True, pool_splits=pool_splits)
    for split in project.splits:
        for format in project.formats:
            name = f"{split.output}{format.suffix}"
            expected = (tmp_path / "gen" / f"{name}.jsonl").read_bytes()
            made = parts(out, name)
            if ordered:
                assert made == expected
            assert sorted(made.split(b"\n")) == sorted(expected.split(b"\n"))
    manifest = json.loads((out / "manifest.json").read_text())
    assert {it["name"]: it["rows"] for it in manifest["outputs"]} == report.files
    assert sum(it["rows_read"] for it in manifest["inputs"]) == 3628 + 514 + 1009
    assert {path.name for path in out.glob("[!.]*")} == {*report.files, "README.md", "manifest.json"}
    if kind == "parquet":
        code = tunesmith._core.run(["tunesmith", "verify", str(out), "--project", str(REPOSITORY)])
        assert code == 0
        loaded = optional("datasets").load_dataset(str(out), "simple")
        assert {name: len(rows) for name, rows in loaded.items()} == {
            "train": 2686,
            "validation": 55,
            "test": 578,
        } or pool_splits


def lines(folder: Path, name: str) -> list[bytes]:
    return (folder / f"{name}.jsonl").read_bytes().splitlines(keepends=True)


def test_a_sample_and_its_rejects_are_those_of_gen_data(spark: Any, tmp_path: Path) -> None:
    from tunesmith.spark import generate

    project = tunesmith.load(REPOSITORY)
    inputs = {}
    for split in project.splits:
        rows = rows_of(DATA / f"{split.input}.json")
        # Some rows have the id of an earlier one, some are at fault.
        rows += [{**row, "label_binary": "nope"} for row in rows[:4]] + rows[4:30]
        inputs[split.name] = str(tmp_path / f"{split.input}.jsonl")
        Path(inputs[split.name]).write_text("".join(json.dumps(row) + "\n" for row in rows))
    for on_invalid, allow in [("skip", []), ("skip", ["duplicate-id"])]:
        project = tunesmith.load(REPOSITORY, allow=allow)
        options: dict[str, Any] = {"sample": 40, "seed": 7, "on_invalid": on_invalid, "rejects": True}
        gen = project.generate(tmp_path, tmp_path / "gen", **options)
        report = generate(spark, project, inputs, str(tmp_path / "out"), ordered=True, **options)
        for name in ["train", "train_optimized", "validation"]:
            assert parts(tmp_path / "out", name) == b"".join(lines(tmp_path / "gen", name))
        assert parts(tmp_path / "out", "train").count(b"\n") == 40
        assert parts(tmp_path / "out", "rejects") == b"".join(lines(tmp_path / "gen", "rejects"))
        assert report.ledger == gen.ledger
        assert [str(it) for it in report.findings] == [str(it) for it in gen.findings]
        assert any("duplicate-id" in str(it) for it in report.findings) == (not allow)


def test_rows_of_another_split_are_used_whole_with_the_notes_of_gen_data(spark: Any, tmp_path: Path) -> None:
    from tunesmith.spark import generate

    project = tunesmith.load(REPOSITORY)
    rows = [row for row in rows_of(DATA / "unified_train.json") if row["split"] == "train"]
    table = table_of(rows)
    for split in project.splits:
        pq.write_table(table, tmp_path / f"{split.input}.parquet")
        (tmp_path / f"{split.input}.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    inputs = {split.name: str(tmp_path / f"{split.input}.parquet") for split in project.splits}
    gen = project.generate(tmp_path, tmp_path / "gen")
    report = generate(spark, project, inputs, str(tmp_path / "out"), ordered=True)
    assert parts(tmp_path / "out", "validation") == b"".join(lines(tmp_path / "gen", "validation"))
    said = [note for note in gen.notes if "Rows with the text of an earlier one" not in note]
    assert report.notes == [note.replace("unified_val.jsonl", "unified_val.parquet") for note in said]
    assert any("No samples found with split=val" in note for note in report.notes)


def tickets(spark: Any, rows: list[dict[str, Any]], partitions: int = 3) -> dict[str, Any]:
    names = ["ticket", "subject", "body", "message", "priority", "product", "queue"]
    schema = "ticket bigint, subject string, body string, message string, priority bigint, product string, queue string"
    values = [tuple(row.get(name) for name in names) for row in rows]
    frame = spark.createDataFrame(spark.sparkContext.parallelize(values, partitions), schema)
    return {"train": frame, "dev": frame.limit(1)}


def rows() -> list[dict[str, Any]]:
    return rows_of(TICKETS / "data/tickets_train.jsonl")


def test_a_poisoned_row_is_a_finding_and_nothing_is_written(spark: Any, tmp_path: Path) -> None:
    from tunesmith.spark import generate

    project = tunesmith.load(TICKETS)
    inputs = tickets(spark, [*rows(), {**rows()[0], "ticket": 99, "queue": "nope"}])
    out = tmp_path / "out"
    with pytest.raises(tunesmith.DataError) as caught:
        generate(spark, project, inputs, str(out))
    assert [(finding.code, finding.record) for finding in caught.value.findings] == [("unknown-label", 13)]
    assert not list(out.glob("[!.]*"))
    report = generate(spark, project, inputs, str(out), on_invalid="skip")
    assert sum(count for name, count in report.files.items() if name.startswith("train-")) == 12
    assert any("unknown-label 1" in line for line in report.ledger)


def test_ids_are_compared_over_all_partitions(spark: Any, tmp_path: Path) -> None:
    from tunesmith.spark import generate

    project = tunesmith.load(TICKETS)
    inputs = tickets(spark, [*rows(), {**rows()[2], "body": "Once more."}], 4)
    with pytest.raises(tunesmith.DataError, match="duplicate-id") as caught:
        generate(spark, project, inputs, str(tmp_path / "out"))
    assert [finding.record for finding in caught.value.findings] == [13]
    generate(spark, project, inputs, str(tmp_path / "out"), on_invalid="skip")
    assert b"Once more." not in parts(tmp_path / "out", "train")
    allowed = tunesmith.load(TICKETS, allow=["duplicate-id"])
    generate(spark, allowed, inputs, str(tmp_path / "out"))
    assert b"Once more." in parts(tmp_path / "out", "train")


def test_many_partitions_some_of_them_empty(spark: Any, tmp_path: Path) -> None:
    from tunesmith.spark import generate

    project, out = tunesmith.load(TICKETS), tmp_path / "out"
    report = generate(spark, project, tickets(spark, rows(), 16), str(out), ordered=True)
    assert sum(count for name, count in report.files.items() if name.startswith("train-")) == 12
    # Small partitions are joined: there are no more parts than workers.
    assert len([name for name in report.files if name.startswith("train-")]) <= 2
    project.generate(output_dir=tmp_path / "gen")
    assert parts(out, "train") == b"".join(lines(tmp_path / "gen", "train"))


def test_what_was_made_of_data_frames_is_verified_without_them(
    spark: Any, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    from tunesmith.spark import generate

    for file_format in ["jsonl", "parquet"]:
        out = tmp_path / file_format
        inputs = tickets(spark, rows())
        generate(spark, tunesmith.load(TICKETS), inputs, str(out), file_format=file_format)  # type: ignore[arg-type]
        capfd.readouterr()
        assert tunesmith._core.run(["tunesmith", "verify", str(out), "--project", str(TICKETS)]) == 0
        said = capfd.readouterr().out
        assert "not compared: tickets_train was no single file" in said
        next(out.glob(f"train-*.{file_format}")).write_text("other")
        assert tunesmith._core.run(["tunesmith", "verify", str(out), "--project", str(TICKETS)]) == 1


def test_a_split_without_rows_is_an_error(spark: Any, tmp_path: Path) -> None:
    from tunesmith.spark import generate

    inputs = tickets(spark, rows())
    inputs["dev"] = inputs["dev"].where("ticket < 0")
    with pytest.raises(tunesmith.DataError, match="tickets_dev"):
        generate(spark, tunesmith.load(TICKETS), inputs, str(tmp_path / "out"))
    assert not list((tmp_path / "out").glob("[!.]*"))


def test_parquet_holds_what_the_lines_hold(spark: Any, tmp_path: Path) -> None:
    from tunesmith.spark import generate

    project = tunesmith.load(TICKETS)
    for shape in ["messages", "prompt-completion"]:
        inputs = tickets(spark, rows())
        generate(spark, project, inputs, str(tmp_path / "lines"), shape=shape, ordered=True)
        report = generate(
            spark, project, inputs, str(tmp_path / "tables"), shape=shape, ordered=True, file_format="parquet"
        )
        made = [
            row for path in sorted((tmp_path / "tables").glob("train-*")) for row in pq.read_table(path).to_pylist()
        ]
        assert made == [json.loads(line) for line in parts(tmp_path / "lines", "train").splitlines()]
        assert all(name.endswith(".parquet") for name in report.files)
        for it in json.loads((tmp_path / "tables/manifest.json").read_text())["outputs"]:
            content = (tmp_path / "tables" / it["name"]).read_bytes()
            assert (it["sha256"], it["rows"]) == (hashlib.sha256(content).hexdigest(), report.files[it["name"]])


def test_an_earlier_run_comes_back_where_this_one_cannot_be_put_in_its_place(
    spark: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tunesmith import spark as engine

    project, out = tunesmith.load(TICKETS), tmp_path / "out"
    engine.generate(spark, project, tickets(spark, rows()), str(out))
    before = {path.name: path.read_bytes() for path in out.iterdir()}

    def full(folder: Any, name: str, text: str) -> None:
        raise OSError("no room")

    monkeypatch.setattr(engine._Folder, "_put", full)
    with pytest.raises(OSError, match="no room"):
        engine.generate(spark, project, tickets(spark, rows()[:5]), str(out))
    assert {path.name: path.read_bytes() for path in out.iterdir()} == before


def test_nested_and_other_columns_are_left_alone(spark: Any, tmp_path: Path) -> None:
    from pyspark.sql import functions as F

    from tunesmith.spark import generate

    project = tunesmith.load(TICKETS)
    inputs = tickets(spark, rows())
    frame = inputs["train"].withColumn("more", F.struct(F.array(F.col("body")).alias("texts"), F.col("ticket")))
    deep = frame.withColumn("body", F.col("more.texts")[0]).withColumn("nothing", F.lit(None))
    generate(spark, project, inputs, str(tmp_path / "plain"))
    generate(spark, project, {**inputs, "train": deep}, str(tmp_path / "deep"))
    for out in ["train", "train_triage"]:
        assert sorted(parts(tmp_path / "deep", out).splitlines()) == sorted(parts(tmp_path / "plain", out).splitlines())
    without = [{**row, "product": None} for row in rows()]
    generate(spark, project, {**inputs, "train": frame.withColumn("product", F.lit(None))}, str(tmp_path / "void"))
    generate(spark, project, tickets(spark, without), str(tmp_path / "null"))
    assert sorted(parts(tmp_path / "void", "train").splitlines()) == sorted(
        parts(tmp_path / "null", "train").splitlines()
    )
    wrong = inputs["train"].withColumn("body", F.struct("ticket"))
    with pytest.raises(tunesmith.DataError, match="field-type"):
        generate(spark, project, {**inputs, "train": wrong}, str(tmp_path / "wrong"))


def test_a_worker_that_dies_is_tried_again(spark: Any, tmp_path: Path) -> None:
    from pyspark.sql import functions as F

    from tunesmith.spark import generate

    mark = tmp_path / "died"

    @F.udf("string")
    def deadly(text: str) -> str:
        if not mark.exists():
            mark.touch()
            os._exit(1)
        return text

    inputs = tickets(spark, rows())
    inputs["train"] = inputs["train"].withColumn("body", deadly("body"))
    generate(spark, tunesmith.load(TICKETS), inputs, str(tmp_path / "out"))
    assert mark.exists() and parts(tmp_path / "out", "train").count(b"\n") == 12


def test_what_cannot_be_is_said_before_anything_runs(spark: Any, tmp_path: Path) -> None:
    from tunesmith.spark import generate

    project = tunesmith.load(TICKETS)
    with pytest.raises(ValueError, match="there is no input for dev"):
        generate(spark, project, {"train": "x.parquet"}, str(tmp_path / "out"))
    with pytest.raises(ValueError, match="there is no split 'nope'"):
        generate(spark, project, {"nope": "x.parquet"}, str(tmp_path / "out"))
    with pytest.raises(ValueError, match="cannot tell what 'x.txt' is"):
        generate(spark, project, {"train": "x.txt", "dev": "x.txt"}, str(tmp_path / "out"))
    with pytest.raises(TypeError, match=r"there is no option 'compress' here: Project\.generate has it"):
        generate(spark, project, {"train": "x", "dev": "x"}, str(tmp_path / "out"), compress="zstd")
    with pytest.raises(ValueError, match="rejects and compress are for lines"):
        generate(spark, project, {"train": "x", "dev": "x"}, str(tmp_path / "out"), file_format="parquet", rejects=True)
    misspelt = {name: frame.withColumnRenamed("product", "Product") for name, frame in tickets(spark, rows()).items()}
    with pytest.raises(ValueError, match="a column Product, and none for the field product"):
        generate(spark, project, misspelt, str(tmp_path / "out"))
    (tmp_path / "mine.txt").touch()
    with pytest.raises(ValueError, match=r"mine\.txt"):
        generate(spark, project, tickets(spark, rows()), str(tmp_path))
