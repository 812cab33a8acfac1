//! Mistral: the fine-tuning API and what checks its files, mistral-common.

use crate::trainer::COMMON;
use crate::write::{self, Job, StartFile};
use crate::{Calls, Keys, Limit, Order, Role, Shape, Trainer};

pub(super) static TRAINER: Trainer = Trainer {
    name: "mistral",
    title: "Mistral",
    source: "mistral-common 1.13.1, run and read (protocol/instruct/validator.py, base.py); Mistral's guide to text fine-tuning, as of November 2026",
    shapes: &[Shape::Messages],
    most_bytes: Some(Limit { value: 512_000_000, beyond: "the upload is refused" }),
    roles: &[Role::System, Role::User, Role::Assistant, Role::Tool],
    order: Order::Any,
    calls: Calls::Nine,
    row_keys: Keys::Only(&["tools"]),
    turn_keys: Keys::Only(&["weight", "tool_calls", "tool_call_id", "name", "prefix"]),
    form: write::weighted_messages,
    start,
    ..COMMON
};

fn start(job: &Job) -> Vec<StartFile> {
    vec![job.start_file("train.py", SCRIPT)]
}

const SCRIPT: &str = r#"# python train.py MODEL: uploads the files, starts a job and waits until the service has checked them; MISTRAL_API_KEY is set.
# pip install "mistralai<2": later ones have no fine-tuning.
import os
import sys
import time

from mistralai import Mistral
from mistralai.models import MistralError

here = os.path.dirname(os.path.abspath(__file__))


def upload(name):
    print("uploading", os.path.basename(name))
    with open(os.path.join(here, name), "rb") as file:
        return client.files.upload(file={"file_name": os.path.basename(name), "content": file}, purpose="fine-tune").id


if len(sys.argv) != 2 or "MISTRAL_API_KEY" not in os.environ:
    sys.exit("usage: MISTRAL_API_KEY=KEY python train.py MODEL")
client = Mistral(api_key=os.environ["MISTRAL_API_KEY"])
try:
    # The answers are trained alone, but for those of weight 0, which are in examples.
    job = client.fine_tuning.jobs.create(
        model=sys.argv[1],
        training_files=[{"file_id": upload("@train@"), "weight": 1}],
        validation_files=[upload("@validation@")],
        hyperparameters={"epochs": 3},
        suffix="@format@",
        auto_start=True,
    )
    print("started", job.id)
    while job.status in ("QUEUED", "VALIDATING"):
        time.sleep(10)
        job = client.fine_tuning.jobs.get(job_id=job.id)
except MistralError as error:
    sys.exit(f"error: {error}")
if job.status in ("FAILED", "FAILED_VALIDATION"):
    sys.exit(f"error: {job.id} {job.status}: {[event.data for event in job.events or []]}")
print(job.id, job.status)
"#;
