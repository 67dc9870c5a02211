//! PDF: page by page, and a page that cannot be read is passed over.

use std::{
    io::Read,
    panic::{AssertUnwindSafe, catch_unwind},
};

use pdf_extract::{ConvertToFmt, Document, PlainTextOutput, output_doc_page};

use super::{Found, Trouble};

pub fn read(input: &mut dyn Read, found: &mut Found) -> Result<(), Trouble> {
    let mut bytes = vec![];
    input.read_to_end(&mut bytes)?;
    let document = Document::load_mem(&bytes);
    drop(bytes);
    let document = document.map_err(|error| match error {
        pdf_extract::Error::Decryption(_) => Trouble::Encrypted,
        _ => Trouble::Unreadable,
    })?;
    if document.is_encrypted() || document.was_encrypted() {
        return Err(Trouble::Encrypted);
    }
    let pages = document.get_pages();
    let mut read = 0;
    for number in pages.keys() {
        if found.is_enough() {
            break;
        }
        let mut output = PlainTextOutput::new(&mut *found);
        let page = AssertUnwindSafe(|| output_doc_page(&document, &mut output, *number));
        read += usize::from(matches!(catch_unwind(page), Ok(Ok(()))));
        found.text.push('\n');
    }
    match read == 0 && !pages.is_empty() && found.text.trim().is_empty() {
        true => Err(Trouble::Unreadable),
        false => Ok(()),
    }
}

impl<'a> ConvertToFmt for &'a mut Found {
    type Writer = &'a mut Found;

    fn convert(self) -> Self::Writer {
        self
    }
}
