//! Fireworks' supervised fine-tuning.

use crate::trainer::COMMON;
use crate::write::{self, Job, StartFile};
use crate::{Limit, Role, Shape, Trainer};

pub(super) static TRAINER: Trainer = Trainer {
    name: "fireworks",
    title: "Fireworks",
    source: "Fireworks' guides to supervised fine-tuning and to fine-tuning by its API, as of November 2026",
    shapes: &[Shape::Messages],
    fewest_rows: Some(Limit { value: 3, beyond: "the data set is refused" }),
    most_rows: Some(Limit { value: 3_000_000, beyond: "the data set is refused" }),
    most_bytes: Some(Limit {
        value: 150_000_000,
        beyond: "larger files go in by a signed URL (`get_upload_endpoint`), and not by the upload of `train.py`",
    }),
    roles: &[Role::System, Role::User, Role::Assistant, Role::Tool],
    form: write::weighted_messages,
    start,
    ..COMMON
};

fn start(job: &Job) -> Vec<StartFile> {
    vec![job.start_file("train.py", SCRIPT)]
}

const SCRIPT: &str = r#"# python train.py MODEL NAME: uploads the files as data sets called NAME-…, starts a job and waits until the service has checked
# them; FIREWORKS_API_KEY and FIREWORKS_ACCOUNT_ID are set.
import os
import sys
import time

from fireworks import Fireworks, FireworksError

here = os.path.dirname(os.path.abspath(__file__))


def upload(file, split):
    print("uploading", os.path.basename(file))
    path = os.path.join(here, file)
    with open(path, "rb") as lines:
        rows = sum(1 for _ in lines)
    identifier = f"{name}-{split}"
    client.datasets.create(dataset_id=identifier, dataset={"user_uploaded": {}, "example_count": str(rows)})
    with open(path, "rb") as lines:
        client.datasets.upload(identifier, file=lines)
    while True:
        made = client.datasets.get(identifier)
        if made.status and made.status.code not in (None, "OK"):
            sys.exit(f"error: {file}: {made.status.message}")
        if made.state == "READY":
            return made.name
        time.sleep(5)


if len(sys.argv) != 3:
    sys.exit("usage: python train.py MODEL NAME")
model, name = sys.argv[1:]
try:
    client = Fireworks()
    # The answers are trained alone, but for those of weight 0, which are in examples.
    job = client.supervised_fine_tuning_jobs.create(
        base_model=model,
        dataset=upload("@train@", "train"),
        evaluation_dataset=upload("@validation@", "validation"),
        max_context_length=@length@,
        epochs=3,
        output_model=f"accounts/{client.account_id}/models/{name}",
    )
    print("started", job.name)
    while job.state in ("JOB_STATE_CREATING", "JOB_STATE_VALIDATING"):
        time.sleep(10)
        job = client.supervised_fine_tuning_jobs.get(job.name.split("/")[-1])
except FireworksError as error:
    sys.exit(f"error: {error}")
if job.state == "JOB_STATE_FAILED":
    sys.exit(f"error: {job.name} failed: {job.status and job.status.message}")
print(job.name, job.state)
"#;
