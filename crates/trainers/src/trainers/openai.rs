//! OpenAI's fine-tuning API.

use crate::trainer::COMMON;
use crate::write::{self, Job, StartFile};
use crate::{Calls, Keys, Limit, Order, Shape, Trainer};

pub(super) static TRAINER: Trainer = Trainer {
    name: "openai",
    title: "OpenAI",
    source: "OpenAI's guide to supervised fine-tuning and reference of the files API, as of November 2026",
    shapes: &[Shape::Messages, Shape::PreferredOutput],
    fewest_rows: Some(Limit { value: 10, beyond: "the job is refused" }),
    most_bytes: Some(Limit { value: 512_000_000, beyond: "the upload is refused" }),
    most_tokens: Some(Limit { value: 65_536, beyond: "longer rows are cut at the end; the number depends on the model" }),
    order: Order::Any,
    calls: Calls::Api,
    row_keys: Keys::Only(&["tools", "parallel_tool_calls", "functions"]),
    turn_keys: Keys::Only(&["name", "weight", "tool_calls", "tool_call_id", "function_call", "refusal", "audio"]),
    form: write::weighted_messages,
    start,
    ..COMMON
};

fn start(job: &Job) -> Vec<StartFile> {
    vec![job.start_file("train.py", SCRIPT)]
}

const SCRIPT: &str = r#"# python train.py MODEL: uploads the files, starts a job and waits until the service has checked them; OPENAI_API_KEY is set.
import os
import sys
import time

from openai import OpenAI, OpenAIError

here = os.path.dirname(os.path.abspath(__file__))


def upload(name):
    print("uploading", os.path.basename(name))
    with open(os.path.join(here, name), "rb") as file:
        return client.files.create(file=file, purpose="fine-tune").id


if len(sys.argv) != 2:
    sys.exit("usage: python train.py MODEL")
try:
    client = OpenAI()
    # The answers are trained alone, but for those of weight 0, which are in examples.
    job = client.fine_tuning.jobs.create(
        model=sys.argv[1],
        training_file=upload("@train@"),
        validation_file=upload("@validation@"),
        suffix="@format@",
    )
    print("started", job.id)
    while job.status == "validating_files":
        time.sleep(10)
        job = client.fine_tuning.jobs.retrieve(job.id)
except OpenAIError as error:
    sys.exit(f"error: {error}")
if job.status == "failed":
    sys.exit(f"error: {job.id} failed: {job.error and job.error.message}")
print(job.id, job.status)
"#;
