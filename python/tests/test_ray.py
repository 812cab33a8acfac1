"""Ray: the lines are those of ``gen-data``, whatever the blocks."""

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
