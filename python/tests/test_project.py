"""Loading, asking, answering, copying."""

import copy
import json
import pickle
import shutil
import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pytest
from conftest import TICKETS

import tunesmith

TICKET = {
    "ticket": 7,
    "subject": "No light",
    "body": "It stays dark.",
    "priority": 3,
    "product": "Lamp",
    "queue": "technical",
}


def test_a_project_says_what_is_in_it(tickets: tunesmith.Project) -> None:
    assert [strategy.name for strategy in tickets.strategies] == ["brief", "triage"]
    assert list(tickets.contracts) == ["queue_name", "triage_v1"]
    assert [split.name for split in tickets.splits] == ["train", "dev", "eval"]
    assert [format.suffix for format in tickets.formats] == ["", "_triage"]
    assert repr(tickets) == "Project(formats=['brief', 'triage'], contracts=['queue_name', 'triage_v1'])"


def broken(tmp_path: Path, repository: Path) -> Path:
    folder = tmp_path / "tickets"
    shutil.copytree(repository / "tests/projects/tickets", folder)
    template = folder / "templates/routing/brief.json"
    template.write_text(template.read_text().replace("{body}", "{bdy}"))
    return folder


def test_a_mistake_is_an_error_with_the_rendering_of_check(tmp_path: Path, repository: Path) -> None:
    folder = broken(tmp_path, repository)
    with pytest.raises(tunesmith.TemplateError) as caught:
        tunesmith.load(folder)
    command = [sys.executable, "-m", "tunesmith", "check", "--project", str(folder)]
    checked = subprocess.run(command, capture_output=True, text=True, check=False)
    assert checked.returncode == 1
    assert str(caught.value) in checked.stdout + checked.stderr
    finding = caught.value.findings[0]
    assert (finding.severity, finding.code) == ("error", "unknown-placeholder")
    assert finding.file.endswith("routing/brief.json") and finding.line > 1 and finding.fix is not None
    assert pickle.loads(pickle.dumps(caught.value)).findings == caught.value.findings


def test_warnings_warn_and_levels_are_obeyed(tmp_path: Path, repository: Path) -> None:
    folder = tmp_path / "tickets"
    shutil.copytree(repository / "tests/projects/tickets", folder)
    template = folder / "templates/routing/brief.json"
    template.write_text(template.read_text().replace("{", '{"strange": 1, ', 1))
    with pytest.warns(tunesmith.TunesmithWarning, match="unknown-key"):
        tunesmith.load(folder)
    with pytest.raises(tunesmith.TemplateError):
        tunesmith.load(folder, deny=["unknown-key"])
    with pytest.raises(ValueError, match="there is no finding"):
        tunesmith.load(folder, deny=["no-such-code"])


def test_a_folder_without_a_project_is_an_error_with_the_path(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="tunesmith.json"):
        tunesmith.load(tmp_path)


def test_messages_are_those_of_preview(triage: tunesmith.Strategy) -> None:
    asked = triage.messages(TICKET)
    assert [message["role"] for message in asked] == ["system", "user"]
    assert "It stays dark." in asked[1]["content"]
    trained = triage.messages(TICKET, answer=True)
    assert trained[:2] == asked and triage.parse(trained[2]["content"])


def test_a_request_is_the_body_of_preview_request(triage: tunesmith.Strategy) -> None:
    body = triage.request(TICKET, model="m")
    assert body["model"] == "m" and body["messages"] == triage.messages(TICKET)


def test_a_record_that_is_not_fit_is_an_error_with_all_that_is_wrong(triage: tunesmith.Strategy) -> None:
    with pytest.raises(tunesmith.RecordError) as caught:
        triage.messages({**TICKET, "body": None, "subject": 5})
    assert {code for code, _ in caught.value.faults} == {"field-type"}
    assert "body is null" in str(caught.value)
    with pytest.raises(TypeError, match="not set"):
        triage.messages({"body": {1}})


def test_names_that_are_not_there_are_said_with_those_that_are(tickets: tunesmith.Project) -> None:
    for names in [("nope.json", "x"), ("routing/triage.json", "traige"), ("routing/triage.json", "triage", "nope")]:
        with pytest.raises(LookupError):
            tickets.strategy(*names)
    with pytest.raises(LookupError):
        tickets.strategy("routing/triage.json", "triage", "queue_name")


def test_a_template_from_anywhere_is_checked_like_the_project(
    tickets: tunesmith.Project, tmp_path: Path, repository: Path
) -> None:
    path = tmp_path / "mine.json"
    text = (repository / "tests/projects/tickets/templates/routing/triage.json").read_text()
    path.write_text(text)
    mine = tickets.strategy(path)
    assert mine.messages(TICKET) == tickets.strategy("routing/triage.json").messages(TICKET)
    assert pickle.loads(pickle.dumps(mine)) == mine
    path.write_text(text.replace("{body}", "{bdy}"))
    with pytest.raises(tunesmith.TemplateError, match="unknown-placeholder"):
        tickets.strategy(path)


@pytest.mark.parametrize(
    ("answer", "place", "reason"),
    [
        ("{", "$", "it is not JSON"),
        ("[]", "$", "it must be object"),
        ("{}", "$", "is missing"),
        ('{"a": NaN}', "$", "not JSON"),
        ('{"a": 1, "a": 2}', "$", "stands twice"),
        ("[" * 100_000, "$", "nested too deeply"),
    ],
)
def test_an_answer_that_the_contract_does_not_admit_is_an_error(
    triage: tunesmith.Strategy, answer: str, place: str, reason: str
) -> None:
    with pytest.raises(tunesmith.AnswerError, match=reason) as caught:
        triage.parse(answer)
    assert caught.value.place == place


def test_a_plain_answer_is_a_text(tickets: tunesmith.Project) -> None:
    brief = tickets.strategy("routing/brief.json", "brief")
    assert brief.parse("billing") == "billing"
    with pytest.raises(tunesmith.AnswerError, match="allowed"):
        brief.parse("Billing")


def test_every_trained_answer_is_admitted(triage: tunesmith.Strategy) -> None:
    for queue in ["billing", "technical", "account", "other"]:
        answer = triage.messages({**TICKET, "queue": queue}, answer=True)[2]["content"]
        assert isinstance(triage.parse(answer), dict)


def test_copies_are_equal_by_text_and_need_no_file(tmp_path: Path, repository: Path) -> None:
    folder = tmp_path / "moved"
    shutil.copytree(repository / "tests/projects/tickets", folder)
    strategy = tunesmith.load(folder).strategy("routing/triage.json", "triage")
    pickled = pickle.dumps(strategy)
    shutil.rmtree(folder)
    again = pickle.loads(pickled)
    assert again == strategy == copy.deepcopy(strategy) and hash(again) == hash(strategy)
    assert again.messages(TICKET) == strategy.messages(TICKET)
    elsewhere = tunesmith.load(repository / "tests/projects/tickets")
    assert elsewhere == strategy.project and pickle.dumps(elsewhere) == pickle.dumps(again.project)
    assert str(tmp_path).encode() not in pickled
    with pytest.raises(ValueError, match="say output_dir"):
        again.project.generate()


def test_a_pickle_of_something_else_is_an_error() -> None:
    with pytest.raises(ValueError, match="no pickled project"):
        tunesmith._core.Core.from_content(b"{}")


def test_examples_are_turns_of_requests_lines_and_messages(tmp_path: Path, repository: Path) -> None:
    folder = tmp_path / "tickets"
    shutil.copytree(repository / "tests/projects/tickets", folder)
    template = folder / "templates/routing/brief.json"
    text = json.loads(template.read_text())
    shown = {**TICKET, "subject": "Bill", "body": "I paid twice.", "queue": "billing"}
    text["strategies"]["brief"]["examples"] = [shown]
    text["strategies"]["brief"]["allow"] = ["missing-example"]
    template.write_text(json.dumps(text))
    strategy = tunesmith.load(folder).strategy("routing/brief.json", "brief")
    expected = [message["role"] for message in strategy.messages(TICKET)]
    assert expected == ["system", "user", "assistant", "user"]
    assert "I paid twice." in strategy.messages(TICKET)[1]["content"]
    table = pa.Table.from_pylist([TICKET])
    rows = strategy.render(table).column("messages").to_pylist()
    lines = strategy.render(table, output="line").column("line").to_pylist()
    assert rows[0] == json.loads(lines[0])["messages"]
    assert [message["role"] for message in rows[0]] == [*expected, "assistant"]
    # What is trained may not be what is shown.
    finding = strategy.render(pa.Table.from_pylist([shown])).column("finding").to_pylist()
    assert finding == ["text-in-example"]


def test_files_for_trainers_are_written_too(tickets: tunesmith.Project, tmp_path: Path) -> None:
    tickets.generate(output_dir=tmp_path / "out", trainers=["mlx", "openai"], system="fold")
    assert (tmp_path / "out/mlx/brief/valid.jsonl").is_file()
    assert (tmp_path / "out/openai/triage/train.py").is_file()
    row = json.loads((tmp_path / "out/train.jsonl").read_text().splitlines()[0])
    assert [message["role"] for message in row["messages"]] == ["user", "assistant"]
    with pytest.raises(ValueError, match="there is no trainer `xml`"):
        tickets.generate(output_dir=tmp_path / "out", trainers=["xml"])


def test_what_data_frames_have_where_there_is_nothing_is_null(triage: tunesmith.Strategy) -> None:
    pandas = pytest.importorskip("pandas")
    expected = triage.messages({**TICKET, "product": None})
    for nothing in [float("nan"), pandas.NA, pandas.NaT, pandas.Series([1.5, None])[1]]:
        assert triage.messages({**TICKET, "product": nothing}) == expected
    assert triage.messages(pandas.DataFrame([{**TICKET, "product": None}]).iloc[0]) == expected
    for wrong in ["text", 3, [1]]:
        with pytest.raises(TypeError, match="a record is a mapping"):
            triage.messages(wrong)  # type: ignore[arg-type]


def test_a_project_is_named_by_its_file_too_and_a_code_by_itself(repository: Path) -> None:
    project = tunesmith.load(repository / "tests/projects/tickets/tunesmith.json", allow="empty-text")
    assert project.root == repository / "tests/projects/tickets"


def test_requests_are_folded_as_the_rows_are_that_were_written_so(tickets: tunesmith.Project, tmp_path: Path) -> None:
    tickets.generate(output_dir=tmp_path, system="fold")
    lines = (tmp_path / "train_triage.jsonl").read_text().splitlines()
    rows = [json.loads(line) for line in (TICKETS / "data/tickets_train.jsonl").read_text().splitlines()]
    strategy = tickets.strategy("routing/triage.json", "triage")
    trained = [json.loads(line)["messages"] for line in lines]
    assert [strategy.messages(row, answer=True, system="fold") for row in rows] == trained
    assert strategy.request(rows[0], model="m", system="fold")["messages"] == trained[0][:-1]
    assert strategy.render(rows, system="fold")["messages"].to_pylist() == trained
    assert strategy.render(rows, system="fold", output="line")["line"].to_pylist() == lines
    with pytest.raises(ValueError, match="there is no system `nope`"):
        strategy.messages(rows[0], system="nope")  # type: ignore[arg-type]


def test_errors_are_called_as_they_are_imported(triage: tunesmith.Strategy) -> None:
    with pytest.raises(tunesmith.AnswerError) as caught:
        triage.parse("no")
    assert type(caught.value).__module__ == "tunesmith"
    assert str(pickle.loads(pickle.dumps(caught.value))) == str(caught.value)
