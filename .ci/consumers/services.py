"""The services that start files speak with, on this machine: as much of each as uploading files and starting a job takes.

A start file runs as it stands, with the service's own client, in a process of its own in which that client finds the local
server.
"""

import hashlib
import json
import multiprocessing
import os
import runpy
import sys
import tempfile
import threading
import time
import traceback
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

import boto3
import fireworks
import openai
import together
from google import genai
from google.cloud import storage
from mistralai import sdkconfiguration

# What a service says where it takes no file, finds a fault in the rows, or starts no job.
FAULTS = {"upload": "Line 3 of this file is no row.", "rows": "Row 7 has no answer.", "job": "This model is not tuned here."}


# Imported once for all runs, which takes longer than they do.
CLIENTS = (boto3, fireworks, genai, openai, sdkconfiguration, storage, together)


class Service:
    """Keeps what it is sent; `fault` is what it stumbles over, if anything."""

    arguments = ["MODEL"]

    def __init__(self, fault=""):
        self.fault = fault
        # Name, bytes and other fields of each upload, by its identifier.
        self.files = {}
        self.jobs = []
        self.asked = 0

    def add(self, name, data, **fields):
        identifier = f"file-{len(self.files) + 1}"
        self.files[identifier] = {"name": name, "data": data, **fields}
        return identifier

    def is_checked(self):
        """The second time that somebody asks."""
        self.asked += 1
        return self.asked > 1

    def error(self):
        return {"error": {"message": FAULTS[self.fault], "type": "invalid_request_error", "code": "400"}}


class OpenAI(Service):
    failed, checking, started = "failed", "validating_files", "queued"

    def environment(self, url):
        return {"OPENAI_BASE_URL": f"{url}/v1", "OPENAI_API_KEY": "none"}

    def answer(self, request):
        match request.method, request.path:
            case "POST", "/v1/files" if self.fault == "upload":
                return 400, self.error()
            case "POST", "/v1/files":
                return 200, self.file(self.add(**request.form()))
            case "GET", path if path.startswith("/v1/files/"):
                return 200, self.file(path.split("/")[-1])
            case "POST", "/v1/fine_tuning/jobs" if self.fault == "job":
                return 400, self.error()
            case "POST", "/v1/fine_tuning/jobs":
                self.jobs.append(request.json())
                return 200, self.job(self.checking)
            case "GET", "/v1/fine_tuning/jobs/job-1":
                over = self.failed if self.fault == "rows" else self.started
                return 200, self.job(over if self.is_checked() else self.checking)

    def file(self, identifier):
        file = self.files[identifier]
        return {"id": identifier, "object": "file", "bytes": len(file["data"]), "created_at": 1, "filename": file["name"],
                "purpose": file["purpose"], "status": "processed"}

    def job(self, status):
        error = {"code": "invalid_training_file", "message": FAULTS["rows"], "param": "training_file"}
        return {"id": "job-1", "object": "fine_tuning.job", "created_at": 1, "model": "MODEL", "status": status, "seed": 1,
                "error": error if status == self.failed else None, "hyperparameters": {}, "organization_id": "o",
                "result_files": [], "training_file": "file-1"}

    def expected(self, rows, name, **_):
        """The job that is asked for."""
        return {"model": "MODEL", "training_file": rows["train"], "validation_file": rows["validation"], "suffix": name}

    def fields(self, _):
        """What is sent with a file."""
        return {"purpose": "fine-tune"}


class Azure(OpenAI):
    """Checks files before there is a job."""

    checking = "pending"

    def environment(self, url):
        return {"AZURE_OPENAI_ENDPOINT": url, "AZURE_OPENAI_API_KEY": "none", "OPENAI_API_VERSION": "2026-10-01"}

    def answer(self, request):
        assert request.query == {"api-version": ["2026-10-01"]}, request.query
        request.path = request.path.replace("/openai/", "/v1/")
        return super().answer(request)

    def file(self, identifier):
        over = {"status": "error", "status_details": FAULTS["rows"]} if self.fault == "rows" else {"status": "processed"}
        return super().file(identifier) | (over if self.is_checked() else {"status": "pending"})


class Mistral(OpenAI):
    failed, checking, started = "FAILED_VALIDATION", "VALIDATING", "RUNNING"

    def environment(self, url):
        # No variable names another server.
        sdkconfiguration.SERVERS[sdkconfiguration.SERVER_EU] = url
        return {"MISTRAL_API_KEY": "none"}

    def file(self, identifier):
        return super().file(identifier) | {"sample_type": "instruct", "source": "upload"}

    def job(self, status):
        events = [{"name": "status-updated", "created_at": 1, "data": {"status": status, "error": FAULTS["rows"]}}]
        return {"id": "job-1", "object": "job", "job_type": "completion", "auto_start": True, "model": "MODEL", "status": status,
                "created_at": 1, "modified_at": 1, "training_files": ["file-1"], "hyperparameters": {},
                "events": events if status == self.failed else []}

    def error(self):
        return {"detail": FAULTS[self.fault]}

    def expected(self, rows, name, **_):
        # The learning rate and the share of rows are the client's own.
        return {"model": "MODEL", "training_files": [{"file_id": rows["train"], "weight": 1}], "auto_start": True,
                "validation_files": [rows["validation"]], "hyperparameters": {"epochs": 3, "learning_rate": 0.0001},
                "suffix": name, "invalid_sample_skip_percentage": 0}


class Together(Service):
    def environment(self, url):
        self.url = url
        return {"TOGETHER_BASE_URL": url, "TOGETHER_API_KEY": "none"}

    def answer(self, request):
        match request.method, request.path.removeprefix("/v1").split("/")[1:]:
            case "POST", ["files"] if self.fault == "upload":
                return 400, self.error()
            case "POST", ["files"]:
                form = request.form()
                identifier = self.add(form.pop("file_name"), b"", **form)
                return 302, {"Location": f"{self.url}/put/{identifier}", "X-Together-File-Id": identifier}
            case "PUT", ["put", identifier]:
                self.files[identifier]["data"] = request.body
                return 200, {}
            case ("POST", ["files", identifier, "preprocess"]) | ("GET", ["files", identifier]):
                return 200, self.file(identifier)
            case "GET", ["fine-tunes", "models", "limits"]:
                batch = {"max_batch_size": 8, "max_batch_size_dpo": 8, "min_batch_size": 1}
                lora = {"default_rank": 8, "max_rank": 64, "target_modules": ["k_proj"], **batch}
                return 200, {"model_name": "MODEL", "default_gradient_accumulation_steps": 1, "lora_training": lora,
                             "full_training": batch, "max_learning_rate": 1, "min_learning_rate": 0, "max_num_checkpoints": 9,
                             "max_num_epochs": 9, "max_num_evals": 9, "max_seq_length_dpo": 9000, "max_seq_length_sft": 9000,
                             "min_max_seq_length": 8, "merge_output_lora": True, "supports_full_training": True,
                             "supports_reasoning": False, "supports_tools": False, "supports_vision": False}
            case "POST", ["fine-tunes", "estimate-price"]:
                return 200, {"estimation_available": False, "reason": "local"}
            case "POST", ["fine-tunes"] if self.fault == "job":
                return 400, self.error()
            case "POST", ["fine-tunes"]:
                self.jobs.append(request.json())
                return 200, {"id": "job-1", "status": "pending", "user_id": "u"}

    def file(self, identifier):
        file = self.files[identifier]
        status, report = "QUEUED", None
        if self.is_checked():
            status = "INVALID_FORMAT" if self.fault == "rows" else "COMPLETED"
            report = {"valid": status == "COMPLETED", "error": FAULTS["rows"] if status == "INVALID_FORMAT" else None}
        return {"id": identifier, "object": "file", "bytes": len(file["data"]), "created_at": 1, "filename": file["name"],
                "FileType": file["file_type"], "purpose": file["purpose"], "processing_status": status,
                "validation_report": report}

    def expected(self, rows, name, length):
        decay = {"lr_scheduler_type": "cosine", "lr_scheduler_args": {"min_lr_ratio": 0, "num_cycles": 0.5}}
        of_client = {"packing": True, "learning_rate": 1e-05, "lr_scheduler": decay, "warmup_ratio": 0, "max_grad_norm": 1,
                     "weight_decay": 0, "n_checkpoints": 1, "batch_size": "max", "early_stopping_enabled": False}
        return {"model": "MODEL", "training_file": rows["train"], "validation_file": rows["validation"], "n_evals": 3,
                "n_epochs": 3, "max_seq_length": length, "training_method": {"method": "sft", "train_on_inputs": False},
                "suffix": name, **of_client}

    def fields(self, data):
        return {"purpose": "fine-tune", "file_type": "jsonl", "checksum": hashlib.sha256(data).hexdigest()}


class Fireworks(Service):
    arguments = ["MODEL", "mine"]

    def environment(self, url):
        return {"FIREWORKS_BASE_URL": url, "FIREWORKS_API_KEY": "none", "FIREWORKS_ACCOUNT_ID": "me"}

    def answer(self, request):
        place = request.path.removeprefix("/v1/accounts/me/")
        match request.method, place.split("/"):
            case "POST", ["datasets"]:
                body = request.json()
                self.files[f"accounts/me/datasets/{body['datasetId']}"] = {"data": b"", "dataset": body["dataset"]}
                return 200, {"name": f"accounts/me/datasets/{body['datasetId']}", "state": "UPLOADING"}
            case "POST", ["datasets", _] if self.fault == "upload":
                return 400, self.error()
            case "POST", ["datasets", upload]:
                name, action = upload.split(":")
                assert action == "upload", action
                self.files[f"accounts/me/datasets/{name}"] |= request.form()
                return 200, {"filename": name}
            case "GET", ["datasets", name]:
                return 200, self.dataset(name)
            case "POST", ["supervisedFineTuningJobs"]:
                self.jobs.append(request.json())
                return 200, self.job("JOB_STATE_VALIDATING")
            case "GET", ["supervisedFineTuningJobs", "job-1"]:
                return 200, self.job("JOB_STATE_FAILED" if self.fault == "job" else "JOB_STATE_RUNNING")

    def dataset(self, name):
        status = {"code": "INVALID_ARGUMENT", "message": FAULTS["rows"]} if self.fault == "rows" else {"code": "OK"}
        state = "READY" if self.is_checked() and self.fault != "rows" else "UPLOADING"
        return {"name": f"accounts/me/datasets/{name}", "state": state, "status": status}

    def job(self, state):
        status = {"code": "INVALID_ARGUMENT", "message": FAULTS["job"]} if state == "JOB_STATE_FAILED" else {"code": "OK"}
        return {"name": "accounts/me/supervisedFineTuningJobs/job-1", "dataset": "d", "state": state, "status": status}

    def expected(self, rows, length, **_):
        return {"baseModel": "MODEL", "dataset": "accounts/me/datasets/mine-train", "epochs": 3, "maxContextLength": length,
                "evaluationDataset": "accounts/me/datasets/mine-validation", "outputModel": "accounts/me/models/mine"}

    def fields(self, data):
        return {"dataset": {"userUploaded": {}, "exampleCount": str(data.count(b"\n"))}}


class Gemini(Service):
    arguments = ["MODEL", "bucket"]
    job_name = "projects/p/locations/l/tuningJobs/1"

    def environment(self, url):
        token = Path(tempfile.mkdtemp()) / "token"
        token.write_text("none")
        credentials = {"type": "external_account", "audience": "a", "token_url": f"{url}/token",
                       "subject_token_type": "urn:ietf:params:oauth:token-type:jwt", "credential_source": {"file": str(token)}}
        path = token.with_name("credentials.json")
        path.write_text(json.dumps(credentials))

        class Client(genai.Client):
            def __init__(self, **settings):
                super().__init__(**settings)
                self._api_client._http_options.base_url = url

        # With GOOGLE_VERTEX_BASE_URL it asks for no path: there it expects a gateway.
        genai.Client = Client
        return {"STORAGE_EMULATOR_HOST": url, "GOOGLE_CLOUD_PROJECT": "p",
                "GOOGLE_CLOUD_LOCATION": "l", "GOOGLE_APPLICATION_CREDENTIALS": str(path)}

    def answer(self, request):
        match request.method, request.path:
            case "POST", "/token":
                return 200, {"access_token": "t", "token_type": "Bearer", "expires_in": 3600,
                             "issued_token_type": "urn:ietf:params:oauth:token-type:access_token"}
            case "POST", "/upload/storage/v1/b/bucket/o" if self.fault == "upload":
                return 403, {"error": {"code": 403, "message": FAULTS[self.fault]}}
            case "POST", "/upload/storage/v1/b/bucket/o":
                about, data = request.parts()
                name = json.loads(about)["name"]
                self.files[f"gs://bucket/{name}"] = {"data": data}
                return 200, {"name": name, "bucket": "bucket", "size": str(len(data))}
            case "POST", path if path.endswith("/projects/p/locations/l/tuningJobs") and self.fault == "job":
                return 400, self.error()
            case "POST", path if path.endswith("/projects/p/locations/l/tuningJobs"):
                self.jobs.append(request.json())
                return 200, self.job("JOB_STATE_PENDING")
            case "GET", path if path.endswith(self.job_name):
                over = "JOB_STATE_FAILED" if self.fault == "rows" else "JOB_STATE_RUNNING"
                return 200, self.job(over if self.is_checked() else "JOB_STATE_PENDING")

    def job(self, state):
        error = {"error": {"code": 3, "message": FAULTS["rows"]}} if state == "JOB_STATE_FAILED" else {}
        return {"name": self.job_name, "state": state, **error}

    def expected(self, rows, name, **_):
        spec = {"trainingDatasetUri": rows["train"], "validationDatasetUri": rows["validation"],
                "hyperParameters": {"epochCount": 3}}
        return {"baseModel": "MODEL", "supervisedTuningSpec": spec, "tunedModelDisplayName": name}

    def fields(self, _):
        return {}


class Bedrock(Service):
    arguments = ["MODEL", "bucket", "arn:aws:iam::111122223333:role/tuner"]
    job_arn = "arn:aws:bedrock:us-east-1:111122223333:model-customization-job/MODEL/1"

    def environment(self, url):
        return {"AWS_ENDPOINT_URL": url, "AWS_ACCESS_KEY_ID": "none", "AWS_SECRET_ACCESS_KEY": "none",
                "AWS_DEFAULT_REGION": "us-east-1", "AWS_EC2_METADATA_DISABLED": "true", "AWS_CONFIG_FILE": os.devnull,
                "AWS_SHARED_CREDENTIALS_FILE": os.devnull}

    def answer(self, request):
        match request.method, request.path.split("/")[1:]:
            case "PUT", ["bucket", *_] if self.fault == "upload":
                return 403, f"<Error><Code>AccessDenied</Code><Message>{FAULTS[self.fault]}</Message></Error>".encode()
            case "PUT", ["bucket", *place]:
                self.files["s3://bucket/" + "/".join(place)] = {"data": request.body}
                return 200, b""
            case "POST", ["model-customization-jobs"] if self.fault == "job":
                return 400, {"__type": "ValidationException", "message": FAULTS["job"]}
            case "POST", ["model-customization-jobs"]:
                self.jobs.append(request.json())
                assert self.jobs[-1].pop("clientRequestToken")
                return 201, {"jobArn": self.job_arn}
            case "GET", ["model-customization-jobs", *_]:
                assert unquote(request.path).endswith(self.job_arn), request.path
                return 200, self.job()

    def job(self):
        checked, is_wrong = self.is_checked(), self.fault == "rows"
        validation = ("Failed" if is_wrong else "Completed") if checked else "InProgress"
        return {"jobArn": self.job_arn, "status": "Failed" if checked and is_wrong else "InProgress",
                "statusDetails": {"validationDetails": {"status": validation}},
                **({"failureMessage": FAULTS["rows"]} if checked and is_wrong else {})}

    def expected(self, rows, name, **_):
        # The job's name has the time in it, and all else has the job's name.
        job = rows["train"].split("/")[3]
        assert job.startswith(name), job
        return {"customizationType": "FINE_TUNING", "jobName": job, "customModelName": job, "roleArn": self.arguments[2],
                "baseModelIdentifier": "MODEL", "trainingDataConfig": {"s3Uri": rows["train"]},
                "validationDataConfig": {"validators": [{"s3Uri": rows["validation"]}]},
                "outputDataConfig": {"s3Uri": f"s3://bucket/{job}/output"}, "hyperParameters": {"epochCount": "3"}}

    def fields(self, _):
        return {}


class Request:
    def __init__(self, handler):
        url = urlsplit(handler.path)
        self.method, self.path, self.query = handler.command, url.path, parse_qs(url.query)
        self.headers = handler.headers
        self.body = handler.rfile.read(int(self.headers.get("Content-Length", 0)))

    def json(self):
        return json.loads(self.body)

    def form(self):
        """The fields of a form, and of its file the name and the bytes."""
        fields = {}
        for head, data in self.sections():
            words = dict(word.strip().split("=", 1) for word in head["content-disposition"].split(";")[1:])
            words = {key: value.strip('"') for key, value in words.items()}
            if "filename" in words:
                assert words["name"] == "file", words
                fields |= {"name": words["filename"], "data": data}
            else:
                fields[words["name"]] = data.decode()
        return fields

    def parts(self):
        return [data for _, data in self.sections()]

    def sections(self):
        """Headers and bytes of each part."""
        boundary = self.headers["Content-Type"].split("boundary=")[1].strip('"').encode()
        begun, *sections, ended = self.body.split(b"--" + boundary)
        assert begun in (b"", b"\r\n") and ended.strip() == b"--", (begun, ended)
        for section in sections:
            head, data = section.removeprefix(b"\r\n").split(b"\r\n\r\n", 1)
            lines = [line.split(":", 1) for line in head.decode().split("\r\n")]
            yield {key.lower(): value.strip() for key, value in lines}, data.removesuffix(b"\r\n")


def serve(service):
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self):
            request = Request(self)
            try:
                status, body = service.answer(request)
            except Exception:
                # Not 500, which clients ask again.
                status, body = 400, {"error": {"message": f"{request.method} {self.path}: {traceback.format_exc()}"}}
            self.send_response(status)
            if status == 302:
                for name, value in body.items():
                    self.send_header(name, value)
            data = body if isinstance(body, bytes) else json.dumps(body).encode()
            self.send_header("Content-Type", "application/xml" if isinstance(body, bytes) else "application/json")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        do_POST = do_PUT = do_GET

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return f"http://127.0.0.1:{server.server_port}"


def begin(script, service):
    """Begins to run a start file with its service, in a fork, which has the clients."""
    fork = multiprocessing.get_context("fork")
    ours, theirs = fork.Pipe(duplex=False)
    process = fork.Process(target=child, args=(script, service, theirs), daemon=True)
    process.start()
    theirs.close()
    return script, process, ours


def end(begun):
    """Waits for a start file: it, its exit code, what it printed, and the service as it is then."""
    script, process, ours = begun
    assert ours.poll(300), f"{script}: does not end"
    told = ours.recv()
    process.join()
    return script, *told


def child(script, service, pipe):
    with tempfile.TemporaryFile() as output:
        for stream in (1, 2):
            os.dup2(output.fileno(), stream)
        os.environ |= service.environment(serve(service))
        sys.argv = [str(script), *service.arguments]
        time.sleep = lambda _: None
        code = 0
        try:
            runpy.run_path(str(script), run_name="__main__")
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) or end.code is None else 1
            print("" if code == end.code else end.code, file=sys.stderr)
        except BaseException:
            code = 1
            traceback.print_exc()
        sys.stdout.flush()
        sys.stderr.flush()
        output.seek(0)
        pipe.send((code or 0, output.read().decode(), service))


SERVICES = {
    "openai": OpenAI,
    "azure": Azure,
    "mistral": Mistral,
    "together": Together,
    "fireworks": Fireworks,
    "gemini": Gemini,
    "bedrock-claude": Bedrock,
    "bedrock-conversation": Bedrock,
}
