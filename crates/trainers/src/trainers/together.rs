//! Together's fine-tuning API.

use crate::trainer::COMMON;
use crate::write::{self, Job, StartFile};
use crate::{Keys, Limit, Order, Role, Shape, Trainer};

pub(super) static TRAINER: Trainer = Trainer {
    name: "together",
    title: "Together",
    source: "together 3.1.1, its check run and read (lib/utils/files.py, lib/constants.py); Together's page on data preparation, as of November 2026",
    shapes: &[Shape::Messages, Shape::PromptCompletion, Shape::Text, Shape::PreferredOutput],
    fewest_rows: Some(Limit { value: 1, beyond: "the check of its client fails" }),
    most_bytes: Some(Limit { value: 53_794_465_382, beyond: "the check of its client fails beyond 50.1 GB" }),
    roles: &[Role::System, Role::User, Role::Assistant, Role::Tool],
    order: Order::Alternating,
    weighs_all: true,
    row_keys: Keys::Only(&["tools"]),
    turn_keys: Keys::Only(&["weight", "tool_calls", "tool_call_id", "name", "reasoning", "reasoning_content"]),
    form: write::weighted_messages,
    start,
    ..COMMON
};

fn start(job: &Job) -> Vec<StartFile> {
    vec![job.start_file("train.py", SCRIPT)]
}

const SCRIPT: &str = r#"# python train.py MODEL: uploads the files, waits until the service has checked them and starts a job; TOGETHER_API_KEY is set.
import os
import sys
import time

from together import Together, TogetherError

here = os.path.dirname(os.path.abspath(__file__))


def upload(name):
    print("uploading", os.path.basename(name))
    made = client.files.upload(file=os.path.join(here, name), purpose="fine-tune", check=True)
    while made.processing_status in ("PENDING", "QUEUED", "RUNNING"):
        time.sleep(5)
        made = client.files.retrieve(made.id)
    if made.processing_status in ("FAILED", "INVALID_FORMAT"):
        sys.exit(f"error: {name}: {made.validation_report and made.validation_report.error}")
    return made.id


if len(sys.argv) != 2:
    sys.exit("usage: python train.py MODEL")
try:
    client = Together()
    job = client.fine_tuning.create(
        model=sys.argv[1],
        training_file=upload("@train@"),
        validation_file=upload("@validation@"), n_evals=3,
        max_seq_length=@length@,
        # The answers are trained alone, but for those of weight 0, which are in examples.
        train_on_inputs=False,
        n_epochs=3,
        suffix="@format@",
    )
except (TogetherError, ValueError) as error:
    sys.exit(f"error: {error}")
print("started", job.id, job.status)
"#;
