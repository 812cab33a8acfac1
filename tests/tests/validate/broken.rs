//! Broken files: each fault is found at its line and column, and nothing else is said.

use tempfile::TempDir;

use crate::told;

const GOOD: &str = r#"{"messages": [{"role": "user", "content": "a"}, {"role": "assistant", "content": "b"}]}"#;
const TURNS: &str = r#"{"messages": [{"role": "system", "content": "x y"}, {"role": "user", "content": "What is it?"}, {"role": "assistant", "content": "A thing."}]}"#;
const PAIR: &str = r#"{"prompt": "a", "completion": "b"}"#;

type Place = (&'static str, usize, usize);

/// Trainer, text, and what is found; `G` and `T` on a line of their own stand for good rows of messages, `P` for a pair.
const FILES: &[(&str, &str, &[Place])] = &[
    // The file.
    ("", "", &[("too-few-rows", 1, 1)]),
    ("", "\n\n", &[("blank-line", 1, 1), ("blank-line", 2, 1), ("too-few-rows", 1, 1)]),
    ("", "[\n  {\"prompt\": \"a\", \"completion\": \"b\"}\n]\n", &[("not-json-lines", 1, 1)]),
    ("", "[{\"prompt\": \"a\", \"completion\": \"b\"}]", &[("not-json-lines", 1, 1)]),
    ("", "{\n  \"prompt\": \"a\",\n  \"completion\": \"b\"\n}\n", &[("not-json-lines", 1, 1)]),
    ("", "{\"messages\": [\n  {\"role\": \"user\"}]}\n", &[("not-json-lines", 1, 1)]),
    ("", "PAR1\x15\x04", &[("not-json-lines", 1, 1)]),
    ("", "\u{feff}P\nP\n", &[("byte-order-mark", 1, 1)]),
    ("", "P\n\u{feff}P\n", &[("byte-order-mark", 2, 1)]),
    ("", "P\n\nP\n  \nP\n", &[("blank-line", 2, 1), ("blank-line", 4, 1)]),
    ("", "P\r\nP\n", &[("carriage-return", 1, 35)]),
    ("openai", "G\nG\nG\nG\nG\nG\nG\nG\nG\n", &[("too-few-rows", 1, 1)]),
    ("fireworks", "G\nG\n", &[("too-few-rows", 1, 1)]),
    ("mlx", "P\n\nP\n", &[("blank-line", 2, 1)]),
    // The line.
    ("", "P\n{\"prompt\": \"a\", \"completion\": \"b", &[("line-cut", 2, 31)]),
    ("", "P\n{\"prompt\": \"a\", \"compl", &[("line-cut", 2, 17)]),
    ("", "P\n{\"prompt\": \"a\", \"completion\":", &[("line-cut", 2, 30)]),
    ("", "P\n{\"prompt\": \"a\", \"completion\": \"b\nc\"}\nP\n", &[("line-syntax", 2, 31), ("line-syntax", 3, 1)]),
    ("", "P\n{\"prompt\": \"a\", \"completion\": \"b\", \"score\": NaN}\n", &[("line-syntax", 2, 45)]),
    ("", "P\n{\"prompt\": \"a\", \"completion\": \"b\", \"score\": -Infinity}\n", &[("line-syntax", 2, 45)]),
    ("", "P\n{'prompt': 'a', 'completion': 'b'}\n", &[("line-syntax", 2, 2)]),
    ("", "P\n{\"prompt\": \"a\", \"completion\": \"b\", \"x\": None}\n", &[("line-syntax", 2, 41)]),
    ("", "P\n{\"prompt\": \"a\", \"completion\": \"b\",}\n", &[("line-syntax", 2, 34)]),
    ("", "P\n{\"prompt\": \"a\" \"completion\": \"b\"}\n", &[("line-syntax", 2, 16)]),
    (
        "",
        "P\n{\"prompt\": \"a\", \"completion\": \"b\"}{\"prompt\": \"a\", \"completion\": \"b\"}\n",
        &[("line-syntax", 2, 35)],
    ),
    ("", "{\"prompt\": \"a\", \"completion\": \"b\"},\nP\n", &[("line-syntax", 1, 35)]),
    ("", "P\n{\"prompt\": \"a\tb\", \"completion\": \"b\"}\n", &[("line-syntax", 2, 14)]),
    ("", "P\n{\"prompt\": \"C:\\dir\", \"completion\": \"b\"}\n", &[("line-syntax", 2, 15)]),
    ("", "P\n[1, 2]\n", &[("line-syntax", 2, 1)]),
    ("", "P\n\"a\"\n", &[("line-syntax", 2, 1)]),
    ("", "P\n{\"prompt\": \"\\ud83d\", \"completion\": \"b\"}\n", &[("line-encoding", 2, 13)]),
    ("", "P\n{\"prompt\": \"é\\ude00\", \"completion\": \"b\"}\n", &[("line-encoding", 2, 14)]),
    ("", "P\n{\"prompt\": \"a\u{2028}b\", \"completion\": \"b\"}\n", &[("line-separator", 2, 14)]),
    ("", "P\n{\"prompt\": \"a\u{2029}b\", \"completion\": \"b\"}\n", &[("line-separator", 2, 14)]),
    ("", "P\n{\"prompt\": \"éa\u{85}b\", \"completion\": \"b\"}\n", &[("line-separator", 2, 15)]),
    ("", "P\n{\"prompt\": \"a\", \"completion\": \"b\", \"prompt\": \"c\"}\n", &[("line-duplicate-key", 2, 36)]),
    // The row.
    ("", "{\"message\": []}\n", &[("row-shape", 1, 2)]),
    ("", "{\"question\": \"a\", \"answer\": \"b\"}\n", &[("row-shape", 1, 1)]),
    ("", "{\"prompt\": \"a\"}\n", &[("row-shape", 1, 2)]),
    ("mlx", "{\"instruction\": \"a\", \"output\": \"b\"}\n", &[("row-shape", 1, 1)]),
    ("litgpt", "G\nG\n", &[("row-shape", 1, 1)]),
    ("", "G\nP\n", &[("mixed-shapes", 2, 1)]),
    ("", "P\n{\"prompt\": 5, \"completion\": \"b\"}\n", &[("row-type", 2, 12), ("mixed-types", 2, 12)]),
    ("", "P\n{\"prompt\": \"a\", \"completion\": null}\n", &[("row-type", 2, 31)]),
    ("", "{\"messages\": {\"role\": \"user\", \"content\": \"a\"}}\n", &[("row-type", 1, 14)]),
    ("", "{\"messages\": [\"hello\"]}\n", &[("row-type", 1, 15)]),
    (
        "",
        "{\"messages\": [{\"role\": \"user\"}, {\"role\": \"assistant\", \"content\": \"b\"}]}\n",
        &[("row-type", 1, 15)],
    ),
    (
        "",
        "{\"messages\": [{\"role\": \"user\", \"contnet\": \"a\"}, {\"role\": \"assistant\", \"content\": \"b\"}]}\n",
        &[("row-type", 1, 32)],
    ),
    (
        "",
        "{\"messages\": [{\"content\": \"a\"}, {\"role\": \"assistant\", \"content\": \"b\"}]}\n",
        &[("row-type", 1, 15)],
    ),
    (
        "",
        "{\"messages\": [{\"role\": \"user\", \"content\": \"a\"}, {\"role\": \"assistant\", \"content\": null}]}\n",
        &[("row-type", 1, 82)],
    ),
    (
        "together",
        "{\"id\": 1, \"messages\": [{\"role\": \"user\", \"content\": \"a\"}, {\"role\": \"assistant\", \"content\": \"b\"}]}\n",
        &[("row-extra-key", 1, 2)],
    ),
    (
        "bedrock-claude",
        "{\"messages\": [{\"role\": \"user\", \"content\": \"a\", \"name\": \"x\"}, {\"role\": \"assistant\", \"content\": \"b\"}]}\n",
        &[("row-extra-key", 1, 48)],
    ),
    ("", "{\"id\": 1, \"text\": \"a\"}\n{\"id\": \"2\", \"text\": \"b\"}\n", &[("mixed-types", 2, 8)]),
    (
        "trl",
        "{\"tags\": [], \"text\": \"a\"}\n{\"tags\": \"x\", \"text\": \"b\"}\n{\"tags\": [\"x\"], \"text\": \"b\"}\n",
        &[("mixed-types", 2, 10)],
    ),
    (
        "trl",
        "{\"messages\": [{\"role\": \"user\", \"content\": \"a\"}, {\"role\": \"assistant\", \"content\": \"b\"}]}\n{\"messages\": [{\"role\": \"user\", \"content\": [{\"type\": \"text\", \"text\": \"a\"}]}, {\"role\": \"assistant\", \"content\": [{\"type\": \"text\", \"text\": \"a\"}]}]}\n",
        &[("mixed-types", 2, 43)],
    ),
    // The turns.
    ("", "{\"messages\": []}\n", &[("turn-last", 1, 14)]),
    ("", "{\"messages\": [{\"role\": \"user\", \"content\": \"a\"}]}\n", &[("turn-last", 1, 24)]),
    (
        "",
        "{\"messages\": [{\"role\": \"human\", \"content\": \"a\"}, {\"role\": \"assistant\", \"content\": \"b\"}]}\n",
        &[("turn-role", 1, 24)],
    ),
    (
        "",
        "{\"messages\": [{\"role\": \"User\", \"content\": \"a\"}, {\"role\": \"assistant\", \"content\": \"b\"}]}\n",
        &[("turn-role", 1, 24)],
    ),
    (
        "together",
        "{\"messages\": [{\"role\": \"developer\", \"content\": \"a\"}, {\"role\": \"user\", \"content\": \"a\"}, {\"role\": \"assistant\", \"content\": \"b\"}]}\n",
        &[("turn-role", 1, 24)],
    ),
    (
        "",
        "{\"messages\": [{\"role\": \"user\", \"content\": \"a\"}, {\"role\": \"system\", \"content\": \"s\"}, {\"role\": \"assistant\", \"content\": \"b\"}]}\n",
        &[("turn-system", 1, 58)],
    ),
    (
        "bedrock-claude",
        "{\"messages\": [{\"role\": \"system\", \"content\": \"s\"}, {\"role\": \"user\", \"content\": \"a\"}, {\"role\": \"assistant\", \"content\": \"b\"}]}\n",
        &[("turn-system", 1, 24)],
    ),
    (
        "",
        "{\"messages\": [{\"role\": \"user\", \"content\": \"a\"}, {\"role\": \"user\", \"content\": \"c\"}, {\"role\": \"assistant\", \"content\": \"b\"}]}\n",
        &[("turn-order", 1, 58)],
    ),
    (
        "llama-factory",
        "{\"messages\": [{\"role\": \"assistant\", \"content\": \"a\"}, {\"role\": \"user\", \"content\": \"c\"}, {\"role\": \"assistant\", \"content\": \"b\"}]}\n",
        &[("turn-order", 1, 24)],
    ),
    (
        "",
        "{\"messages\": [{\"role\": \"user\", \"content\": \"\"}, {\"role\": \"assistant\", \"content\": \"b\"}]}\n",
        &[("turn-empty", 1, 43)],
    ),
    (
        "",
        "{\"messages\": [{\"role\": \"user\", \"content\": \"a\"}, {\"role\": \"assistant\", \"content\": \" \\n\"}]}\n",
        &[("turn-empty", 1, 82)],
    ),
    ("", "P\n{\"prompt\": \"a\", \"completion\": \"\\u200b\"}\n", &[("turn-empty", 2, 31)]),
    ("", "P\nP\n{\"prompt\": \"é a <|im_end|>\", \"completion\": \"b\"}\n", &[("turn-control-token", 3, 17)]),
    ("", "P\n{\"prompt\": \"\\n\\u003c|im_end|\\u003e\", \"completion\": \"b\"}\n", &[("turn-control-token", 2, 15)]),
    ("", "P\n{\"prompt\": \"a\", \"completion\": \"b <end_of_turn>\"}\n", &[("turn-control-token", 2, 34)]),
    ("", "P\n{\"prompt\": \"［ＩＮＳＴ］\", \"completion\": \"b\"}\n", &[("turn-control-token", 2, 13)]),
    (
        "openai",
        "G\nG\nG\nG\nG\nG\nG\nG\nG\n{\"messages\": [{\"role\": \"user\", \"content\": \"a\"}, {\"role\": \"assistant\", \"content\": \"b\", \"weight\": 0.5}]}\n",
        &[("turn-weight", 10, 97)],
    ),
    (
        "",
        "{\"messages\": [{\"role\": \"user\", \"content\": \"a\"}, {\"role\": \"assistant\", \"content\": \"b\", \"weight\": 0}]}\n",
        &[("turn-weight", 1, 58)],
    ),
    (
        "axolotl",
        "{\"messages\": [{\"role\": \"user\", \"content\": \"a\"}, {\"role\": \"assistant\", \"content\": \"b\", \"train\": \"yes\"}]}\n",
        &[("turn-weight", 1, 96)],
    ),
    (
        "mistral",
        "{\"messages\": [{\"role\": \"user\", \"content\": \"a\", \"weight\": 0}, {\"role\": \"assistant\", \"content\": \"b\"}]}\n",
        &[("turn-weight", 1, 58)],
    ),
    (
        "",
        "{\"prompt\": [{\"role\": \"user\", \"content\": \"a\"}, {\"role\": \"assistant\", \"content\": \"b\"}], \"completion\": [{\"role\": \"assistant\", \"content\": \"b\"}]}\n",
        &[("turn-last", 1, 56)],
    ),
    (
        "",
        "{\"conversations\": [{\"from\": \"human\", \"value\": \"a\"}, {\"from\": \"bot\", \"value\": \"b\"}]}\n",
        &[("turn-role", 1, 62)],
    ),
    (
        "",
        "{\"conversations\": [{\"from\": \"human\", \"value\": \"a\"}, {\"from\": \"gpt\", \"content\": \"b\"}]}\n",
        &[("row-type", 1, 69)],
    ),
    (
        "gemini",
        "{\"contents\": [{\"role\": \"user\", \"parts\": [{\"text\": \"a\"}]}, {\"role\": \"assistant\", \"parts\": [{\"text\": \"b\"}]}]}\n",
        &[("turn-role", 1, 68)],
    ),
    (
        "gemini",
        "{\"contents\": [{\"role\": \"user\", \"parts\": \"a\"}, {\"role\": \"model\", \"parts\": [{\"text\": \"b\"}]}]}\n",
        &[("row-type", 1, 41)],
    ),
    (
        "gemini",
        "{\"contents\": [{\"role\": \"user\", \"parts\": []}, {\"role\": \"model\", \"parts\": [{\"text\": \" \"}]}]}\n",
        &[("turn-empty", 1, 41), ("turn-empty", 1, 83)],
    ),
    (
        "bedrock-conversation",
        "{\"schemaVersion\": \"v\", \"messages\": [{\"role\": \"user\", \"content\": [{\"text\": \"User: a\"}]}, {\"role\": \"assistant\", \"content\": [{\"text\": \"b\"}]}]}\n",
        &[("turn-reserved-word", 1, 76)],
    ),
    (
        "bedrock-conversation",
        "{\"schemaVersion\": \"v\", \"system\": \"s\", \"messages\": [{\"role\": \"user\", \"content\": [{\"text\": \"a\"}]}, {\"role\": \"assistant\", \"content\": [{\"text\": \"b\"}]}]}\n",
        &[("row-type", 1, 34)],
    ),
    // Calls of tools, parts, pairs, and files of another kind.
    (
        "mistral",
        "T\n{\"messages\": [{\"role\": \"user\", \"content\": \"What is it?\"}, {\"role\": \"assistant\", \"content\": null, \"tool_calls\": [{\"id\": \"call_0001\", \"type\": \"function\", \"function\": {\"name\": \"f\", \"arguments\": \"{}\"}}]}, {\"role\": \"function\", \"name\": \"f\", \"content\": \"1\"}, {\"role\": \"assistant\", \"content\": \"A thing.\"}]}\n",
        &[("turn-call", 2, 120), ("turn-call", 2, 120), ("turn-role", 2, 211)],
    ),
    (
        "trl",
        "T\n{\"messages\": [{\"from\": \"human\", \"value\": \"a\"}, {\"from\": \"gpt\", \"value\": \"b\"}]}\n",
        &[("row-type", 2, 16), ("row-type", 2, 33), ("row-type", 2, 49), ("row-type", 2, 64)],
    ),
    (
        "openai",
        "T\nT\nT\nT\nT\nT\nT\nT\nT\n{\"messages\": [{\"role\": \"user\", \"content\": \"What is it?\"}, {\"role\": \"tool\", \"tool_call_id\": \"call_0001\", \"content\": \"1\"}, {\"role\": \"assistant\", \"content\": \"A thing.\"}]}\n",
        &[("turn-call", 10, 68)],
    ),
    (
        "openai",
        "T\nT\nT\nT\nT\nT\nT\nT\nT\n{\"messages\": [{\"role\": \"user\", \"content\": \"What is it?\"}, {\"role\": \"assistant\", \"content\": null, \"tool_calls\": [{\"id\": \"call_0001\", \"type\": \"function\", \"function\": {\"name\": \"f\", \"arguments\": \"{}\"}}]}, {\"role\": \"user\", \"content\": \"What is it?\"}, {\"role\": \"assistant\", \"content\": \"A thing.\"}], \"tools\": [{\"type\": \"function\", \"function\": {\"name\": \"f\", \"parameters\": {\"type\": \"object\", \"properties\": {}}}}]}\n",
        &[("turn-call", 10, 120)],
    ),
    (
        "openai",
        "T\nT\nT\nT\nT\nT\nT\nT\nT\n{\"messages\": [{\"role\": \"user\", \"content\": \"What is it?\"}, {\"role\": \"assistant\", \"content\": null, \"tool_calls\": [{\"id\": \"call_0001\", \"type\": \"function\", \"function\": {\"name\": \"f\", \"arguments\": \"{}\"}}]}, {\"role\": \"tool\", \"tool_call_id\": \"call_9\", \"content\": \"1\"}, {\"role\": \"assistant\", \"content\": \"A thing.\"}], \"tools\": [{\"type\": \"function\", \"function\": {\"name\": \"f\", \"parameters\": {\"type\": \"object\", \"properties\": {}}}}]}\n",
        &[("turn-call", 10, 120), ("turn-call", 10, 235)],
    ),
    (
        "openai",
        "T\nT\nT\nT\nT\nT\nT\nT\nT\n{\"messages\": [{\"role\": \"user\", \"content\": \"What is it?\"}, {\"role\": \"assistant\", \"content\": null, \"tool_calls\": [{\"id\": \"call_0001\", \"type\": \"function\", \"function\": {\"name\": \"f\", \"arguments\": \"{}\"}}]}, {\"role\": \"tool\", \"content\": \"1\"}, {\"role\": \"assistant\", \"content\": \"A thing.\"}], \"tools\": [{\"type\": \"function\", \"function\": {\"name\": \"f\", \"parameters\": {\"type\": \"object\", \"properties\": {}}}}]}\n",
        &[("turn-call", 10, 120), ("turn-call", 10, 202)],
    ),
    (
        "openai",
        "T\nT\nT\nT\nT\nT\nT\nT\nT\n{\"messages\": [{\"role\": \"user\", \"content\": \"What is it?\"}, {\"role\": \"assistant\", \"content\": null, \"tool_calls\": [{\"id\": \"c1\", \"type\": \"function\", \"function\": {\"name\": \"f\", \"arguments\": {\"a\": 1}}}]}, {\"role\": \"tool\", \"tool_call_id\": \"c1\", \"content\": \"1\"}, {\"role\": \"assistant\", \"content\": \"A thing.\"}], \"tools\": [{\"type\": \"function\", \"function\": {\"name\": \"f\", \"parameters\": {\"type\": \"object\", \"properties\": {}}}}]}\n",
        &[("row-type", 10, 185)],
    ),
    (
        "azure",
        "T\nT\nT\nT\nT\nT\nT\nT\nT\n{\"messages\": [{\"role\": \"user\", \"content\": \"What is it?\"}, {\"role\": \"assistant\", \"content\": null, \"tool_calls\": [{\"type\": \"function\", \"function\": {\"name\": \"f\", \"arguments\": \"{}\"}}]}, {\"role\": \"assistant\", \"content\": \"A thing.\"}], \"tools\": [{\"type\": \"function\", \"function\": {\"name\": \"f\", \"parameters\": {\"type\": \"object\", \"properties\": {}}}}]}\n",
        &[("turn-call", 10, 113)],
    ),
    (
        "",
        "T\n{\"messages\": [{\"role\": \"user\", \"content\": \"What is it?\"}, {\"role\": \"assistant\", \"content\": null, \"tool_calls\": [{\"id\": \"c1\", \"type\": \"function\"}]}, {\"role\": \"tool\", \"tool_call_id\": \"c1\", \"content\": \"1\"}, {\"role\": \"assistant\", \"content\": \"A thing.\"}], \"tools\": [{\"type\": \"function\", \"function\": {\"name\": \"f\", \"parameters\": {\"type\": \"object\", \"properties\": {}}}}]}\n",
        &[("row-type", 2, 113)],
    ),
    (
        "openai",
        "T\nT\nT\nT\nT\nT\nT\nT\nT\n{\"messages\": [{\"role\": \"user\", \"content\": \"What is it?\"}, {\"role\": \"assistant\", \"tool_calls\": []}]}\n",
        &[("turn-empty", 10, 95)],
    ),
    (
        "openai",
        "T\nT\nT\nT\nT\nT\nT\nT\nT\n{\"messages\": [{\"role\": \"user\", \"content\": \"What is it?\"}, {\"role\": \"assistant\", \"content\": null, \"tool_calls\": {\"id\": \"c1\"}}]}\n",
        &[("row-type", 10, 112)],
    ),
    (
        "mistral",
        "T\n{\"messages\": [{\"role\": \"user\", \"content\": \"What is it?\"}, {\"role\": \"assistant\", \"content\": \"\", \"tool_calls\": [{\"id\": \"call_1\", \"type\": \"function\", \"function\": {\"name\": \"f\", \"arguments\": \"{}\"}}]}, {\"role\": \"tool\", \"tool_call_id\": \"call_1\", \"content\": \"1\"}, {\"role\": \"assistant\", \"content\": \"A thing.\"}]}\n",
        &[("turn-call", 2, 118)],
    ),
    (
        "llama-factory",
        "T\n{\"messages\": [{\"role\": \"user\", \"content\": \"What is it?\"}, {\"role\": \"assistant\", \"content\": [{\"type\": \"text\", \"text\": \"a\"}]}]}\n",
        &[("row-type", 2, 92)],
    ),
    (
        "",
        "T\n{\"messages\": [{\"role\": \"user\", \"content\": [{\"type\": \"text\"}]}, {\"role\": \"assistant\", \"content\": \"A thing.\"}]}\n",
        &[("row-type", 2, 44)],
    ),
    (
        "openai",
        "T\nT\nT\nT\nT\nT\nT\nT\nT\n{\"messages\": [{\"role\": \"user\", \"content\": [{\"text\": \"a\"}]}, {\"role\": \"assistant\", \"content\": \"A thing.\"}]}\n",
        &[("row-type", 10, 44)],
    ),
    (
        "",
        "T\n{\"messages\": [{\"role\": \"user\", \"content\": [{\"type\": \"text\", \"text\": null}]}, {\"role\": \"assistant\", \"content\": \"A thing.\"}]}\n",
        &[("row-type", 2, 69)],
    ),
    (
        "openai",
        "T\nT\nT\nT\nT\nT\nT\nT\nT\n{\"messages\": [{\"role\": \"user\", \"content\": [{\"type\": \"txt\", \"text\": \"a\"}]}, {\"role\": \"assistant\", \"content\": \"A thing.\"}]}\n",
        &[("row-type", 10, 53)],
    ),
    (
        "openai",
        "T\nT\nT\nT\nT\nT\nT\nT\nT\n{\"messages\": [{\"role\": \"user\", \"content\": \"What is it?\"}, {\"role\": \"assistant\", \"content\": [{\"type\": \"image_url\", \"image_url\": {\"url\": \"https://a.b/c.png\"}}]}]}\n",
        &[("row-type", 10, 93)],
    ),
    (
        "openai",
        "T\nT\nT\nT\nT\nT\nT\nT\nT\n{\"messages\": [{\"role\": \"system\", \"content\": [{\"type\": \"image_url\", \"image_url\": {\"url\": \"https://a.b/c.png\"}}]}, {\"role\": \"user\", \"content\": \"What is it?\"}, {\"role\": \"assistant\", \"content\": \"A thing.\"}]}\n",
        &[("row-type", 10, 46)],
    ),
    (
        "trl",
        "{\"prompt\": \"a b\", \"completion\": \"c d\"}\n{\"prompt\": \"a b\", \"completions\": \"c\"}\n",
        &[("row-shape", 2, 19)],
    ),
    (
        "trl",
        "{\"prompt\": \"a\", \"chosen\": \"b\", \"rejected\": \"c\"}\n{\"prompt\": \"a\", \"chosen\": \"b\"}\n",
        &[("row-shape", 2, 17)],
    ),
    (
        "trl",
        "{\"prompt\": \"a\", \"chosen\": \"b\", \"rejected\": \"c\"}\n{\"prompt\": \"a\", \"chosen\": \"b\", \"rejected\": null}\n",
        &[("row-type", 2, 44)],
    ),
    (
        "trl",
        "{\"prompt\": \"a\", \"chosen\": \"b\", \"rejected\": \"c\"}\n{\"prompt\": \"a\", \"chosen\": \"b\", \"rejected\": \"b\"}\n",
        &[("pair-equal", 2, 44)],
    ),
    (
        "openai",
        "{\"input\": {\"messages\": [{\"role\": \"user\", \"content\": \"What is it?\"}]}, \"preferred_output\": [{\"role\": \"assistant\", \"content\": \"A thing.\"}], \"non_preferred_output\": [{\"role\": \"assistant\", \"content\": \"no\"}]}\n{\"input\": {\"messages\": [{\"role\": \"user\", \"content\": \"What is it?\"}]}, \"preferred_output\": [{\"role\": \"assistant\", \"content\": \"A thing.\"}], \"non_preferred_output\": [{\"role\": \"assistant\", \"content\": \"no\"}]}\n{\"input\": {\"messages\": [{\"role\": \"user\", \"content\": \"What is it?\"}]}, \"preferred_output\": [{\"role\": \"assistant\", \"content\": \"A thing.\"}], \"non_preferred_output\": [{\"role\": \"assistant\", \"content\": \"no\"}]}\n{\"input\": {\"messages\": [{\"role\": \"user\", \"content\": \"What is it?\"}]}, \"preferred_output\": [{\"role\": \"assistant\", \"content\": \"A thing.\"}], \"non_preferred_output\": [{\"role\": \"assistant\", \"content\": \"no\"}]}\n{\"input\": {\"messages\": [{\"role\": \"user\", \"content\": \"What is it?\"}]}, \"preferred_output\": [{\"role\": \"assistant\", \"content\": \"A thing.\"}], \"non_preferred_output\": [{\"role\": \"assistant\", \"content\": \"no\"}]}\n{\"input\": {\"messages\": [{\"role\": \"user\", \"content\": \"What is it?\"}]}, \"preferred_output\": [{\"role\": \"assistant\", \"content\": \"A thing.\"}], \"non_preferred_output\": [{\"role\": \"assistant\", \"content\": \"no\"}]}\n{\"input\": {\"messages\": [{\"role\": \"user\", \"content\": \"What is it?\"}]}, \"preferred_output\": [{\"role\": \"assistant\", \"content\": \"A thing.\"}], \"non_preferred_output\": [{\"role\": \"assistant\", \"content\": \"no\"}]}\n{\"input\": {\"messages\": [{\"role\": \"user\", \"content\": \"What is it?\"}]}, \"preferred_output\": [{\"role\": \"assistant\", \"content\": \"A thing.\"}], \"non_preferred_output\": [{\"role\": \"assistant\", \"content\": \"no\"}]}\n{\"input\": {\"messages\": [{\"role\": \"user\", \"content\": \"What is it?\"}]}, \"preferred_output\": [{\"role\": \"assistant\", \"content\": \"A thing.\"}], \"non_preferred_output\": [{\"role\": \"assistant\", \"content\": \"no\"}]}\n{\"input\": {\"messages\": [{\"role\": \"user\", \"content\": \"What is it?\"}]}, \"preferred_output\": [{\"role\": \"assistant\", \"content\": \"A thing.\"}, {\"role\": \"assistant\", \"content\": \"more\"}], \"non_preferred_output\": [{\"role\": \"assistant\", \"content\": \"no\"}]}\n",
        &[("row-type", 10, 138)],
    ),
    (
        "openai",
        "{\"input\": {\"messages\": [{\"role\": \"user\", \"content\": \"What is it?\"}]}, \"preferred_output\": [{\"role\": \"assistant\", \"content\": \"A thing.\"}], \"non_preferred_output\": [{\"role\": \"assistant\", \"content\": \"no\"}]}\n{\"input\": {\"messages\": [{\"role\": \"user\", \"content\": \"What is it?\"}]}, \"preferred_output\": [{\"role\": \"assistant\", \"content\": \"A thing.\"}], \"non_preferred_output\": [{\"role\": \"assistant\", \"content\": \"no\"}]}\n{\"input\": {\"messages\": [{\"role\": \"user\", \"content\": \"What is it?\"}]}, \"preferred_output\": [{\"role\": \"assistant\", \"content\": \"A thing.\"}], \"non_preferred_output\": [{\"role\": \"assistant\", \"content\": \"no\"}]}\n{\"input\": {\"messages\": [{\"role\": \"user\", \"content\": \"What is it?\"}]}, \"preferred_output\": [{\"role\": \"assistant\", \"content\": \"A thing.\"}], \"non_preferred_output\": [{\"role\": \"assistant\", \"content\": \"no\"}]}\n{\"input\": {\"messages\": [{\"role\": \"user\", \"content\": \"What is it?\"}]}, \"preferred_output\": [{\"role\": \"assistant\", \"content\": \"A thing.\"}], \"non_preferred_output\": [{\"role\": \"assistant\", \"content\": \"no\"}]}\n{\"input\": {\"messages\": [{\"role\": \"user\", \"content\": \"What is it?\"}]}, \"preferred_output\": [{\"role\": \"assistant\", \"content\": \"A thing.\"}], \"non_preferred_output\": [{\"role\": \"assistant\", \"content\": \"no\"}]}\n{\"input\": {\"messages\": [{\"role\": \"user\", \"content\": \"What is it?\"}]}, \"preferred_output\": [{\"role\": \"assistant\", \"content\": \"A thing.\"}], \"non_preferred_output\": [{\"role\": \"assistant\", \"content\": \"no\"}]}\n{\"input\": {\"messages\": [{\"role\": \"user\", \"content\": \"What is it?\"}]}, \"preferred_output\": [{\"role\": \"assistant\", \"content\": \"A thing.\"}], \"non_preferred_output\": [{\"role\": \"assistant\", \"content\": \"no\"}]}\n{\"input\": {\"messages\": [{\"role\": \"user\", \"content\": \"What is it?\"}]}, \"preferred_output\": [{\"role\": \"assistant\", \"content\": \"A thing.\"}], \"non_preferred_output\": [{\"role\": \"assistant\", \"content\": \"no\"}]}\n{\"input\": {\"messages\": [{\"role\": \"user\", \"content\": \"What is it?\"}]}, \"preferred_output\": [{\"role\": \"assistant\", \"content\": \"A thing.\"}], \"non_preferred_output\": [{\"role\": \"assistant\", \"content\": \"A thing.\"}]}\n",
        &[("pair-equal", 10, 163)],
    ),
    (
        "openai",
        "{\"input\": {\"messages\": [{\"role\": \"user\", \"content\": \"What is it?\"}]}, \"preferred_output\": [{\"role\": \"assistant\", \"content\": \"A thing.\"}], \"non_preferred_output\": [{\"role\": \"assistant\", \"content\": \"no\"}]}\n{\"input\": {\"messages\": [{\"role\": \"user\", \"content\": \"What is it?\"}]}, \"preferred_output\": [{\"role\": \"assistant\", \"content\": \"A thing.\"}], \"non_preferred_output\": [{\"role\": \"assistant\", \"content\": \"no\"}]}\n{\"input\": {\"messages\": [{\"role\": \"user\", \"content\": \"What is it?\"}]}, \"preferred_output\": [{\"role\": \"assistant\", \"content\": \"A thing.\"}], \"non_preferred_output\": [{\"role\": \"assistant\", \"content\": \"no\"}]}\n{\"input\": {\"messages\": [{\"role\": \"user\", \"content\": \"What is it?\"}]}, \"preferred_output\": [{\"role\": \"assistant\", \"content\": \"A thing.\"}], \"non_preferred_output\": [{\"role\": \"assistant\", \"content\": \"no\"}]}\n{\"input\": {\"messages\": [{\"role\": \"user\", \"content\": \"What is it?\"}]}, \"preferred_output\": [{\"role\": \"assistant\", \"content\": \"A thing.\"}], \"non_preferred_output\": [{\"role\": \"assistant\", \"content\": \"no\"}]}\n{\"input\": {\"messages\": [{\"role\": \"user\", \"content\": \"What is it?\"}]}, \"preferred_output\": [{\"role\": \"assistant\", \"content\": \"A thing.\"}], \"non_preferred_output\": [{\"role\": \"assistant\", \"content\": \"no\"}]}\n{\"input\": {\"messages\": [{\"role\": \"user\", \"content\": \"What is it?\"}]}, \"preferred_output\": [{\"role\": \"assistant\", \"content\": \"A thing.\"}], \"non_preferred_output\": [{\"role\": \"assistant\", \"content\": \"no\"}]}\n{\"input\": {\"messages\": [{\"role\": \"user\", \"content\": \"What is it?\"}]}, \"preferred_output\": [{\"role\": \"assistant\", \"content\": \"A thing.\"}], \"non_preferred_output\": [{\"role\": \"assistant\", \"content\": \"no\"}]}\n{\"input\": {\"messages\": [{\"role\": \"user\", \"content\": \"What is it?\"}]}, \"preferred_output\": [{\"role\": \"assistant\", \"content\": \"A thing.\"}], \"non_preferred_output\": [{\"role\": \"assistant\", \"content\": \"no\"}]}\n{\"input\": {\"messages\": [{\"role\": \"user\", \"content\": \"What is it?\"}]}, \"preferred_output\": \"a\", \"non_preferred_output\": [{\"role\": \"assistant\", \"content\": \"A thing.\"}]}\n",
        &[("row-type", 10, 91)],
    ),
    ("", "prompt,completion\na,b\nc,d\n", &[("not-json-lines", 1, 1)]),
    ("", "```json\nT\n```\n", &[("not-json-lines", 1, 1)]),
    ("", "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n", &[("not-json-lines", 1, 1)]),
    ("", "<!DOCTYPE html>\n<html></html>\n", &[("not-json-lines", 1, 1)]),
    ("", "- messages:\n  - role: user\n", &[("not-json-lines", 1, 1)]),
    (
        "openai",
        "{\"prompt\": \"a\", \"chosen\": \"b\", \"rejected\": \"c\"}\n{\"prompt\": \"a\", \"chosen\": \"b\", \"rejected\": \"c\"}\n{\"prompt\": \"a\", \"chosen\": \"b\", \"rejected\": \"c\"}\n{\"prompt\": \"a\", \"chosen\": \"b\", \"rejected\": \"c\"}\n{\"prompt\": \"a\", \"chosen\": \"b\", \"rejected\": \"c\"}\n{\"prompt\": \"a\", \"chosen\": \"b\", \"rejected\": \"c\"}\n{\"prompt\": \"a\", \"chosen\": \"b\", \"rejected\": \"c\"}\n{\"prompt\": \"a\", \"chosen\": \"b\", \"rejected\": \"c\"}\n{\"prompt\": \"a\", \"chosen\": \"b\", \"rejected\": \"c\"}\n{\"prompt\": \"a\", \"chosen\": \"b\", \"rejected\": \"c\"}\n{\"prompt\": \"a\", \"chosen\": \"b\", \"rejected\": \"c\"}\n{\"prompt\": \"a\", \"chosen\": \"b\", \"rejected\": \"c\"}\n",
        &[("row-shape", 1, 1)],
    ),
    (
        "bedrock-conversation",
        "{\"schemaVersion\": \"bedrock-conversation-2024\", \"system\": [{\"text\": \"s\"}], \"messages\": [{\"role\": \"user\", \"content\": [{\"text\": \"a\"}]}, {\"role\": \"assistant\", \"content\": [{\"text\": \"b\"}]}]}\n{\"schemaVersion\": \"v\", \"messages\": [{\"role\": \"user\", \"content\": [{\"type\": \"image_url\", \"image_url\": {\"url\": \"u\"}}]}, {\"role\": \"assistant\", \"content\": [{\"text\": \"b\"}]}]}\n",
        &[("row-type", 2, 67)],
    ),
    (
        "bedrock-conversation",
        "{\"schemaVersion\": \"bedrock-conversation-2024\", \"system\": [{\"text\": \"s\"}], \"messages\": [{\"role\": \"user\", \"content\": [{\"text\": \"a\"}]}, {\"role\": \"assistant\", \"content\": [{\"text\": \"b\"}]}]}\n{\"schemaVersion\": \"v\", \"messages\": [{\"role\": \"user\", \"content\": [{\"text\": \"a\"}]}, {\"role\": \"assistant\", \"content\": [{\"image\": {\"format\": \"png\", \"source\": {\"s3Location\": {\"uri\": \"s3://b/a.png\"}}}}]}]}\n",
        &[("row-type", 2, 117)],
    ),
    (
        "gemini",
        "{\"systemInstruction\": {\"role\": \"system\", \"parts\": [{\"text\": \"s\"}]}, \"contents\": [{\"role\": \"user\", \"parts\": [{\"text\": \"a\"}]}, {\"role\": \"model\", \"parts\": [{\"text\": \"b\"}]}]}\n{\"contents\": [{\"role\": \"user\", \"content\": \"a\"}, {\"role\": \"model\", \"parts\": [{\"text\": \"b\"}]}]}\n",
        &[("row-type", 2, 32)],
    ),
    (
        "gemini",
        "{\"systemInstruction\": {\"role\": \"system\", \"parts\": [{\"text\": \"s\"}]}, \"contents\": [{\"role\": \"user\", \"parts\": [{\"text\": \"a\"}]}, {\"role\": \"model\", \"parts\": [{\"text\": \"b\"}]}]}\n{\"systemInstruction\": \"be brief\", \"contents\": [{\"role\": \"user\", \"parts\": [{\"text\": \"a\"}]}, {\"role\": \"model\", \"parts\": [{\"text\": \"b\"}]}]}\n",
        &[("row-type", 2, 23)],
    ),
    (
        "gemini",
        "{\"systemInstruction\": {\"role\": \"system\", \"parts\": [{\"text\": \"s\"}]}, \"contents\": [{\"role\": \"user\", \"parts\": [{\"text\": \"a\"}]}, {\"role\": \"model\", \"parts\": [{\"text\": \"b\"}]}]}\n{\"contents\": [{\"role\": \"user\", \"parts\": [\"a\"]}, {\"role\": \"model\", \"parts\": [{\"text\": \"b\"}]}]}\n",
        &[("row-type", 2, 42)],
    ),
    (
        "bedrock-claude",
        "{\"system\": \"s\", \"messages\": [{\"role\": \"user\", \"content\": \"a\"}, {\"role\": \"assistant\", \"content\": \"b\"}]}\n{\"system\": [{\"text\": \"s\"}], \"messages\": [{\"role\": \"user\", \"content\": \"a\"}, {\"role\": \"assistant\", \"content\": \"b\"}]}\n",
        &[("row-type", 2, 12)],
    ),
    (
        "bedrock-claude",
        "{\"system\": \"s\", \"messages\": [{\"role\": \"user\", \"content\": \"a\"}, {\"role\": \"assistant\", \"content\": \"b\"}]}\n{\"messages\": [{\"role\": \"user\", \"content\": [{\"type\": \"image_url\", \"image_url\": {\"url\": \"https://a.b/c.png\"}}]}, {\"role\": \"assistant\", \"content\": \"b\"}]}\n",
        &[("row-type", 2, 43)],
    ),
    (
        "",
        "T\n{\"messages\": \"[{\\\"role\\\": \\\"user\\\", \\\"content\\\": \\\"a\\\"}]\"}\n",
        &[("row-type", 2, 14), ("mixed-types", 2, 14)],
    ),
    (
        "llama-factory",
        "{\"conversations\": [{\"from\": \"human\", \"value\": \"a\"}, {\"from\": \"gpt\", \"value\": \"b\"}]}\n{\"conversations\": [{\"from\": \"human\", \"value\": \"a\"}, {\"role\": \"assistant\", \"content\": \"b\"}]}\n",
        &[("row-type", 2, 54), ("row-type", 2, 75)],
    ),
];

fn text(text: &str) -> String {
    let line = |line: &str| match line.trim_start_matches('\u{feff}').trim_end_matches('\r') {
        "G" => line.replace('G', GOOD),
        "P" => line.replace('P', PAIR),
        "T" => line.replace('T', TURNS),
        _ => line.to_owned(),
    };
    text.split('\n').map(line).collect::<Vec<_>>().join("\n")
}

#[test]
fn every_fault_is_found_at_its_place() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("rows.jsonl");
    let mut wrong = Vec::new();
    for (trainer, file, expected) in FILES {
        std::fs::write(&path, text(file)).unwrap();
        let told = told(&path, trainer);
        if told != *expected {
            wrong.push(format!("{file}\n  for `{trainer}`: {told:?}, expected {expected:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn bytes_that_are_not_utf8_are_found_at_their_character() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("rows.jsonl");
    let bytes = [text("P\n").as_bytes(), "{\"prompt\": \"é".as_bytes(), b"\xE9\", \"completion\": \"b\"}\n"].concat();
    std::fs::write(&path, bytes).unwrap();
    assert_eq!(told(&path, ""), [("line-encoding", 2, 14)]);
    std::fs::write(&path, b"\xFF\xFE{\0").unwrap();
    assert_eq!(told(&path, ""), [("not-json-lines", 1, 1)]);
}

#[test]
fn rows_that_are_longer_than_a_trainer_takes_are_told_by_their_words() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("rows.jsonl");
    let row = |words: usize| format!("{{\"prompt\": \"{}\", \"completion\": \"b\"}}\n", "a ".repeat(words));
    std::fs::write(&path, [row(9), row(1_023), row(1_024), row(9)].concat()).unwrap();
    assert_eq!(told(&path, "trl"), [("row-too-long", 3, 12)]);
    assert_eq!(told(&path, ""), []);
}

#[test]
fn files_with_the_name_of_a_split_must_have_the_one_that_is_looked_for() {
    let folder = TempDir::new().unwrap();
    for (name, expected) in
        [("validation.jsonl", 1), ("valid.jsonl", 0), ("train.jsonl", 0), ("training.jsonl", 1), ("mine.jsonl", 0)]
    {
        let path = folder.path().join(name);
        std::fs::write(&path, text("P\n")).unwrap();
        assert_eq!(told(&path, "mlx").len(), expected, "{name}");
    }
}

#[test]
fn large_files_are_told_from_larger_ones() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("rows.jsonl");
    let row = format!(
        "{{\"messages\": [{{\"role\": \"user\", \"content\": \"{}\"}}, {{\"role\": \"assistant\", \"content\": \"b\"}}]}}\n",
        "a".repeat(1_000_000)
    );
    std::fs::write(&path, row.repeat(101)).unwrap();
    assert_eq!(told(&path, "azure"), [("file-too-large", 1, 1)]);
    assert_eq!(told(&path, "openai"), []);
}
