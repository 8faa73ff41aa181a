//! What the TOML parser says, in the words of people who write configurations, not programs.
//!
//! Called by the TOML file, and where a table is read without one.

use ansatz::circuits::nearest;

/// The parser's words for people who write configurations, not programs.
pub fn explain(message: &str, key: Option<&str>) -> String {
    let quoted: Vec<&str> = message.split('`').skip(1).step_by(2).collect();
    let unknown = [("unknown field", "key"), ("unknown variant", "name")];
    let unknown = unknown.into_iter().find(|(start, _)| message.starts_with(start)).map(|(_, what)| what);
    if let (Some(what), Some((unknown, known))) = (unknown, quoted.split_first()) {
        return self::unknown(what, unknown, known);
    }
    if let Some((found, known)) = unexpected(message) {
        return self::unknown("key", found, &known);
    }
    if message.starts_with("wanted exactly 1 element") {
        return "expected one choice, with its settings in a table".into();
    }
    if message.contains("untagged enum SettingRange") {
        return "expected a list of values in square brackets".into();
    }
    if let (true, Some(missing)) = (message.starts_with("missing field"), quoted.first()) {
        return format!("`{missing}` is missing");
    }
    let Some((found, expected)) = message.split_once(", expected ") else { return message.to_string() };
    let Some((_, found)) = found.split_once(": ").filter(|_| message.starts_with("invalid ")) else {
        return message.to_string();
    };
    let key = key.map_or(String::new(), |key| format!("`{key}`: "));
    format!("{key}expected {}, found {found}", in_plain_words(expected))
}

/// The first key, and the known ones, of `unexpected keys in table: a, b, available keys: c, d`.
fn unexpected(message: &str) -> Option<(&str, Vec<&str>)> {
    let rest = message.strip_prefix("unexpected keys in table: ")?;
    let (found, known) = rest.split_once(", available keys: ")?;
    Some((found.split(", ").next()?, known.split(", ").collect()))
}

/// A name that is none of those that are known here.
pub(crate) fn unknown(what: &str, unknown: &str, known: &[&str]) -> String {
    let hint = nearest(unknown, known.iter().copied()).map_or_else(
        || match known {
            [] => "there are none here".into(),
            _ => format!("known here: {}", known.join(", ")),
        },
        |near| format!("did you mean `{near}`?"),
    );
    format!("unknown {what} `{}`; {hint}", unknown.escape_debug())
}

/// Types as people write them in TOML.
fn in_plain_words(expected: &str) -> &str {
    match expected {
        "usize" | "u64" | "u32" => "a whole number, not negative",
        "f64" => "a number",
        "a string" | "path string" => "text in quotes",
        "a sequence" => "a list in square brackets",
        "a boolean" => "true or false",
        text if text.starts_with("struct ") || text.contains("tagged enum") => "a table of keys",
        "a map" => "a table of keys",
        other => other,
    }
}
