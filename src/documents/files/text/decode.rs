//! Plain text: UTF-8, and what is not is taken for Windows-1252.

use std::fmt::Write;
use std::io::Read;

use super::{Found, MOST_TEXT, Trouble};

pub fn read(input: &mut dyn Read, found: &mut Found) -> Result<(), Trouble> {
    let bytes = start(input, MOST_TEXT)?;
    let _ = found.write_str(&decode(bytes));
    Ok(())
}

/// The first bytes of the input.
pub fn start(input: &mut dyn Read, most: usize) -> Result<Vec<u8>, Trouble> {
    let mut bytes = vec![];
    input.take(most as u64).read_to_end(&mut bytes)?;
    Ok(bytes)
}

pub fn decode(mut bytes: Vec<u8>) -> String {
    if bytes.starts_with(b"\xef\xbb\xbf") {
        bytes.drain(..3);
    }
    match String::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => {
            let valid = error.utf8_error().valid_up_to();
            let cut = error.utf8_error().error_len().is_none();
            let mut bytes = error.into_bytes();
            if cut {
                // Only the last letter is cut through.
                bytes.truncate(valid);
                return String::from_utf8(bytes).unwrap_or_default();
            }
            bytes.into_iter().map(windows_1252).collect()
        }
    }
}

/// What Windows-1252 has where Latin-1 has control characters; a full stop where it has nothing.
const BETWEEN: [char; 32] = [
    '€', '.', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '.', 'Ž', '.', '.', '‘', '’',
    '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '.', 'ž', 'Ÿ',
];

fn windows_1252(byte: u8) -> char {
    match byte {
        0x80..=0x9f => BETWEEN[usize::from(byte - 0x80)],
        other => char::from(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_utf8_or_windows_1252() {
        assert_eq!(decode("Åre – kö".into()), "Åre – kö");
        assert_eq!(decode(b"\xef\xbb\xbfplan".to_vec()), "plan");
        assert_eq!(decode(b"\xc5re \x96 k\xf6.".to_vec()), "Åre – kö.");
        assert_eq!(decode("cut å".as_bytes()[..5].to_vec()), "cut ");
    }
}
