//! Fireworks' supervised fine-tuning.

use crate::trainer::COMMON;
use crate::write::{self, Job, StartFile};
use crate::{Limit, Role, Shape, Trainer};

pub(super) static TRAINER: Trainer = Trainer {
    name: "fireworks",
    title: "Fireworks",
    source: "Fireworks' guide to supervised fine-tuning, as of November 2026",
    shapes: &[Shape::Messages],
    fewest_rows: Some(Limit { value: 3, beyond: "the data set is refused" }),
    most_rows: Some(Limit { value: 3_000_000, beyond: "the data set is refused" }),
    roles: &[Role::System, Role::User, Role::Assistant, Role::Tool],
    form: write::weighted_messages,
    start,
    ..COMMON
};

fn start(job: &Job) -> Vec<StartFile> {
    vec![job.start_file("train.py", SCRIPT)]
}

const SCRIPT: &str = r#"# python train.py MODEL NAME: uploads the files as data sets called NAME-…, and starts a job; FIREWORKS_API_KEY and
# FIREWORKS_ACCOUNT_ID are set.
import os
import sys

from fireworks import Fireworks

model, name = sys.argv[1:3]
client = Fireworks()
here = os.path.dirname(os.path.abspath(__file__))


def upload(file, split):
    path = os.path.join(here, file)
    with open(path, "rb") as lines:
        rows = sum(1 for _ in lines)
    identifier = f"{name}-{split}"
    client.datasets.create(dataset_id=identifier, dataset={"user_uploaded": {}, "example_count": str(rows)})
    with open(path, "rb") as lines:
        client.datasets.upload(identifier, file=lines)
    return f"accounts/{client.account_id}/datasets/{identifier}"


# The answers are trained alone, but for those of weight 0, which are in examples.
job = client.supervised_fine_tuning_jobs.create(
    base_model=model,
    dataset=upload("@train@", "train"),
    evaluation_dataset=upload("@validation@", "validation"),
    max_context_length=@length@,
    epochs=3,
    output_model=f"accounts/{client.account_id}/models/{name}",
)
print(job.name, job.state)
"#;
