"""Ray: the lines are those of ``gen-data``, whatever the blocks."""

import hashlib
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from conftest import REPOSITORY, TICKETS, optional
from test_render import rows_of, table_of

import tunesmith

optional("ray")
DATA = REPOSITORY / "data/processed/unified"


@pytest.fixture(scope="module", autouse=True)
def local_ray() -> Iterator[None]:
    os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
    import ray

    ray.init(num_cpus=2, include_dashboard=False, log_to_driver=False)
    ray.data.DataContext.get_current().enable_progress_bars = False
    yield
    ray.shutdown()


def parts(folder: Path, out: str) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(folder.glob(f"{out}-[0-9]*.jsonl")))


@pytest.mark.parametrize(("kind", "pool_splits"), [("parquet", False), ("jsonl", False), ("blocks", True)])
def test_the_lines_are_those_of_gen_data(tmp_path: Path, kind: str, pool_splits: bool) -> None:
    import ray

    from tunesmith.ray import generate

    project = tunesmith.load(REPOSITORY)
    inputs: dict[str, Any] = {}
    for split in project.splits:
        rows = rows_of(DATA / f"{split.input}.json")
        path = tmp_path / f"{split.input}.{kind}"
        inputs[split.name] = str(path)
        if kind == "parquet":
            pq.write_table(table_of(rows), path)
        elif kind == "jsonl":
            path.write_text("".join(json.dumps(row) + "\n" for row in rows))
        else:
            table = table_of(rows)
            inputs[split.name] = ray.data.from_arrow([table.slice(start, 400) for start in range(0, len(rows), 400)])
    project.generate(DATA, tmp_path / "gen", include_test=True, pool_splits=pool_splits)
    out = tmp_path / "out"
    report = generate(project, inputs, out, include_test=True, pool_splits=pool_splits)
    for split in project.splits:
        for format in project.formats:
            name = f"{split.output}{format.suffix}"
            assert parts(out, name) == (tmp_path / "gen" / f"{name}.jsonl").read_bytes()
    manifest = json.loads((out / "manifest.json").read_text())
    assert {it["name"]: it["rows"] for it in manifest["outputs"]} == report.files
    for it in manifest["inputs"]:
        assert it["sha256"] == ("" if kind == "blocks" else hashlib.sha256(Path(it["path"]).read_bytes()).hexdigest())
    assert {path.name for path in out.iterdir()} == {*report.files, "README.md", "manifest.json"}


def test_faults_and_ids_are_those_of_the_whole(tmp_path: Path) -> None:
    import ray

    from tunesmith.ray import generate

    rows = rows_of(TICKETS / "data/tickets_train.jsonl")
    poisoned = [*rows, {**rows[0], "ticket": 99, "queue": "nope"}, {**rows[2], "subject": "Once more."}]
    table = table_of(poisoned)
    blocks: list[pa.Table] = [table.slice(start, 5) for start in (0, 5, 10)]
    inputs = {"train": ray.data.from_arrow(blocks), "dev": ray.data.from_arrow(table.slice(0, 1))}
    out = tmp_path / "out"
    with pytest.raises(tunesmith.DataError) as caught:
        generate(tunesmith.load(TICKETS), inputs, out)
    found = [(finding.code, finding.record) for finding in caught.value.findings]
    assert found == [("unknown-label", 13), ("duplicate-id", 14)]
    assert not list(out.iterdir())
    generate(tunesmith.load(TICKETS), inputs, out, on_invalid="skip")
    made = parts(out, "train")
    assert made.count(b"\n") == 12 and b"Once more." not in made
    with pytest.raises(ValueError, match=r"cannot tell what 'x\.csv' is"):
        generate(tunesmith.load(TICKETS), {"train": "x.csv", "dev": "x.csv"}, out)


def test_a_sample_its_rejects_and_compressed_parts_are_those_of_gen_data(tmp_path: Path) -> None:
    import ray

    from tunesmith.ray import generate

    project = tunesmith.load(REPOSITORY)
    inputs: dict[str, Any] = {}
    for split in project.splits:
        rows = rows_of(DATA / f"{split.input}.json")
        rows += [{**row, "label_binary": "nope"} for row in rows[:4]] + rows[4:30]
        path = tmp_path / f"{split.input}.jsonl"
        path.write_text("".join(json.dumps(row) + "\n" for row in rows))
        inputs[split.name] = ray.data.from_arrow(table_of(rows))
    options: dict[str, Any] = {"sample": 40, "seed": 7, "on_invalid": "skip"}
    gen = project.generate(tmp_path, tmp_path / "gen", rejects=True, **options)
    report = generate(project, inputs, tmp_path / "out", rejects=True, **options)
    for name in ["train", "train_optimized", "validation"]:
        assert parts(tmp_path / "out", name) == (tmp_path / "gen" / f"{name}.jsonl").read_bytes()
    gone = [json.loads(line) for line in (tmp_path / "gen/rejects.jsonl").read_bytes().splitlines()]
    made = [json.loads(line) for line in parts(tmp_path / "out", "rejects").splitlines()]
    assert [(it["record"], it["code"]) for it in made] == [(it["record"], it["code"]) for it in gone]
    assert [line.split(": ")[1] for line in report.ledger] == [line.split(": ")[1] for line in gen.ledger]
    generate(project, inputs, tmp_path / "packed", compress="zstd", **options)
    packed = b"".join(
        pa.input_stream(path, compression="zstd").read()
        for path in sorted((tmp_path / "packed").glob("train-*.jsonl.zst"))
    )
    assert packed == parts(tmp_path / "out", "train")
    assert tunesmith._core.run(["tunesmith", "verify", str(tmp_path / "packed"), "--project", str(REPOSITORY)]) == 0


def blocks(count: int) -> dict[str, Any]:
    """Tickets in so many blocks of one row, and one block without rows."""
    import ray

    rows = rows_of(TICKETS / "data/tickets_train.jsonl")
    table = table_of([{**rows[number % 12], "ticket": number} for number in range(count)])
    pieces = [table.slice(number, 1) for number in range(count)]
    pieces.insert(1, table.slice(0, 0))
    return {"train": ray.data.from_arrow(pieces), "dev": ray.data.from_arrow(table.slice(0, 1))}


def test_many_blocks_some_of_them_empty(tmp_path: Path) -> None:
    from tunesmith.ray import generate

    report = generate(tunesmith.load(TICKETS), blocks(100), tmp_path / "out")
    assert sum(count for name, count in report.files.items() if name.startswith("train-")) == 100


def test_null_and_nested_columns_are_read_and_wrong_types_are_findings(tmp_path: Path) -> None:
    import ray

    from tunesmith.ray import generate

    project = tunesmith.load(TICKETS)
    rows = rows_of(TICKETS / "data/tickets_train.jsonl")
    plain = table_of([{**row, "product": None} for row in rows])
    index = plain.schema.get_field_index("product")
    void = plain.set_column(index, "product", pa.nulls(len(rows))).append_column(
        "more", pa.array([{"a": [1]}] * len(rows))
    )
    wrong = plain.set_column(plain.schema.get_field_index("body"), "body", pa.array([{"a": 1}] * len(rows)))
    made = {}
    for name, table in [("plain", plain), ("void", void), ("wrong", wrong)]:
        inputs = {"train": ray.data.from_arrow(table), "dev": ray.data.from_arrow(plain.slice(0, 1))}
        if name == "wrong":
            with pytest.raises(tunesmith.DataError, match="field-type"):
                generate(project, inputs, tmp_path / name)
            assert not list((tmp_path / name).iterdir())
        else:
            generate(project, inputs, tmp_path / name)
            made[name] = parts(tmp_path / name, "train")
    assert made["plain"] == made["void"] and made["plain"].count(b"\n") == 12
    misspelt = ray.data.from_arrow(
        plain.rename_columns([name.replace("product", "Product") for name in plain.schema.names])
    )
    with pytest.raises(ValueError, match="a column Product, and none for the field product"):
        generate(project, {"train": misspelt, "dev": misspelt}, tmp_path / "misspelt")
    assert not (tmp_path / "misspelt").exists()


def test_parquet_holds_what_the_lines_hold(tmp_path: Path) -> None:
    from tunesmith.ray import generate

    project = tunesmith.load(TICKETS)
    for shape in ["messages", "prompt-completion"]:
        generate(project, blocks(5), tmp_path / "lines", shape=shape)
        generate(project, blocks(5), tmp_path / "tables", shape=shape, file_format="parquet")
        made = [
            row for path in sorted((tmp_path / "tables").glob("train-*")) for row in pq.read_table(path).to_pylist()
        ]
        assert made == [json.loads(line) for line in parts(tmp_path / "lines", "train").splitlines()]
    with pytest.raises(ValueError, match="there is no file_format 'csv'"):
        generate(project, blocks(5), tmp_path / "x", file_format="csv")  # type: ignore[arg-type]


def test_an_earlier_run_comes_back_where_this_one_cannot_be_put_in_its_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tunesmith.ray import generate

    project, out = tunesmith.load(TICKETS), tmp_path / "out"
    generate(project, blocks(3), out)
    before = {path.name: path.read_bytes() for path in out.iterdir()}
    replace = os.replace

    def full(path: Any, to: Any) -> None:
        if Path(to) == out / "dev-00000.jsonl" and Path(path).parent.name != "before":
            raise OSError("no room")
        replace(path, to)

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(OSError, match="no room"):
        generate(project, blocks(5), out)
    assert {path.name: path.read_bytes() for path in out.iterdir()} == before


def test_a_template_from_anywhere_is_taken(tmp_path: Path) -> None:
    from tunesmith.ray import generate

    mine = tmp_path / "mine.json"
    text = (TICKETS / "templates/routing/triage.json").read_text().replace("You route", "You are to route")
    mine.write_text(text)
    generate(tunesmith.load(TICKETS), blocks(3), tmp_path / "out", prompt_template=str(mine))
    assert b"You are to route" in parts(tmp_path / "out", "train_triage")
