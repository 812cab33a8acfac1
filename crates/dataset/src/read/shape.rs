//! Files that are JSON and no records: what they are, and how records are written instead.

/// What a text that begins with an object is, where it is a known way to write a whole dataset as one; and what to do.
pub(crate) fn shape(text: &str) -> Option<(&'static str, &'static str)> {
    let (key, rest) = key(text.trim_start())?;
    let frame = "in pandas: frame.to_json(path, orient=\"records\", lines=True)";
    let inner = || self::key(rest).map(|(key, _)| key);
    let is_number = |key: &str| !key.is_empty() && key.bytes().all(|byte| byte.is_ascii_digit());
    match (key, rest.as_bytes().first()?) {
        ("columns" | "index", b'[') => Some(("what pandas writes with orient=\"split\"", frame)),
        ("schema", b'{') => Some(("what pandas writes with orient=\"table\"", frame)),
        ("data" | "records" | "rows" | "examples" | "items" | "instances", b'[') => {
            Some(("an object that holds the records in a list", "write the list alone, or one record a line"))
        }
        (outer, b'{') if is_number(outer) && inner().is_some() => {
            Some(("what pandas writes with orient=\"index\"", frame))
        }
        (_, b'{') if inner().is_some_and(is_number) => Some(("what pandas writes with orient=\"columns\"", frame)),
        _ => None,
    }
}

/// What a text is that holds an object in an object: records by their ids, as HateXplain's `dataset.json` has them.
pub(crate) fn dictionary(text: &str) -> Option<(&'static str, &'static str)> {
    let (_, rest) = key(text.trim_start())?;
    let is_dictionary = rest.starts_with('{') && key(rest).is_some();
    is_dictionary.then_some((
        "an object with a record under each key",
        "write the records alone, each with its key in a field, in a list or one a line",
    ))
}

/// The first key of an object, and the text from its value on.
fn key(text: &str) -> Option<(&str, &str)> {
    let inside = text.strip_prefix('{')?.trim_start().strip_prefix('"')?;
    let (key, rest) = inside.split_once('"')?;
    Some((key, rest.trim_start().strip_prefix(':')?.trim_start()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_datasets_are_told_from_records() {
        let what = |text| shape(text).map(|(what, _)| what.rsplit(' ').next().unwrap());
        assert_eq!(what(r#"{"columns":["text"],"data":[["a"]]}"#), Some("orient=\"split\""));
        assert_eq!(what(r#"{"schema":{"fields":[]},"data":[]}"#), Some("orient=\"table\""));
        assert_eq!(what(r#"{"text":{"0":"a","1":"b"}}"#), Some("orient=\"columns\""));
        assert_eq!(what(r#"{"0":{"text":"a"}}"#), Some("orient=\"index\""));
        assert_eq!(what("{\n  \"data\": [\n"), Some("list"));
        for record in [r#"{"text": "a"}"#, r#"{"tags": ["a"]}"#, r#"{"meta": {"source": "x"}, "text": "a"}"#, "{", "{}"]
        {
            assert_eq!(shape(record), None, "{record}");
        }
        assert!(dictionary(r#"{"24198545_gab": {"post_id": "24198545_gab"}}"#).is_some());
    }
}
