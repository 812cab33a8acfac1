"""Batches: what is rendered of them is what the command makes of files with the same rows."""

import itertools
import json
import threading
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from conftest import REPOSITORY, TICKETS, optional
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import tunesmith

REAL = REPOSITORY.parent / "shared/data/unified"


def rows_of(path: Path) -> list[dict[str, Any]]:
    text = path.read_text()
    return json.loads(text) if path.suffix == ".json" else [json.loads(line) for line in text.splitlines()]


def table_of(rows: list[dict[str, Any]]) -> pa.Table:
    names = dict.fromkeys(name for row in rows for name in row)
    return pa.table({name: [row.get(name) for row in rows] for name in names})


def lines(rendered: Any) -> list[str | None]:
    return rendered.column("line").to_pylist()


@pytest.mark.parametrize(
    ("folder", "data"),
    [
        (REPOSITORY, REPOSITORY / "data/processed/unified"),
        (TICKETS, TICKETS / "data"),
        pytest.param(
            REPOSITORY, REAL, marks=pytest.mark.skipif(not REAL.exists(), reason="the real data is not on this machine")
        ),
    ],
)
@pytest.mark.parametrize("shape", ["messages", "prompt-completion"])
def test_lines_are_those_of_gen_data(folder: Path, data: Path, shape: str, tmp_path: Path) -> None:
    project = tunesmith.load(folder)
    has_split = "split" in {name for name in rows_of(next(data.glob("*train*")))[0]}
    options = {"include_test": True, "shape": shape, "pool_splits": has_split}
    project.generate(data, tmp_path, **options)
    for format in project.formats:
        strategy = project.strategy(format.template, format.strategy)
        made: dict[str, list[str]] = {split.name: [] for split in project.splits}
        for split in project.splits:
            rows = rows_of(next(data.glob(f"{split.input}.*")))
            rendered = strategy.render(table_of(rows), output="line", shape=shape)
            for line, own in zip(lines(rendered), rendered.column("split").to_pylist(), strict=True):
                if line is not None:
                    made[own or split.name].append(line)
        for split in project.splits:
            written = (tmp_path / f"{split.output}{format.suffix}.jsonl").read_bytes()
            assert "".join(line + "\n" for line in made[split.name]).encode() == written


def test_generate_takes_the_rows_from_arrow(tickets: tunesmith.Project, tmp_path: Path) -> None:
    inputs = {split.name: table_of(rows_of(TICKETS / f"data/{split.input}.jsonl")) for split in tickets.splits}
    from_files = tickets.generate(output_dir=tmp_path / "files", include_test=True)
    from_arrow = tickets.generate(output_dir=tmp_path / "arrow", include_test=True, inputs=inputs)
    assert from_files.files == from_arrow.files
    for name in from_files.files:
        if name.endswith(".jsonl"):
            assert (tmp_path / "files" / name).read_bytes() == (tmp_path / "arrow" / name).read_bytes()
    with pytest.raises(ValueError, match="there is no split 'nope': train, dev, eval"):
        tickets.generate(output_dir=tmp_path / "x", inputs={"nope": inputs["train"]})


def test_generate_says_what_is_wrong_and_writes_nothing(tickets: tunesmith.Project, tmp_path: Path) -> None:
    rows = rows_of(TICKETS / "data/tickets_train.jsonl")
    inputs = {"train": table_of([{**rows[0], "queue": "nope"}, rows[1]]), "dev": table_of(rows[2:])}
    with pytest.raises(tunesmith.DataError) as caught:
        tickets.generate(output_dir=tmp_path / "out", inputs=inputs)
    assert [(finding.code, finding.record) for finding in caught.value.findings] == [("unknown-label", 1)]
    assert not (tmp_path / "out/train.jsonl").exists()
    with pytest.raises(TypeError, match="there is no option 'nope'"):
        tickets.generate(output_dir=tmp_path, nope=1)
    with pytest.raises(ValueError, match="there is no shape"):
        tickets.generate(output_dir=tmp_path, shape="nope")


def test_progress_is_told_and_its_errors_are_raised(tickets: tunesmith.Project, tmp_path: Path) -> None:
    told: list[tuple[int, int, int]] = []
    tickets.generate(output_dir=tmp_path, progress=lambda *figures: told.append(figures))
    assert told[-1][0] == 16 and told[-1][1] == told[-1][2]
    with pytest.raises(ZeroDivisionError):
        tickets.generate(output_dir=tmp_path, progress=lambda *_: 1 // 0)


FIELDS = ["ticket", "subject", "body", "message", "priority", "product", "queue"]
TEXTS = st.one_of(
    st.text(max_size=12), st.sampled_from(["", " ", "n/a", "None", "<|end|>", "\u2028\x85\x00", "{x}", '"\\'])
)
QUEUES = st.sampled_from(["billing", "technical", "account", "other", "nope"])
NUMBERS = st.integers(-1, 6)
COLUMNS = {
    "ticket": st.one_of(NUMBERS, st.integers(0, 2**62)),
    "subject": TEXTS,
    "body": TEXTS,
    "message": st.one_of(st.none(), TEXTS),
    "priority": NUMBERS,
    "product": TEXTS,
    "queue": QUEUES,
}
#: What a column may hold instead of what its field does.
OTHERS = st.sampled_from([st.none(), st.booleans(), NUMBERS, TEXTS, st.lists(TEXTS, max_size=2)])
STRINGS = [pa.string(), pa.large_string(), pa.string_view(), pa.dictionary(pa.int8(), pa.string())]


@st.composite
def tables(draw: st.DrawFn) -> pa.Table:
    """A table of any layout: types of text, null columns, missing columns, wrong types, chunks and slices."""
    count = draw(st.integers(0, 12))
    columns: dict[str, Any] = {}
    for name in draw(st.permutations(FIELDS)):
        if draw(st.integers(0, 9)) == 0:
            continue
        values = COLUMNS[name] if draw(st.integers(0, 5)) else draw(OTHERS)
        cells = draw(st.lists(st.one_of(values, values, values, st.none()), min_size=count, max_size=count))
        column = pa.array(cells)
        if pa.types.is_string(column.type):
            column = column.cast(draw(st.sampled_from(STRINGS)))
        columns[name] = column
    columns["other"] = pa.array([{"a": 1}] * count, pa.struct({"a": pa.int8()}))
    table = pa.table(columns)
    cuts = sorted(draw(st.lists(st.integers(0, count), max_size=4)))
    bounds = [0, *cuts, count]
    pieces = [table.slice(start, end - start) for start, end in itertools.pairwise(bounds)]
    return pa.concat_tables(pieces)


LENIENT = tunesmith.load(TICKETS, allow=["duplicate-id"])


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(table=tables())
def test_any_batch_gives_what_the_reader_of_files_gives(
    tmp_path_factory: pytest.TempPathFactory, table: pa.Table
) -> None:
    folder = tmp_path_factory.mktemp("split")
    good = (TICKETS / "data/tickets_dev.jsonl").read_text()
    # A field that Arrow has no column for is one that the record lacks.
    rows = [{name: value for name, value in row.items() if name != "other"} for row in table.to_pylist()]
    # So is null in a spelling beside another one.
    for row in rows:
        if None in (row.get("body", ""), row.get("message", "")) and "body" in row and "message" in row:
            row.pop("message" if row["message"] is None else "body")
    (folder / "tickets_train.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows) + good)
    (folder / "tickets_dev.jsonl").write_text(good)
    LENIENT.generate(folder, folder / "out", on_invalid="skip", rejects=True, force=True)
    rejects = folder / "out/rejects.jsonl"
    codes = {row["record"]: row["code"] for row in rows_of(rejects)} if rejects.exists() else {}
    for format in LENIENT.formats:
        rendered = LENIENT.strategy(format.template, format.strategy).render(table, output="line")
        assert rendered.num_rows == table.num_rows
        written = (folder / f"out/train{format.suffix}.jsonl").read_text().split("\n")[: -1 - good.count("\n")]
        both = [line for line, lacks in zip(lines(rendered), faults(table), strict=True) if not lacks]
        assert both == written
    for number, code in enumerate(faults(table), 1):
        assert (code is None) == (number not in codes)


def faults(table: pa.Table) -> list[str | None]:
    """The first finding of each row, in the formats that a run writes together."""
    strategies = [LENIENT.strategy(format.template, format.strategy) for format in LENIENT.formats]
    found = [strategy.render(table).column("finding").to_pylist() for strategy in strategies]
    return [next((code for code in codes if code), None) for codes in zip(*found, strict=True)]


@settings(max_examples=60, deadline=None)
@given(table=tables())
def test_messages_are_those_of_the_lines_and_batches_those_of_tables(table: pa.Table) -> None:
    strategy = LENIENT.strategy("routing/triage.json", "triage")
    messages = strategy.render(table).column("messages").to_pylist()
    rendered = strategy.render(table, output="line")
    assert [line and json.loads(line)["messages"] for line in lines(rendered)] == messages
    if table.num_rows:
        batch = table.combine_chunks().to_batches()[0]
        assert isinstance(strategy.render(batch), pa.RecordBatch)
        assert lines(strategy.render(batch, output="line")) == lines(rendered)
        assert lines(strategy.render(batch.slice(1), output="line")) == lines(rendered)[1:]


GOOD = {"ticket": [1], "subject": ["s"], "body": ["b"], "priority": [2], "product": [None], "queue": ["other"]}


def test_a_batch_of_no_rows_gives_none(triage: tunesmith.Strategy) -> None:
    assert triage.render(pa.table(GOOD).slice(1)).num_rows == 0
    assert triage.render(pa.RecordBatch.from_pydict(GOOD).slice(1)).schema.names == ["messages", "split", "finding"]
    assert triage.render(pa.table({"body": pa.array([], pa.string())})).num_rows == 0


def test_what_is_no_arrow_is_one_clear_error(triage: tunesmith.Strategy) -> None:
    for wrong in [None, 5, "text", [1]]:
        with pytest.raises(TypeError, match="expected Arrow data"):
            triage.render(wrong)
    with pytest.raises(ValueError, match="there is no output"):
        triage.render(pa.table(GOOD), output="nope")  # type: ignore[arg-type]


def test_the_interpreter_goes_on_while_a_batch_is_rendered(triage: tunesmith.Strategy) -> None:
    table = pa.concat_tables([pa.table(GOOD)] * 200_000).combine_chunks()
    ticks = 0
    rendering = threading.Thread(target=triage.render, args=(table,), kwargs={"output": "line"})
    rendering.start()
    while rendering.is_alive():
        ticks += 1
    assert ticks > 100


def test_data_frames_give_the_same_lines(triage: tunesmith.Strategy) -> None:
    rows = rows_of(TICKETS / "data/tickets_train.jsonl")
    table = table_of(rows)
    expected = lines(triage.render(table, output="line"))
    assert all(expected)
    assert lines(triage.render(optional("polars").from_arrow(table), output="line")) == expected
    assert lines(triage.render(optional("pandas").DataFrame(rows), output="line")) == expected
    path = TICKETS / "data/tickets_train.jsonl"
    assert lines(triage.render(optional("duckdb").sql(f"SELECT * FROM '{path}'"), output="line")) == expected


def test_datasets_maps_in_two_processes(triage: tunesmith.Strategy) -> None:
    datasets = optional("datasets")
    rows = rows_of(TICKETS / "data/tickets_train.jsonl")
    data = datasets.Dataset(table_of(rows)).with_format("arrow")
    expected = triage.render(table_of(rows)).column("messages").to_pylist()
    for processes in [None, 2]:
        mapped = data.map(triage.render, batched=True, num_proc=processes, remove_columns=data.column_names)
        assert mapped.with_format(None)["messages"][:] == expected
    filtered = data.filter(lambda table: [True] * len(table), batched=True, batch_size=1)
    assert filtered.map(triage.render, batched=True, remove_columns=data.column_names)["finding"]


def test_prompt_and_completion_are_columns(triage: tunesmith.Strategy, tickets: tunesmith.Project) -> None:
    table = pa.concat_tables(
        [pa.table(GOOD), pa.table({**GOOD, "body": [None] * pa.table(GOOD).num_rows})], promote_options="permissive"
    )
    messages = triage.render(table)
    for data in [table, table.combine_chunks().to_batches()[0]]:
        halves = triage.render(data, shape="prompt-completion")
        assert halves.schema.names == ["prompt", "completion", "split", "finding"]
        for row, whole in zip(halves.to_pylist(), messages.to_pylist(), strict=True):
            if whole["messages"] is None:
                assert row["prompt"] is None and row["completion"] is None
            else:
                assert row["prompt"] + row["completion"] == whole["messages"]
                assert [turn["role"] for turn in row["completion"]] == ["assistant"]
    both = tickets.render(table, shape="prompt-completion").schema.names
    assert both == ["prompt_brief", "completion_brief", "prompt_triage", "completion_triage", "split", "finding"]


def test_without_answers_rows_need_no_label(triage: tunesmith.Strategy, tickets: tunesmith.Project) -> None:
    rows = rows_of(TICKETS / "data/tickets_train.jsonl")
    asked = [{key: value for key, value in row.items() if key != "queue"} for row in rows]
    rendered = triage.render(asked, answer=False)
    assert rendered["messages"].to_pylist() == [triage.messages(row) for row in asked]
    assert rendered["finding"].null_count == len(rows)
    assert triage.render(asked)["messages"].null_count == len(rows)
    assert tickets.render(asked, answer=False)["messages_brief"].null_count == 0
    with pytest.raises(ValueError, match="without an answer"):
        triage.render(asked, answer=False, output="line")


def test_one_column_is_no_table(triage: tunesmith.Strategy) -> None:
    with pytest.raises(TypeError, match="no table whose columns have names"):
        triage.render(optional("pandas").DataFrame(GOOD)["body"])
