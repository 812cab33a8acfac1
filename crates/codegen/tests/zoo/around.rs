//! What the test `compiled.rs` compiles around the code that was generated from the zoo.

mod generated {
    include!("prompts.rs");
}

use generated::responses::type_::{Answer, AnswerCrateItem};
use tunesmith_runtime as _;

fn main() {
    print!("{:?}", generated::PROJECT);
    let text = r#"{"zulu": "🔥", "type": null, "\u202e": true, "Self": null, "crate": [{"z": 7, "*/": ""}, "x"]}"#;
    let answer: Answer = serde_json::from_str(text).unwrap();
    assert!(matches!(&answer.crate_[0], AnswerCrateItem::Object { z, .. } if **z == 7));
    assert_eq!(serde_json::to_string(&answer).unwrap(), text.replace(": ", ":").replace(", ", ",").replace("\\u202e", "\u{202e}"));
    for wrong in [("🔥", "🔥🔥"), ("7", "8"), ("\"x\"", "\"y\""), ("\"*/\"", "\"/\""), ("Self", "self")] {
        assert!(serde_json::from_str::<Answer>(&text.replace(wrong.0, wrong.1)).is_err(), "{wrong:?}");
    }
}
