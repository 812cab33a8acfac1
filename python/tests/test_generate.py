"""Whole runs from Python: where rows come from, what is asked for, what is said."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.csv
import pyarrow.dataset
import pyarrow.parquet as pq
import pytest
from conftest import TICKETS, optional
from test_command import run
from test_render import rows_of, table_of

import tunesmith

TRAIN = rows_of(TICKETS / "data/tickets_train.jsonl")
DEV = rows_of(TICKETS / "data/tickets_dev.jsonl")


@pytest.fixture
def inputs() -> dict[str, Any]:
    return {"train": table_of(TRAIN), "dev": table_of(DEV)}


@pytest.fixture
def expected(tickets: tunesmith.Project, tmp_path: Path) -> bytes:
    tickets.generate(output_dir=tmp_path / "expected")
    return (tmp_path / "expected/train.jsonl").read_bytes()


def many_forms(folder: Path) -> dict[str, Any]:
    """The same rows in everything that holds rows."""
    table = table_of(TRAIN)
    pq.write_table(table, folder / "rows.parquet", row_group_size=5)
    pq.write_table(table, folder / "rows_in.parquet")
    (folder / "parts").mkdir()
    pq.write_table(table.slice(0, 7), folder / "parts/a.parquet")
    pq.write_table(table.slice(7), folder / "parts/b.parquet")
    return {
        "table": table,
        "Parquet": folder / "rows.parquet",
        "folder of Parquet": str(folder / "parts"),
        "JSON Lines": TICKETS / "data/tickets_train.jsonl",
        "records": TRAIN,
        "columns": table.to_pydict(),
        "ParquetFile": pq.ParquetFile(folder / "rows_in.parquet"),
        "pyarrow dataset": pyarrow.dataset.dataset(folder / "parts"),
        "reader": table.to_reader(),
        "pandas": optional("pandas").DataFrame(TRAIN),
        "Polars": optional("polars").from_arrow(table),
        "lazy Polars": optional("polars").from_arrow(table).lazy(),
        "datasets": optional("datasets").Dataset(table),
    }


def test_rows_come_from_everything_that_holds_rows(tickets: tunesmith.Project, tmp_path: Path, expected: bytes) -> None:
    for name, rows in many_forms(tmp_path).items():
        tickets.generate(inputs={"train": rows, "dev": table_of(DEV)}, output_dir=tmp_path / "out")
        assert (tmp_path / "out/train.jsonl").read_bytes() == expected, name


def test_equal_rows_give_equal_files_and_verify_says_how_far_it_looked(
    tickets: tunesmith.Project, inputs: dict[str, Any], tmp_path: Path
) -> None:
    for name in ["one", "other"]:
        tickets.generate(inputs=inputs, output_dir=tmp_path / name)
    one, other = ((tmp_path / name / "manifest.json").read_text() for name in ["one", "other"])
    assert one == other
    assert [it["path"] for it in json.loads(one)["inputs"]] == ["tickets_train", "tickets_dev"]
    verified = run("verify", str(tmp_path / "one"), "--project", str(TICKETS))
    assert verified.returncode == 0
    assert "not compared: tickets_train" in verified.stdout


def test_a_split_without_rows_is_named(tickets: tunesmith.Project, inputs: dict[str, Any], tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="nothing for the split 'dev'"):
        tickets.generate(inputs={"train": inputs["train"]}, output_dir=tmp_path / "out")
    with pytest.raises(ValueError, match="no rows for the split 'dev'"):
        tickets.generate(inputs={**inputs, "dev": inputs["dev"].slice(0, 0)}, output_dir=tmp_path / "out")
    with pytest.raises(ValueError, match="nothing for the split 'eval'"):
        tickets.generate(inputs=inputs, output_dir=tmp_path / "out", include_test=True)
    with pytest.raises(ValueError, match="there is no split 'val'"):
        tickets.generate(inputs={"val": inputs["dev"]}, output_dir=tmp_path / "out")
    with pytest.raises(ValueError, match="not both"):
        tickets.generate(TICKETS / "data", tmp_path / "out", inputs=inputs)
    with pytest.raises(FileNotFoundError, match=r"there is no nowhere\.parquet"):
        tickets.generate(inputs={**inputs, "dev": "nowhere.parquet"}, output_dir=tmp_path / "out")
    with pytest.raises(ValueError, match="cannot tell what"):
        tickets.generate(inputs={**inputs, "dev": __file__}, output_dir=tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_misspelt_column_ends_the_run(
    tickets: tunesmith.Project, triage: tunesmith.Strategy, inputs: dict[str, Any], tmp_path: Path
) -> None:
    names = ["Product" if name == "product" else name for name in inputs["train"].column_names]
    wrong = inputs["train"].rename_columns(names)
    for given in [wrong, wrong.to_reader()]:
        with pytest.raises(ValueError, match="there is a column Product, and none for the field product"):
            tickets.generate(inputs={**inputs, "train": given}, output_dir=tmp_path / "out")
    for given in [wrong, wrong.to_reader(), wrong.to_batches()[0]]:
        with pytest.raises(ValueError, match="there is a column Product, and none for the field product"):
            triage.render(given)
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("option", "value", "what"),
    [
        ("mask_personal", 1, "True or False is expected, not int"),
        ("rejects", "yes", "True or False is expected, not str"),
        ("sample", "10", "a whole number from 1 is expected, not str"),
        ("sample", 0, "a whole number from 1"),
        ("sample", True, "a whole number from 1"),
        ("sample", 10.0, "a whole number from 1"),
        ("threads", -1, "a whole number from 1"),
        ("seed", -1, "a whole number from 0"),
        ("resplit", "0.8,0.2", "a list of shares"),
        ("formats", 3, "a list of strings"),
        ("trainers", [3], "a list of strings"),
        ("dedupe", True, "a string is expected, not bool"),
        ("on_invalid", True, "a string is expected, not bool"),
        ("nope", 1, "there is no option 'nope'"),
    ],
)
def test_an_option_of_another_type_is_an_error(
    tickets: tunesmith.Project, tmp_path: Path, option: str, value: Any, what: str
) -> None:
    with pytest.raises(TypeError, match=what):
        tickets.generate(output_dir=tmp_path / "out", **{option: value})
    assert not (tmp_path / "out").exists()


def test_options_are_taken_as_people_write_them(tickets: tunesmith.Project, tmp_path: Path) -> None:
    plain = tickets.generate(
        output_dir=tmp_path / "one", trainers=["openai"], formats=["triage"], sample=3, seed=1, rejects=True
    )
    loose = tickets.generate(
        output_dir=tmp_path / "other",
        trainers="openai",
        formats="triage",
        sample=np.int64(3),  # type: ignore[arg-type]
        seed=1,
        rejects=np.bool_(True),  # type: ignore[arg-type]
        strategy=None,  # type: ignore[arg-type]
    )
    assert plain.files == loose.files and "openai/triage/train.py" in plain.files
    with pytest.raises(ValueError, match="give sample or resplit"):
        tickets.generate(output_dir=tmp_path / "one", seed=1)


def test_rows_that_are_left_out_are_said(tickets: tunesmith.Project, tmp_path: Path) -> None:
    rows = [{**TRAIN[0], "ticket": number, "body": " " if number % 2 else f"body {number}"} for number in range(360)]
    with pytest.warns(tunesmith.TunesmithWarning, match=r"blank-text 180.*\n.*180 written \+ 180 left out") as said:
        report = tickets.generate(inputs={"train": rows, "dev": DEV}, output_dir=tmp_path / "out")
    assert said[0].filename == __file__
    # All of them, and not the first 20.
    assert sum(finding.code == "blank-text" for finding in report.findings) == 180
    assert report.findings[0].file == "tickets_train"
    assert report.ledger[0] in str(report)


def test_the_text_of_an_error_has_the_first_of_each_kind_and_its_findings_have_all(
    tickets: tunesmith.Project, tmp_path: Path
) -> None:
    rows = [{**TRAIN[0], "ticket": number, "queue": "nowhere"} for number in range(120)]
    with pytest.raises(tunesmith.DataError) as caught:
        tickets.generate(inputs={"train": rows, "dev": DEV}, output_dir=tmp_path / "out")
    assert len(caught.value.findings) == len(rows)
    assert str(caught.value).count("error[unknown-label]") == 20
    assert f"and {len(rows) - 20} more of unknown-label" in str(caught.value)


def test_messages_name_the_options_of_python(tickets: tunesmith.Project, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="pool_splits") as caught:
        tickets.generate(output_dir=tmp_path, pool_splits=True)
    assert "--" not in str(caught.value)
