//! The names of files: kept to be shown, never used as a path.

use crate::platform::error::{Refusal, Result};

pub const FILE_NAME: &str = "FILE_NAME";
/// Characters of the longest name.
const LONGEST: usize = 200;

/// A name fit to be shown: without folders before it, without characters that are not seen or that turn the writing around.
pub fn clean(sent: &str) -> Result<String> {
    let last = sent.rsplit(['/', '\\']).next().unwrap_or_default();
    let seen: String = last.chars().filter(|one| !is_hidden(*one)).collect();
    let name = seen.trim().trim_end_matches('.').trim_end();
    let length = name.chars().count();
    let message = match length {
        0 => "The part has no file name; send one, such as `report.pdf`.".to_owned(),
        _ if name.starts_with('.') && !name[1..].contains('.') => {
            format!("`{name}` is only an ending; send a whole file name, such as `report.pdf`.")
        }
        1..=LONGEST => return Ok(name.to_owned()),
        _ => format!("The file name has {length} characters; at most {LONGEST} fit."),
    };
    Err(Refusal::new(FILE_NAME, message).at("file").into())
}

/// Control characters, and those of Unicode that are invisible or change the direction of the text around them.
fn is_hidden(one: char) -> bool {
    one.is_control()
        || matches!(one,
            '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
            | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

/// What follows the last dot, in small letters.
pub fn ending(name: &str) -> Option<String> {
    let (before, ending) = name.rsplit_once('.')?;
    (!before.is_empty() && !ending.is_empty()).then(|| ending.to_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_lose_folders_and_what_is_not_seen() {
        for (sent, kept) in [
            ("report.pdf", "report.pdf"),
            ("../../etc/passwd.txt", "passwd.txt"),
            ("C:\\Users\\x\\plan.docx", "plan.docx"),
            ("Å, ä och ö.pdf", "Å, ä och ö.pdf"),
            ("a\u{202e}fdp.exe.pdf", "afdp.exe.pdf"),
            ("line\r\nbreak\0.txt", "linebreak.txt"),
            ("  spaces.txt . ", "spaces.txt"),
        ] {
            assert_eq!(clean(sent).ok().as_deref(), Some(kept), "{sent:?}");
        }
        for sent in ["", "..", "../", "\u{200b}", ".pdf", &"x".repeat(201)] {
            assert!(clean(sent).is_err(), "{sent:?}");
        }
    }

    #[test]
    fn an_ending_follows_something() {
        assert_eq!(ending("Plan.PDF").as_deref(), Some("pdf"));
        assert_eq!(ending("plan"), None);
        assert_eq!(ending("a.b.csv").as_deref(), Some("csv"));
    }
}
