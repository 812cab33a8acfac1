//! Gemini's supervised fine-tuning on Vertex AI.

use crate::trainer::COMMON;
use crate::write::{self, Job, StartFile};
use crate::{Limit, Role, Shape, Trainer};

pub(super) static TRAINER: Trainer = Trainer {
    name: "gemini",
    title: "Gemini (Vertex AI)",
    source: "Google Cloud's pages on supervised fine-tuning for Gemini 2.5, as of November 2026",
    shapes: &[Shape::Contents],
    most_rows: Some(Limit { value: 1_000_000, beyond: "the job is refused" }),
    most_bytes: Some(Limit { value: 1_000_000_000, beyond: "the job is refused" }),
    most_tokens: Some(Limit { value: 131_072, beyond: "the most tokens of a training example" }),
    roles: &[Role::User, Role::Assistant, Role::Tool],
    form: write::contents,
    start,
    ..COMMON
};

fn start(job: &Job) -> Vec<StartFile> {
    vec![job.start_file("train.py", SCRIPT)]
}

const SCRIPT: &str = r#"# python train.py MODEL BUCKET: puts the files into a bucket and starts a job; GOOGLE_CLOUD_PROJECT, GOOGLE_CLOUD_LOCATION and
# credentials are set.
# pip install google-genai google-cloud-storage
import os
import sys

from google import genai
from google.cloud import storage
from google.genai import types

model, bucket = sys.argv[1:3]
here = os.path.dirname(os.path.abspath(__file__))


def upload(name):
    place = "@format@/" + os.path.basename(name)
    storage.Client().bucket(bucket).blob(place).upload_from_filename(os.path.join(here, name))
    return f"gs://{bucket}/{place}"


more = {
    "validation_dataset": types.TuningValidationDataset(gcs_uri=upload("@validation@")),
}
# No setting masks a turn: whether the answers of examples are trained too is the service's to say.
job = genai.Client(vertexai=True).tunings.tune(
    base_model=model,
    training_dataset=types.TuningDataset(gcs_uri=upload("@train@")),
    config=types.CreateTuningJobConfig(tuned_model_display_name="@format@", epoch_count=3, **more),
)
print(job.name, job.state)
"#;
