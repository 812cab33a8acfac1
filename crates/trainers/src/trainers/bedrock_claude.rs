//! Claude's fine-tuning on Amazon Bedrock.

use crate::trainer::COMMON;
use crate::write::{self, Job, StartFile};
use crate::{Keys, Order, Role, Shape, SystemTurn, Trainer};

pub(super) static TRAINER: Trainer = Trainer {
    name: "bedrock-claude",
    title: "Claude (Amazon Bedrock)",
    source: "Anthropic's cookbook on fine-tuning Claude 3 Haiku on Bedrock, as of November 2026",
    shapes: &[Shape::SystemMessages, Shape::Messages],
    roles: &[Role::User, Role::Assistant],
    system: SystemTurn::Refused("the system text stands beside the turns: {\"system\": \"…\", \"messages\": […]}"),
    order: Order::Alternating,
    takes_parts: false,
    row_keys: Keys::Only(&[]),
    turn_keys: Keys::Only(&[]),
    form: write::system_messages,
    start,
    ..COMMON
};

/// A job of Bedrock's, whichever model it customises.
pub(super) fn start(job: &Job) -> Vec<StartFile> {
    vec![job.start_file("train.py", SCRIPT)]
}

const SCRIPT: &str = r#"# python train.py MODEL BUCKET ROLE: puts the files into a bucket, starts a job and waits until the service has checked them; ROLE
# is the ARN of the role that Bedrock takes, and the region and the credentials of AWS are set.
import os
import sys
import time

import boto3
from boto3.exceptions import Boto3Error
from botocore.exceptions import BotoCoreError, ClientError

here = os.path.dirname(os.path.abspath(__file__))
name = "@format@".replace("_", "-") + time.strftime("-%Y%m%d-%H%M%S")


def upload(file):
    print("uploading", os.path.basename(file))
    place = f"{name}/{os.path.basename(file)}"
    boto3.client("s3").upload_file(os.path.join(here, file), bucket, place)
    return {"s3Uri": f"s3://{bucket}/{place}"}


if len(sys.argv) != 4:
    sys.exit("usage: python train.py MODEL BUCKET ROLE")
model, bucket, role = sys.argv[1:]
try:
    more = {
        "validationDataConfig": {"validators": [upload("@validation@")]},
    }
    client = boto3.client("bedrock")
    # No setting masks a turn: whether the answers of examples are trained too is the service's to say.
    job = client.create_model_customization_job(
        customizationType="FINE_TUNING",
        jobName=name,
        customModelName=name,
        roleArn=role,
        baseModelIdentifier=model,
        trainingDataConfig=upload("@train@"),
        outputDataConfig={"s3Uri": f"s3://{bucket}/{name}/output"},
        hyperParameters={"epochCount": "3"},
        **more,
    )["jobArn"]
    print("started", job)
    while True:
        found = client.get_model_customization_job(jobIdentifier=job)
        checked = found.get("statusDetails", {}).get("validationDetails", {}).get("status")
        if found["status"] != "InProgress" or checked not in ("NotStarted", "InProgress"):
            break
        time.sleep(10)
except (Boto3Error, BotoCoreError, ClientError) as error:
    sys.exit(f"error: {error}")
if found["status"] == "Failed":
    sys.exit(f"error: {job} failed: {found.get('failureMessage')}")
print(job, found["status"])
"#;
