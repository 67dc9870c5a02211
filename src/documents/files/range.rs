//! Which part of a file is asked for, by the `Range` header.

use std::ops::Range;

/// What a request asks for.
#[derive(Debug, PartialEq, Eq)]
pub enum Asked {
    /// Everything; also where the header is not understood, and where it names several parts.
    Whole,
    Part(Range<u64>),
    /// A part that the file does not have.
    Beyond,
}

/// Reads the header for a file of so many bytes, which are at least one.
pub fn read(header: Option<&str>, size: u64) -> Asked {
    let Some((unit, part)) = header.and_then(|header| header.split_once('=')) else {
        return Asked::Whole;
    };
    let Some((first, last)) = part.trim().split_once('-') else {
        return Asked::Whole;
    };
    if !unit.trim().eq_ignore_ascii_case("bytes") {
        return Asked::Whole;
    }
    match (figure(first), figure(last)) {
        (Figure::None, Figure::Some(0)) => Asked::Beyond,
        (Figure::None, Figure::Some(last)) => Asked::Part(size.saturating_sub(last)..size),
        (Figure::Some(first), Figure::Some(last)) if last < first => Asked::Whole,
        (Figure::Some(first), Figure::Some(_) | Figure::None) if first >= size => Asked::Beyond,
        (Figure::Some(first), Figure::None) => Asked::Part(first..size),
        (Figure::Some(first), Figure::Some(last)) => {
            Asked::Part(first..last.saturating_add(1).min(size))
        }
        _ => Asked::Whole,
    }
}

enum Figure {
    Some(u64),
    None,
    Bad,
}

fn figure(text: &str) -> Figure {
    let text = text.trim();
    match text.is_empty() {
        true => Figure::None,
        false if text.bytes().all(|byte| byte.is_ascii_digit()) => {
            // More digits than a file can have bytes: beyond every file.
            Figure::Some(text.parse().unwrap_or(u64::MAX))
        }
        false => Figure::Bad,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_part_is_given_and_all_else_is_the_whole() {
        for (header, expected) in [
            ("bytes=0-0", Asked::Part(0..1)),
            ("bytes=2-5", Asked::Part(2..6)),
            ("bytes=2-", Asked::Part(2..10)),
            ("bytes=2-99", Asked::Part(2..10)),
            ("bytes=-3", Asked::Part(7..10)),
            ("bytes=-99", Asked::Part(0..10)),
            ("Bytes = 9 - 9", Asked::Part(9..10)),
            ("bytes=10-", Asked::Beyond),
            ("bytes=10-12", Asked::Beyond),
            ("bytes=-0", Asked::Beyond),
            ("bytes=99999999999999999999999-", Asked::Beyond),
            ("bytes=0-1,3-4", Asked::Whole),
            ("bytes=5-2", Asked::Whole),
            ("bytes=-", Asked::Whole),
            ("bytes=a-b", Asked::Whole),
            ("bytes=+1-2", Asked::Whole),
            ("pages=1-2", Asked::Whole),
            ("nonsense", Asked::Whole),
        ] {
            assert_eq!(read(Some(header), 10), expected, "{header}");
        }
        assert_eq!(read(None, 10), Asked::Whole);
    }
}
