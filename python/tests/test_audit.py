"""`Project.audit`: what the command finds, as a value."""

import json
import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.json
import pyarrow.parquet
import pytest
from conftest import TICKETS

import tunesmith

DATA = TICKETS / "data"


def rows(name: str) -> pa.Table:
    return pyarrow.json.read_json(DATA / f"tickets_{name}.jsonl")


def command(*args: str) -> subprocess.CompletedProcess[str]:
    line = [sys.executable, "-m", "tunesmith", "audit", "--project", str(TICKETS), *args]
    return subprocess.run(line, capture_output=True, text=True, check=False)


@pytest.fixture
def leaking(tmp_path: Path) -> Path:
    """Split files of which the second has the rows of the first, with another id and twice."""
    text = (DATA / "tickets_train.jsonl").read_text()
    (tmp_path / "tickets_train.jsonl").write_text(text)
    (tmp_path / "tickets_dev.jsonl").write_text(text.replace('"ticket": 1', '"ticket": 2') * 2)
    return tmp_path


def test_an_audit_is_that_of_the_command(tickets: tunesmith.Project, leaking: Path) -> None:
    audit = tickets.audit(leaking)
    printed = command("--unified-dir", str(leaking))
    assert (audit.text, str(audit)) == (printed.stdout, printed.stdout)
    lines = command("--unified-dir", str(leaking), "--message-format", "json").stdout.splitlines()
    told = [json.loads(line) for line in lines]
    assert [(it.code, it.severity, it.file, it.line, it.message) for it in audit.findings] == [
        (it["code"], it["severity"], it["file"], it["line"], it["message"]) for it in told
    ]
    assert audit.errors == sum(it["severity"] == "error" for it in told) > 0
    assert audit.warnings == sum(it["severity"] == "warning" for it in told)
    assert {"split-leak"} <= {finding.code for finding in audit.findings}
    assert all(note in printed.stderr for note in audit.notes)


def test_more_than_twenty_findings_of_a_kind_are_kept(tickets: tunesmith.Project) -> None:
    table = rows("train")
    line = table.slice(0, 1).to_pylist()[0]
    many = pa.Table.from_pylist(
        [{**line, "ticket": place, "body": f"Ticket number {place} " * 9} for place in range(60)]
    )
    audit = tickets.audit(inputs={"train": many, "dev": many}, tokenizer="none", only_leaks=False)
    assert sum(finding.code == "split-leak" for finding in audit.findings) == 60


def test_arrow_data_and_parquet_are_audited_as_files_are(tickets: tunesmith.Project, tmp_path: Path) -> None:
    inputs = {name: rows(name) for name in ["train", "dev"]}
    assert tickets.audit(inputs=inputs) == tickets.audit()
    path = tmp_path / "train.parquet"
    pyarrow.parquet.write_table(inputs["train"], path)
    assert tickets.audit(inputs={**inputs, "train": pyarrow.parquet.read_table(path)}) == tickets.audit()
    twice = tickets.audit(inputs={"train": inputs["dev"], "dev": inputs["dev"]})
    assert {finding.file for finding in twice.findings} == {"tickets_train"}
    assert {place.file for finding in twice.findings for place in finding.related} == {"tickets_dev"}
    with pytest.raises(ValueError, match="there is no split 'trian': train, dev, eval"):
        tickets.audit(inputs={"trian": inputs["train"]})


def test_a_report_is_written_and_no_other_file_is_replaced(tickets: tunesmith.Project, tmp_path: Path) -> None:
    page = tmp_path / "audit.html"
    audit = tickets.audit(report=page)
    assert "<title>Audit: " in page.read_text()
    assert json.loads((tmp_path / "audit.json").read_text())["generator"] == "tunesmith audit"
    of_command = tmp_path / "of_command" / "audit.html"
    of_command.parent.mkdir()
    assert command("--report", str(of_command)).returncode == 0
    assert page.read_bytes() == of_command.read_bytes()
    page.write_text("mine")
    with pytest.raises(ValueError, match="is no earlier report, and is not replaced"):
        tickets.audit(report=page)
    assert (page.read_text(), audit.errors) == ("mine", 0)


def test_a_baseline_knows_what_was_found(tickets: tunesmith.Project, leaking: Path, tmp_path: Path) -> None:
    known = tmp_path / "known.json"
    assert tickets.audit(leaking, write_baseline=known).errors > 0
    audit = tickets.audit(leaking, baseline=known)
    assert (audit.errors, audit.warnings, audit.findings) == (0, 0, [])
    assert "Findings that the baseline knows: " in audit.text


def test_options_are_those_of_the_command(tickets: tunesmith.Project, leaking: Path) -> None:
    for options, args in [
        ({"include": ["eval"], "formats": ["brief"]}, ["--include", "eval", "--format", "brief"]),
        (
            {"include_test": True, "epochs": 7, "max_tokens": 64},
            ["--include-test", "--epochs", "7", "--max-tokens", "64"],
        ),
        ({"similarity": 0.2, "similarity_by": "words"}, ["--similarity", "0.2", "--similarity-by", "words"]),
        ({"tokenizer": "cl100k_base", "threads": 1}, ["--tokenizer", "cl100k_base", "--threads", "1"]),
        ({"tokenizer": "none", "all": True}, ["--tokenizer", "none", "--all"]),
    ]:
        audit = tickets.audit(**options)  # type: ignore[arg-type]
        assert audit.text == command(*args).stdout, options
    leaks = tickets.audit(leaking, only_leaks=True)
    assert leaks.text == command("--unified-dir", str(leaking), "--only-leaks").stdout
    assert leaks.errors > 0


@pytest.mark.parametrize(
    ("options", "error", "says"),
    [
        ({"similarity": 2.0}, ValueError, "similarity is a number from 0.1 to 1, not 2.0"),
        ({"epochs": 1001}, ValueError, "epochs is a number from 1 to 1000, not 1001"),
        ({"max_tokens": 0}, TypeError, "max_tokens=0: a whole number from 1 is expected"),
        ({"similarity_by": "letters"}, ValueError, "there is no similarity_by `letters`"),
        ({"tokenizer": "no-such"}, ValueError, "no-such"),
        ({"only_leaks": True, "epochs": 2}, ValueError, "only_leaks counts no tokens: leave out epochs"),
        ({"formats": ["no-such"]}, ValueError, "there is no format `no-such`"),
        ({"pool_splits": True}, ValueError, "needs a split field"),
        ({"report": "audit.txt"}, ValueError, "is an HTML file: call it audit.html"),
        ({"baseline": "no/such.json"}, ValueError, "cannot read no/such.json"),
        ({"sample": 3}, TypeError, "there is no option 'sample'"),
        ({"prompt_template": __file__, "strategy": "x"}, tunesmith.TemplateError, "syntax"),
    ],
)
def test_what_cannot_be_asked_is_said(
    tickets: tunesmith.Project, options: dict[str, object], error: type[Exception], says: str
) -> None:
    with pytest.raises(error, match=says.replace("(", r"\(")):
        tickets.audit(**options)  # type: ignore[arg-type]


def test_a_folder_without_splits_is_an_error_of_the_data(tickets: tunesmith.Project, tmp_path: Path) -> None:
    with pytest.raises(tunesmith.DataError, match="cannot find tickets_train.json"):
        tickets.audit(tmp_path)


def test_progress_is_told_and_what_it_raises_ends_the_audit(tickets: tunesmith.Project) -> None:
    seen: list[tuple[int, int, int]] = []
    tickets.audit(progress=lambda *told: seen.append(told))
    assert seen and seen[-1][0] == 16

    class Enough(Exception):
        pass

    def stop(*_: int) -> None:
        raise Enough

    with pytest.raises(Enough):
        tickets.audit(progress=stop)
