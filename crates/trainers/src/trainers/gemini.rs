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

const SCRIPT: &str = r#"# python train.py MODEL BUCKET: puts the files into a bucket, starts a job and waits until it runs; GOOGLE_CLOUD_PROJECT,
# GOOGLE_CLOUD_LOCATION and credentials are set.
# pip install google-genai google-cloud-storage
import os
import sys
import time

from google import genai
from google.auth.exceptions import GoogleAuthError
from google.cloud import storage
from google.cloud.exceptions import GoogleCloudError
from google.genai import types
from google.genai.errors import APIError

here = os.path.dirname(os.path.abspath(__file__))


def upload(name):
    print("uploading", os.path.basename(name))
    place = "@format@/" + os.path.basename(name)
    storage.Client().bucket(bucket).blob(place).upload_from_filename(os.path.join(here, name))
    return f"gs://{bucket}/{place}"


if len(sys.argv) != 3:
    sys.exit("usage: python train.py MODEL BUCKET")
model, bucket = sys.argv[1:]
try:
    more = {
        "validation_dataset": types.TuningValidationDataset(gcs_uri=upload("@validation@")),
    }
    client = genai.Client(vertexai=True)
    # No setting masks a turn: whether the answers of examples are trained too is the service's to say.
    job = client.tunings.tune(
        base_model=model,
        training_dataset=types.TuningDataset(gcs_uri=upload("@train@")),
        config=types.CreateTuningJobConfig(tuned_model_display_name="@format@", epoch_count=3, **more),
    )
    print("started", job.name)
    while job.state in ("JOB_STATE_QUEUED", "JOB_STATE_PENDING"):
        time.sleep(10)
        job = client.tunings.get(name=job.name)
except (APIError, GoogleAuthError, GoogleCloudError, ValueError) as error:
    sys.exit(f"error: {error}")
if job.state == "JOB_STATE_FAILED":
    sys.exit(f"error: {job.name} failed: {job.error and job.error.message}")
print(job.name, job.state.value)
"#;
