//! One linear pass over the text of a document, before anything recursive sees it.

use async_graphql::Pos;

use super::{
    Limits,
    failure::{Errors, too_many},
};

/// Refuses text that nests too deep, has too many tokens, or too much between them: the parser keeps that too. Syntax is
/// the parser's business: malformed text is measured as well as it can be.
pub(super) fn scan(text: &str, limits: &Limits) -> Result<(), Errors> {
    let bytes = text.as_bytes();
    let (mut at, mut open, mut tokens, mut ignored) = (0, 0_usize, 0, 0);
    while let Some(&byte) = bytes.get(at) {
        let start = at;
        at = end_of_token(bytes, at);
        match byte {
            b',' | b'#' => ignored += 1,
            _ if blank(&bytes[start..]) > 0 => ignored += 1,
            b'{' | b'[' | b'(' => {
                open += 1;
                tokens += 1;
            }
            b'}' | b']' | b')' => {
                open = open.saturating_sub(1);
                tokens += 1;
            }
            _ => tokens += 1,
        }
        if ignored > limits.ignored {
            return Err(too_many(
                "comments, commas and blanks",
                limits.ignored,
                Some(position(bytes, start)),
            ));
        }
        if open > limits.nesting {
            return Err(too_many(
                "brackets inside one another",
                limits.nesting,
                Some(position(bytes, start)),
            ));
        }
        if tokens > limits.tokens {
            return Err(too_many(
                "words and signs",
                limits.tokens,
                Some(position(bytes, start)),
            ));
        }
    }
    Ok(())
}

fn end_of_token(bytes: &[u8], start: usize) -> usize {
    let rest = &bytes[start..];
    let run = |part_of: fn(u8) -> bool| {
        rest.iter()
            .position(|&byte| !part_of(byte))
            .unwrap_or(rest.len())
    };
    let length = match rest[0] {
        b'#' => run(|byte| byte != b'\n' && byte != b'\r'),
        b'"' if rest.starts_with(b"\"\"\"") => block_string(rest),
        b'"' => string(rest),
        b'.' if rest.starts_with(b"...") => 3,
        _ if blank(rest) > 0 => blanks(rest),
        byte if part_of_word(byte) => run(part_of_word),
        _ => 1,
    };
    start + length
}

/// Bytes of the blank that a text begins with; none where it begins with something else.
fn blank(text: &[u8]) -> usize {
    match text {
        [b' ' | b'\t' | b'\r' | b'\n', ..] => 1,
        // A mark of the byte order may stand anywhere.
        [0xEF, 0xBB, 0xBF, ..] => 3,
        _ => 0,
    }
}

/// Bytes of all blanks that a text begins with: the parser takes them for one.
fn blanks(text: &[u8]) -> usize {
    let mut at = 0;
    loop {
        match blank(&text[at..]) {
            0 => return at,
            length => at += length,
        }
    }
}

fn part_of_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

/// Ends at its closing quote, or at the end of the line, where the parser will complain.
fn string(rest: &[u8]) -> usize {
    let mut at = 1;
    while let Some(&byte) = rest.get(at) {
        match byte {
            // A backslash cannot hide the end of the line.
            b'\\' if !matches!(rest.get(at + 1), Some(b'\n' | b'\r')) => at += 2,
            b'"' => return at + 1,
            b'\n' | b'\r' => return at,
            _ => at += 1,
        }
    }
    rest.len()
}

fn block_string(rest: &[u8]) -> usize {
    let mut at = 3;
    while at < rest.len() {
        match &rest[at..] {
            [b'\\', b'"', b'"', b'"', ..] => at += 4,
            [b'"', b'"', b'"', ..] => return at + 3,
            _ => at += 1,
        }
    }
    rest.len()
}

/// Over bytes: the place may lie inside a character that no token can hold.
fn position(bytes: &[u8], at: usize) -> Pos {
    let line_start = bytes[..at]
        .iter()
        .rposition(|&byte| byte == b'\n')
        .map_or(0, |newline| newline + 1);
    Pos {
        line: bytes[..at].iter().filter(|&&byte| byte == b'\n').count() + 1,
        column: bytes[line_start..at]
            .iter()
            .filter(|&&byte| byte & 0xC0 != 0x80)
            .count()
            + 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn admits(text: &str) -> bool {
        let limits = Limits {
            nesting: 2,
            tokens: 6,
            ignored: 12,
            ..Limits::default()
        };
        scan(text, &limits).is_ok()
    }

    #[test]
    fn brackets_count_only_outside_strings_and_comments() {
        assert!(admits("{ a } # {{{{{{ a b c d e f g"));
        assert!(admits(r#"{ "[[[[\"[[[" }"#));
        assert!(admits(r#"{ """[[["[[\"""[[" """ }"#));
        assert!(!admits("{ { {"));
        assert!(!admits(r#"{ "" [ [ "#));
    }

    #[test]
    fn an_open_string_ends_with_its_line() {
        assert!(!admits("{ \"\n[["));
        assert!(!admits("{ \"\\\n[["));
    }

    #[test]
    fn what_stands_between_tokens_is_counted_apart() {
        assert!(admits(&"#\n".repeat(6)));
        assert!(!admits(&"#\n".repeat(7)));
        assert!(admits(&",".repeat(12)));
        assert!(!admits(&",".repeat(13)));
        assert!(admits(&" \t\r\n\u{feff}".repeat(100)));
        assert!(admits(&"#,".repeat(100)));
        assert!(admits(r#"{ """ , , , # # # , , , , , , , """ }"#));
    }

    #[test]
    fn a_spread_is_one_token_and_blanks_are_none() {
        assert!(admits("{ ...F , , , ...G }"));
        assert!(!admits("{ a b c d e f }"));
    }

    #[test]
    fn any_text_can_be_measured() {
        for text in ["", "\"", "\"\"\"", "\"\\", "øæå{{{", "\u{feff}{ a }", "#"] {
            let _ = admits(text);
        }
    }
}
