//! Good files of all shapes, by the general rules and by those of each trainer that reads the shape.

use tempfile::TempDir;
use tunesmith_trainers::all;

use crate::{told, validated};

/// Name, the trainers that it is for, and a row; `#` stands for the number of the row.
const FILES: &[(&str, &str, &str)] = &[
    (
        "three turns",
        "openai azure trl axolotl llama-factory unsloth torchtune mlx mistral together fireworks",
        r##"{"messages": [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "What is # + 1?"}, {"role": "assistant", "content": "A number."}]}"##,
    ),
    (
        "no system turn, no spaces",
        "openai azure trl axolotl llama-factory unsloth torchtune mlx mistral together fireworks bedrock-claude",
        r##"{"messages":[{"role":"user","content":"Hello #"},{"role":"assistant","content":"Hello."}]}"##,
    ),
    (
        "several turns",
        "openai azure trl axolotl llama-factory unsloth torchtune mlx mistral together fireworks bedrock-claude",
        r##"{"messages": [{"role": "user", "content": "a #"}, {"role": "assistant", "content": "b"}, {"role": "user", "content": "c"}, {"role": "assistant", "content": "d"}]}"##,
    ),
    (
        "weights",
        "openai azure mistral fireworks together",
        r##"{"messages": [{"role": "user", "content": "a #"}, {"role": "assistant", "content": "b", "weight": 0}, {"role": "user", "content": "c"}, {"role": "assistant", "content": "d", "weight": 1}]}"##,
    ),
    (
        "train keys",
        "axolotl",
        r##"{"messages": [{"role": "user", "content": "a #", "train": false}, {"role": "assistant", "content": "b", "train": false}, {"role": "user", "content": "c"}, {"role": "assistant", "content": "d", "train": true}]}"##,
    ),
    (
        "tool calls",
        "openai azure trl fireworks",
        r##"{"messages": [{"role": "user", "content": "Weather in town #?"}, {"role": "assistant", "content": null, "tool_calls": [{"id": "call_1", "type": "function", "function": {"name": "weather", "arguments": "{\"town\": \"#\"}"}}]}, {"role": "tool", "tool_call_id": "call_1", "content": "{\"sun\": true}"}, {"role": "assistant", "content": "Sunny."}], "tools": [{"type": "function", "function": {"name": "weather", "parameters": {"type": "object", "properties": {"town": {"type": "string", "default": "#"}, "days": {"type": "integer", "default": 1}}}}}]}"##,
    ),
    (
        "pictures",
        "openai azure",
        r##"{"messages": [{"role": "system", "content": "Say what you see."}, {"role": "user", "content": [{"type": "text", "text": "What is this? #"}, {"type": "image_url", "image_url": {"url": "https://example.org/#.png"}}]}, {"role": "assistant", "content": "A cat."}]}"##,
    ),
    (
        "columns beside the messages",
        "trl axolotl llama-factory unsloth torchtune mlx",
        r##"{"id": "r#", "score": 0.#, "source": null, "messages": [{"role": "user", "content": "a #"}, {"role": "assistant", "content": "b"}], "tags": ["x", "y"]}"##,
    ),
    (
        "prompt and completion",
        "trl axolotl llama-factory unsloth torchtune mlx together",
        r##"{"prompt": "What is #?", "completion": " A number."}"##,
    ),
    (
        "prompt and completion as messages",
        "trl unsloth",
        r##"{"prompt": [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "a #"}], "completion": [{"role": "assistant", "content": "b"}]}"##,
    ),
    (
        "ShareGPT",
        "trl axolotl llama-factory unsloth torchtune",
        r##"{"conversations": [{"from": "system", "value": "Be brief."}, {"from": "human", "value": "a #"}, {"from": "gpt", "value": "b"}]}"##,
    ),
    (
        "ShareGPT with tools",
        "llama-factory",
        r##"{"conversations": [{"from": "human", "value": "a #"}, {"from": "function_call", "value": "{\"name\": \"f\"}"}, {"from": "observation", "value": "1"}, {"from": "gpt", "value": "b"}], "tools": "[]"}"##,
    ),
    (
        "Alpaca",
        "axolotl llama-factory unsloth torchtune litgpt",
        r##"{"instruction": "Add one to #.", "input": "", "output": "A number."}"##,
    ),
    ("input and output", "axolotl llama-factory torchtune nemo", r##"{"input": "What is #?", "output": "A number."}"##),
    (
        "NeMo's conversations",
        "nemo",
        r##"{"system": "", "mask": "User", "conversations": [{"from": "User", "value": "a #"}, {"from": "Assistant", "value": "b"}]}"##,
    ),
    (
        "text with its chat template",
        "trl axolotl llama-factory unsloth torchtune mlx together",
        r##"{"text": "<|im_start|>user\na #<|im_end|>\n<|im_start|>assistant\nb<|im_end|>"}"##,
    ),
    (
        "Gemini",
        "gemini",
        r##"{"systemInstruction": {"role": "system", "parts": [{"text": "Be brief."}]}, "contents": [{"role": "user", "parts": [{"text": "a #"}]}, {"role": "model", "parts": [{"text": "b"}]}]}"##,
    ),
    (
        "Claude on Bedrock",
        "bedrock-claude",
        r##"{"system": "Be brief.", "messages": [{"role": "user", "content": "a #"}, {"role": "assistant", "content": "b"}]}"##,
    ),
    (
        "Nova on Bedrock",
        "bedrock-conversation",
        r##"{"schemaVersion": "bedrock-conversation-2024", "system": [{"text": "Be brief."}], "messages": [{"role": "user", "content": [{"text": "a #"}]}, {"role": "assistant", "content": [{"text": "b"}]}]}"##,
    ),
    (
        "preferences of messages",
        "trl axolotl unsloth",
        r##"{"prompt": [{"role": "user", "content": "a #"}], "chosen": [{"role": "assistant", "content": "b"}], "rejected": [{"role": "assistant", "content": "c"}]}"##,
    ),
    (
        "preferences of OpenAI",
        "openai azure together",
        r##"{"input": {"messages": [{"role": "user", "content": "a #"}]}, "preferred_output": [{"role": "assistant", "content": "b"}], "non_preferred_output": [{"role": "assistant", "content": "c"}]}"##,
    ),
    (
        "escapes, emoji, HTML and code",
        "openai trl llama-factory",
        r##"{"messages": [{"role": "user", "content": "\u4f60\u597d \ud83d\ude00 # <b>x</b> <img src=\"a\"> a[0] <s>gone</s>\n\tcaf\u00e9 \u2028"}, {"role": "assistant", "content": "```c\nif (a < b && c[1] > 2) { return \"ok\"; }\n```"}]}"##,
    ),
    (
        "calls in the form of Hermes",
        "trl axolotl llama-factory",
        r##"{"conversations": [{"from": "system", "value": "Call within <tool_call></tool_call>. #"}, {"from": "human", "value": "a"}, {"from": "gpt", "value": "<tool_call>\n{}\n</tool_call>"}, {"from": "tool", "value": "<tool_response>\n1\n</tool_response>"}, {"from": "gpt", "value": "b"}]}"##,
    ),
    (
        "thoughts and calls in the answer",
        "trl axolotl llama-factory",
        r##"{"messages": [{"role": "user", "content": "a #"}, {"role": "assistant", "content": "<think>\nhm\n</think>\n<tool_call>\n{\"name\": \"f\"}\n</tool_call>"}]}"##,
    ),
    (
        "minimal",
        "openai azure trl axolotl llama-factory unsloth torchtune mlx mistral together fireworks bedrock-claude",
        r##"{"messages":[{"role":"user","content":"#"},{"role":"assistant","content":"k"}]}"##,
    ),
    (
        "arabic and hebrew",
        "openai azure trl axolotl llama-factory unsloth torchtune mlx mistral together fireworks",
        r##"{"messages": [{"role": "user", "content": "ما هو # ؟ ‏"}, {"role": "assistant", "content": "שלום עולם"}]}"##,
    ),
    (
        "content parts",
        "openai azure trl mistral",
        r##"{"messages": [{"role": "user", "content": [{"type": "text", "text": "a #"}]}, {"role": "assistant", "content": "A thing."}]}"##,
    ),
    (
        "parallel calls",
        "openai azure",
        r##"{"messages": [{"role": "user", "content": "What is it?"}, {"role": "assistant", "content": null, "tool_calls": [{"id": "call_0001", "type": "function", "function": {"name": "f", "arguments": "{}"}}, {"id": "call_0002", "type": "function", "function": {"name": "f", "arguments": "{}"}}]}, {"role": "tool", "tool_call_id": "call_0001", "content": "1"}, {"role": "tool", "tool_call_id": "call_0002", "content": "1"}, {"role": "assistant", "content": "A thing."}], "tools": [{"type": "function", "function": {"name": "f", "parameters": {"type": "object", "properties": {}}}}], "parallel_tool_calls": true}"##,
    ),
    (
        "call last without content key",
        "openai azure",
        r##"{"messages": [{"role": "user", "content": "do #"}, {"role": "assistant", "tool_calls": [{"id": "call_0001", "type": "function", "function": {"name": "f", "arguments": "{}"}}]}], "tools": [{"type": "function", "function": {"name": "f", "parameters": {"type": "object", "properties": {}}}}]}"##,
    ),
    (
        "mistral tools",
        "mistral",
        r##"{"messages": [{"role": "user", "content": "What is it?"}, {"role": "assistant", "content": "", "tool_calls": [{"id": "a1B2c3D4e", "type": "function", "function": {"name": "f", "arguments": "{}"}}]}, {"role": "tool", "tool_call_id": "a1B2c3D4e", "content": "1"}, {"role": "assistant", "content": "A thing."}], "tools": [{"type": "function", "function": {"name": "f", "parameters": {"type": "object", "properties": {}}}}]}"##,
    ),
    (
        "legacy functions",
        "openai azure",
        r##"{"messages": [{"role": "user", "content": "What is it?"}, {"role": "assistant", "content": null, "function_call": {"name": "f", "arguments": "{}"}}, {"role": "function", "name": "f", "content": "1"}, {"role": "assistant", "content": "A thing."}], "functions": [{"name": "f", "parameters": {"type": "object", "properties": {}}}]}"##,
    ),
    (
        "names",
        "openai azure",
        r##"{"messages": [{"role": "user", "name": "anna", "content": "a #"}, {"role": "assistant", "content": "A thing."}]}"##,
    ),
    (
        "dpo without prompt",
        "trl",
        r##"{"chosen": [{"role": "user", "content": "a #"}, {"role": "assistant", "content": "b"}], "rejected": [{"role": "user", "content": "a #"}, {"role": "assistant", "content": "c"}]}"##,
    ),
    (
        "dpo llama-factory sharegpt",
        "llama-factory",
        r##"{"conversations": [{"from": "human", "value": "a #"}], "chosen": {"from": "gpt", "value": "b"}, "rejected": {"from": "gpt", "value": "c"}}"##,
    ),
    ("dpo alpaca", "llama-factory", r##"{"instruction": "a #", "input": "", "chosen": "b", "rejected": "c"}"##),
    (
        "dpo openai with tools",
        "openai",
        r##"{"input": {"messages": [{"role": "user", "content": "a #"}], "tools": [], "parallel_tool_calls": true}, "preferred_output": [{"role": "assistant", "content": "b"}], "non_preferred_output": [{"role": "assistant", "content": "c"}]}"##,
    ),
    ("kto", "trl axolotl", r##"{"prompt": "a #", "completion": "b", "label": true}"##),
    (
        "alpaca with history",
        "llama-factory",
        r##"{"instruction": "a #", "input": "", "output": "b", "system": "", "history": [["q", "a"]]}"##,
    ),
    (
        "sharegpt in role/content",
        "trl axolotl unsloth",
        r##"{"conversations": [{"role": "user", "content": "a #"}, {"role": "assistant", "content": "b"}]}"##,
    ),
    (
        "llama-factory images",
        "llama-factory",
        r##"{"messages": [{"role": "user", "content": "<image>What is # ?"}, {"role": "assistant", "content": "b"}], "images": ["a.png"]}"##,
    ),
    (
        "nulls in unused keys",
        "trl axolotl llama-factory",
        r##"{"messages": [{"role": "user", "content": "a #", "tool_calls": null}, {"role": "assistant", "content": "b", "tool_calls": null}], "tools": null}"##,
    ),
    (
        "tools as a string",
        "trl llama-factory",
        r##"{"messages": [{"role": "user", "content": "a #"}, {"role": "assistant", "content": "b"}], "tools": "[]"}"##,
    ),
    (
        "gemini with calls",
        "gemini",
        r##"{"contents": [{"role": "user", "parts": [{"text": "a #"}]}, {"role": "model", "parts": [{"functionCall": {"name": "f", "args": {}}}]}, {"role": "user", "parts": [{"functionResponse": {"name": "f", "response": {}}}]}, {"role": "model", "parts": [{"text": "b"}]}]}"##,
    ),
    (
        "gemini with a picture",
        "gemini",
        r##"{"contents": [{"role": "user", "parts": [{"fileData": {"mimeType": "image/png", "fileUri": "gs://b/#.png"}}, {"text": "a"}]}, {"role": "model", "parts": [{"text": "b"}]}]}"##,
    ),
    (
        "gemini with a thought",
        "gemini",
        r##"{"contents": [{"role": "user", "parts": [{"text": "a #"}]}, {"role": "model", "parts": [{"text": "hm", "thought": true}, {"functionCall": {"name": "f", "args": {}}, "thoughtSignature": "c2ln"}]}]}"##,
    ),
    (
        "gemini snake case",
        "gemini",
        r##"{"system_instruction": {"parts": [{"text": "s"}]}, "contents": [{"role": "user", "parts": [{"text": "a #"}]}, {"role": "model", "parts": [{"text": "b"}]}]}"##,
    ),
    (
        "nova with a picture",
        "bedrock-conversation",
        r##"{"schemaVersion": "bedrock-conversation-2024", "messages": [{"role": "user", "content": [{"text": "a #"}, {"image": {"format": "png", "source": {"s3Location": {"uri": "s3://b/a.png", "bucketOwner": "1"}}}}]}, {"role": "assistant", "content": [{"text": "b"}]}]}"##,
    ),
    (
        "nova with reasoning",
        "bedrock-conversation",
        r##"{"schemaVersion": "bedrock-conversation-2024", "messages": [{"role": "user", "content": [{"text": "a #"}]}, {"role": "assistant", "content": [{"reasoningContent": {"reasoningText": {"text": "hm"}}}, {"text": "b"}]}]}"##,
    ),
    (
        "words near control tokens",
        "openai azure trl axolotl llama-factory unsloth torchtune mlx mistral together fireworks",
        r##"{"messages": [{"role": "user", "content": "Is <b>#</b> or a|b or [1] or List[str] or <<EOF or {{x}} fine?"}, {"role": "assistant", "content": "A thing."}]}"##,
    ),
    (
        "axolotl input_output segments",
        "axolotl",
        r##"{"segments": [{"label": true, "text": "a #"}, {"label": false, "text": "b"}]}"##,
    ),
    ("alpaca with input null at litgpt", "litgpt", r##"{"instruction": "a #", "input": null, "output": "b"}"##),
    (
        "together user weights",
        "together",
        r##"{"messages": [{"role": "user", "content": "a #", "weight": 0}, {"role": "assistant", "content": "b", "weight": 1}]}"##,
    ),
    (
        "ultrafeedback",
        "trl",
        r##"{"prompt": "a #", "messages": [{"role": "user", "content": "a"}, {"role": "assistant", "content": "b"}], "chosen": [{"role": "user", "content": "a"}, {"role": "assistant", "content": "b"}], "rejected": [{"role": "user", "content": "a"}, {"role": "assistant", "content": "c"}], "score_chosen": 8.5}"##,
    ),
    (
        "axolotl dpo chat",
        "axolotl",
        r##"{"messages": [{"role": "user", "content": "a #"}], "chosen": {"role": "assistant", "content": "b"}, "rejected": {"role": "assistant", "content": "c"}}"##,
    ),
    (
        "hermes calls without ids",
        "trl axolotl",
        r##"{"messages": [{"role": "user", "content": "a #"}, {"role": "assistant", "content": "", "tool_calls": [{"type": "function", "function": {"name": "f", "arguments": {"a": 1}}}]}, {"role": "tool", "name": "f", "content": "1"}, {"role": "assistant", "content": "b"}]}"##,
    ),
    (
        "trl flat calls",
        "trl",
        r##"{"messages": [{"role": "user", "content": "a #"}, {"role": "assistant", "content": "x", "tool_calls": [{"name": "f", "arguments": {"a": 1}}]}, {"role": "tool", "name": "f", "content": "1"}, {"role": "assistant", "content": "b"}]}"##,
    ),
    (
        "calls in text with tool turns",
        "trl",
        r##"{"messages": [{"role": "user", "content": "a #"}, {"role": "assistant", "content": "<tool_call>\n{}\n</tool_call>"}, {"role": "tool", "content": "1"}, {"role": "assistant", "content": "b"}]}"##,
    ),
    (
        "empty tool_calls beside text",
        "trl axolotl",
        r##"{"messages": [{"role": "user", "content": "a #"}, {"role": "assistant", "content": "b", "tool_calls": []}]}"##,
    ),
    (
        "picture parts filled with null",
        "trl",
        r##"{"messages": [{"role": "user", "content": [{"type": "image", "text": null}, {"type": "text", "text": "a #"}]}, {"role": "assistant", "content": [{"type": "text", "text": "b"}]}]}"##,
    ),
];

fn rows(row: &str) -> String {
    (10..30).map(|number| row.replace('#', &number.to_string()) + "\n").collect()
}

#[test]
fn good_files_are_accused_of_nothing() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("rows.jsonl");
    for (name, trainers, row) in FILES {
        std::fs::write(&path, rows(row)).unwrap();
        for trainer in std::iter::once("").chain(trainers.split(' ')) {
            assert_eq!(told(&path, trainer), [], "{name}, for {trainer}");
        }
        let validated = validated(&path, "");
        assert_eq!(validated.rows, 20, "{name}");
        assert!(validated.shape.is_some(), "{name}");
    }
    assert!(FILES.len() >= 20);
}

#[test]
fn rows_with_and_without_a_system_text_beside_the_turns_stand_in_one_file() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("rows.jsonl");
    let turns = r#""messages": [{"role": "user", "content": "a"}, {"role": "assistant", "content": "b"}]}"#;
    let (with, without) = (format!("{{\"system\": \"s\", {turns}\n"), format!("{{{turns}\n"));
    for file in [with.clone() + &without, without + &with] {
        std::fs::write(&path, file).unwrap();
        assert_eq!(told(&path, "bedrock-claude"), []);
        assert_eq!(told(&path, ""), []);
    }
}

#[test]
fn every_trainer_reads_a_good_file() {
    for trainer in all() {
        let reads = FILES.iter().any(|(_, trainers, _)| trainers.split(' ').any(|name| name == trainer.name));
        assert!(reads, "{}", trainer.name);
    }
}

#[test]
fn a_missing_last_line_feed_gzip_and_zstd_are_no_faults() {
    let folder = TempDir::new().unwrap();
    let (plain, packed) = (folder.path().join("rows.jsonl"), folder.path().join("rows.jsonl.gz"));
    let text = rows(FILES[0].2);
    std::fs::write(&plain, text.trim_end()).unwrap();
    assert_eq!(told(&plain, "openai"), []);
    let mut gzip = flate2::write::GzEncoder::new(std::fs::File::create(&packed).unwrap(), flate2::Compression::fast());
    std::io::Write::write_all(&mut gzip, text.as_bytes()).unwrap();
    gzip.finish().unwrap();
    assert_eq!((told(&packed, ""), validated(&packed, "").bytes), (vec![], text.len() as u64));
    // Of two frames, as zstd writes where files are joined.
    let (first, second) = text.split_at(text.len() / 2);
    let frames = [first, second].map(|part| zstd::encode_all(part.as_bytes(), 3).unwrap());
    std::fs::write(&packed, frames.concat()).unwrap();
    assert_eq!((told(&packed, ""), validated(&packed, "").bytes), (vec![], text.len() as u64));
    std::fs::write(&packed, &frames[0][..frames[0].len() - 4]).unwrap();
    let asked = tunesmith_trainers::Asked::default();
    assert!(tunesmith_trainers::validate(&packed, &asked).is_err(), "a file that is cut short");
}

#[test]
fn azure_may_have_its_byte_order_mark() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("rows.jsonl");
    std::fs::write(&path, format!("\u{feff}{}", rows(FILES[0].2))).unwrap();
    assert_eq!(told(&path, "azure"), []);
    assert_eq!(told(&path, "openai"), [("byte-order-mark", 1, 1)]);
}
