//! A line into words: names and numbers, quoted text, and the few signs of the language.

/// One word of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Word<'a> {
    /// A name, number, time, reference or `key=value`: anything up to a blank or a sign.
    Plain(&'a str),
    /// Text in double quotes, which are gone. There is no escape.
    Quoted(&'a str),
    Arrow,
    Plus,
    Comma,
    Open,
    Close,
}

/// How a word is shown in an error.
impl std::fmt::Display for Word<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Word::Plain(text) => write!(f, "'{}'", text.chars().take(60).collect::<String>()),
            Word::Quoted(text) => write!(f, "\"{}\"", text.chars().take(60).collect::<String>()),
            Word::Arrow => f.write_str("'->'"),
            Word::Plus => f.write_str("'+'"),
            Word::Comma => f.write_str("','"),
            Word::Open => f.write_str("'['"),
            Word::Close => f.write_str("']'"),
        }
    }
}

/// Splits a line; a comment ends it.
pub fn split(line: &str) -> Result<Vec<Word<'_>>, String> {
    let mut words = Vec::new();
    let mut rest = line.trim_start();
    while let Some(first) = rest.chars().next() {
        let (word, length) = match first {
            '#' => break,
            '"' => {
                let inner = &rest[1..];
                let end = inner.find('"').ok_or("a quoted text is not closed")?;
                (Word::Quoted(&inner[..end]), end + 2)
            }
            '+' => (Word::Plus, 1),
            ',' => (Word::Comma, 1),
            '[' => (Word::Open, 1),
            ']' => (Word::Close, 1),
            '-' if rest.starts_with("->") => (Word::Arrow, 2),
            _ => {
                let end = plain_end(rest);
                (Word::Plain(&rest[..end]), end)
            }
        };
        words.push(word);
        rest = rest[length..].trim_start();
    }
    Ok(words)
}

fn plain_end(text: &str) -> usize {
    let sign = |(at, c): (usize, char)| {
        let ends = c.is_whitespace() || "#\"+,[]".contains(c) || text[at..].starts_with("->");
        ends.then_some(at)
    };
    text.char_indices().find_map(sign).unwrap_or(text.len())
}
