//! Azure OpenAI's fine-tuning.

use crate::trainer::COMMON;
use crate::write::{self, Job, StartFile};
use crate::{ByteOrderMark, Calls, Keys, Limit, Order, Shape, Trainer};

pub(super) static TRAINER: Trainer = Trainer {
    name: "azure",
    title: "Azure OpenAI",
    source: "Azure OpenAI's guide to fine-tuning and its notes on large uploads, as of November 2026",
    shapes: &[Shape::Messages, Shape::PreferredOutput],
    fewest_rows: Some(Limit { value: 10, beyond: "the job does not start" }),
    most_bytes: Some(Limit {
        value: 100_000_000,
        beyond: "larger files go in by the Uploads API in parts, or from a blob store, up to 512 MB",
    }),
    most_tokens: Some(Limit { value: 65_536, beyond: "longer rows are cut at the end; the number depends on the model" }),
    order: Order::Any,
    calls: Calls::Api,
    row_keys: Keys::Only(&["tools", "parallel_tool_calls", "functions"]),
    turn_keys: Keys::Only(&["name", "weight", "tool_calls", "tool_call_id", "function_call", "refusal"]),
    byte_order_mark: ByteOrderMark::Asked,
    form: write::weighted_messages,
    start,
    ..COMMON
};

fn start(job: &Job) -> Vec<StartFile> {
    vec![job.start_file("train.py", SCRIPT)]
}

const SCRIPT: &str = r#"# python train.py MODEL: uploads the files and starts a job; AZURE_OPENAI_ENDPOINT, AZURE_OPENAI_API_KEY and OPENAI_API_VERSION
# are set.
import os
import sys
import time

from openai import AzureOpenAI, OpenAIError

here = os.path.dirname(os.path.abspath(__file__))


def upload(name):
    print("uploading", os.path.basename(name))
    with open(os.path.join(here, name), "rb") as file:
        made = client.files.create(file=file, purpose="fine-tune")
    while made.status not in ("processed", "error"):
        time.sleep(5)
        made = client.files.retrieve(made.id)
    if made.status == "error":
        sys.exit(f"error: {name}: {made.status_details}")
    return made.id


if len(sys.argv) != 2:
    sys.exit("usage: python train.py MODEL")
try:
    client = AzureOpenAI()
    # The answers are trained alone, but for those of weight 0, which are in examples.
    job = client.fine_tuning.jobs.create(
        model=sys.argv[1],
        training_file=upload("@train@"),
        validation_file=upload("@validation@"),
        suffix="@format@",
    )
except OpenAIError as error:
    sys.exit(f"error: {error}")
print("started", job.id, job.status)
"#;
