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

const SCRIPT: &str = r#"# python train.py MODEL BUCKET ROLE: puts the files into a bucket and starts a job; ROLE is the ARN of the role that Bedrock
# takes, and the credentials of AWS are set.
import os
import sys
import time

import boto3

model, bucket, role = sys.argv[1:4]
here = os.path.dirname(os.path.abspath(__file__))
name = "@format@".replace("_", "-") + time.strftime("-%Y%m%d-%H%M%S")


def upload(file):
    place = f"{name}/{os.path.basename(file)}"
    boto3.client("s3").upload_file(os.path.join(here, file), bucket, place)
    return {"s3Uri": f"s3://{bucket}/{place}"}


more = {
    "validationDataConfig": {"validators": [upload("@validation@")]},
}
# No setting masks a turn: whether the answers of examples are trained too is the service's to say.
job = boto3.client("bedrock").create_model_customization_job(
    customizationType="FINE_TUNING",
    jobName=name,
    customModelName=name,
    roleArn=role,
    baseModelIdentifier=model,
    trainingDataConfig=upload("@train@"),
    outputDataConfig={"s3Uri": f"s3://{bucket}/{name}/output"},
    hyperParameters={"epochCount": "3"},
    **more,
)
print(job["jobArn"])
"#;
