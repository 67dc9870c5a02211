//! A certificate as a page to print: A4, its font within it.

use std::sync::LazyLock;

use entity::certificate;
use krilla::{
    Document,
    color::rgb,
    geom::Point,
    metadata::Metadata,
    page::PageSettings,
    paint::Fill,
    surface::Surface,
    text::{Font, TextDirection},
};
use ttf_parser::Face;

use super::lines;
use crate::platform::{
    error::{Error, Result},
    texts::say,
};

static LETTERS: &[u8] = include_bytes!("../../../fonts/DejaVuSans.ttf");
static FONT: LazyLock<Option<Font>> = LazyLock::new(|| Font::new(LETTERS.to_vec().into(), 0));

/// A4 in points, and what is left free around it.
const WIDTH: f32 = 595.0;
const HEIGHT: f32 = 842.0;
const MARGIN: f32 = 64.0;

/// How a piece of text is set.
#[derive(Clone, Copy)]
struct Style {
    size: f32,
    grey: u8,
    /// What is left free before it.
    before: f32,
}

const SMALL: Style = Style {
    size: 9.0,
    grey: 90,
    before: 18.0,
};
const VALUE: Style = Style {
    size: 13.0,
    grey: 0,
    before: 4.0,
};
const HEADING: Style = Style {
    size: 26.0,
    grey: 0,
    before: 0.0,
};
const HOLDER: Style = Style {
    size: 20.0,
    grey: 0,
    before: 6.0,
};

/// The page of a certificate, which names where it can be verified.
pub fn page(row: &certificate::Model, address: &str) -> Result<Vec<u8>> {
    let broken = |what: &str| Error::internal(anyhow::anyhow!("a certificate: {what}"));
    let text = |name: &str| say(Some(&row.locale), name, &[]);
    let font = FONT.clone().ok_or_else(|| broken("the font"))?;
    let face = Face::parse(LETTERS, 0).map_err(Error::internal)?;
    let size = PageSettings::from_wh(WIDTH, HEIGHT).ok_or_else(|| broken("the size"))?;
    let mut document = Document::new();
    let about = Metadata::new()
        .title(text("certificate-heading"))
        .language(row.locale.clone())
        .authors(vec![row.organiser_name.clone()])
        .producer("Erfa".to_owned());
    document.set_metadata(about);
    let mut page = document.start_page_with(size);
    let mut surface = page.surface();
    let mut pen = Pen {
        surface: &mut surface,
        font,
        face: &face,
        down: 110.0,
    };
    pen.write(&text("certificate-heading"), HEADING);
    pen.down += 24.0;
    pen.write(&text("certificate-holder"), SMALL);
    pen.write(&row.holder_name, HOLDER);
    for (what, how) in lines(row) {
        pen.write(&what, SMALL);
        pen.write(&how, VALUE);
    }
    pen.down = pen.down.max(HEIGHT - 130.0);
    pen.write(&text("certificate-verify"), SMALL);
    pen.write(address, Style { size: 9.0, ..VALUE });
    surface.finish();
    page.finish();
    let bytes = document.finish();
    bytes.map_err(|error| broken(&format!("{error:?}")))
}

struct Pen<'a, 'b> {
    surface: &'a mut Surface<'b>,
    font: Font,
    face: &'a Face<'a>,
    down: f32,
}

impl Pen<'_, '_> {
    fn write(&mut self, text: &str, style: Style) {
        self.down += style.before;
        let ink = rgb::Color::new(style.grey, style.grey, style.grey);
        self.surface.set_fill(Some(Fill {
            paint: ink.into(),
            ..Fill::default()
        }));
        for line in wrap(self.face, text, style.size, WIDTH - 2.0 * MARGIN) {
            self.down += style.size * 1.25;
            let at = Point::from_xy(MARGIN, self.down);
            let font = self.font.clone();
            self.surface
                .draw_text(at, font, style.size, &line, false, TextDirection::Auto);
        }
    }
}

/// How wide a text is.
fn width(face: &Face<'_>, text: &str, size: f32) -> f32 {
    let advance = |sign| face.glyph_hor_advance(face.glyph_index(sign).unwrap_or_default());
    let units: u32 = text.chars().filter_map(advance).map(u32::from).sum();
    #[expect(clippy::cast_precision_loss, reason = "a line has few units")]
    let units = units as f32;
    units * size / f32::from(face.units_per_em())
}

/// Lines that fit, broken between words, and within one where it is too long.
fn wrap(face: &Face<'_>, text: &str, size: f32, room: f32) -> Vec<String> {
    let mut lines = vec![];
    let mut line = String::new();
    for word in text.split_whitespace() {
        let joined = match line.is_empty() {
            true => word.to_owned(),
            false => format!("{line} {word}"),
        };
        if width(face, &joined, size) <= room {
            line = joined;
            continue;
        }
        if !line.is_empty() {
            lines.push(std::mem::take(&mut line));
        }
        for sign in word.chars() {
            line.push(sign);
            if width(face, &line, size) > room {
                line.pop();
                lines.push(std::mem::replace(&mut line, sign.to_string()));
            }
        }
    }
    lines.push(line);
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_lines_are_broken_between_words_and_long_words_within() {
        let face = Face::parse(LETTERS, 0).unwrap();
        let text = format!("Bygd i balans {}", "å".repeat(200));
        let lines = wrap(&face, &text, 13.0, 467.0);
        assert!(lines.len() > 3 && lines[0] == "Bygd i balans", "{lines:?}");
        assert!(lines.iter().all(|line| width(&face, line, 13.0) <= 467.0));
        assert_eq!(lines.concat().matches('å').count(), 200);
    }

    #[test]
    fn the_font_has_the_letters_of_the_north() {
        let face = Face::parse(LETTERS, 0).unwrap();
        let letters = "åäöæøðþÅÄÖÆØÐÞčđŋšŧžČĐŊŠŦŽáéíóúýïü–’”ʼ";
        let missing: Vec<char> = letters
            .chars()
            .filter(|sign| face.glyph_index(*sign).is_none())
            .collect();
        assert_eq!(missing, Vec::<char>::new());
    }
}
