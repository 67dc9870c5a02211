//! Shares and amounts as people read them.

/// Hundredths of a percent in the whole.
pub const WHOLE: i128 = 10_000;

/// A share to read, with as many decimals as keep it apart from a limit that it breaks.
pub fn percent_apart(part: i128, of: i128, limit: Option<i128>) -> String {
    if of == 0 && part > 0 {
        return "more than everything".to_owned();
    }
    let Some(limit) = limit else {
        return percent(part, of, 1);
    };
    let decimals = [1, 2, 4, 8];
    let apart = decimals.into_iter().find_map(|decimals| {
        let text = percent(part, of, decimals);
        (text != percent(limit, WHOLE, decimals)).then_some(text)
    });
    match apart {
        Some(text) => text,
        None if part * WHOLE > limit * of => format!("just over {}", percent(limit, WHOLE, 2)),
        None => format!("just under {}", percent(limit, WHOLE, 2)),
    }
}

/// Rounded half up, without zeros at the end: `31 %`, `25.5 %`.
pub fn percent(part: i128, of: i128, decimals: u32) -> String {
    if of == 0 {
        return "0 %".to_owned();
    }
    let scale = 10_i128.pow(decimals);
    let scaled = (part * 100 * scale * 2 + of) / (of * 2);
    let (full, rest) = (scaled / scale, scaled % scale);
    let rest = format!("{rest:0width$}", width = decimals as usize);
    match rest.trim_end_matches('0') {
        "" => format!("{full} %"),
        rest => format!("{full}.{rest} %"),
    }
}

/// A share in percent as a number, to four decimals.
pub fn percent_number(part: i128, of: i128) -> f64 {
    if of == 0 {
        return 0.0;
    }
    let scaled = (part * 2_000_000 + of) / (of * 2);
    // Far below what a double keeps exactly.
    scaled as f64 / 10_000.0
}

/// `DKK 500,000`; cents only where there are some.
pub fn amount_text(minor: i128, currency: &str) -> String {
    let units = if currency == "ISK" { 1 } else { 100 };
    let (full, cents) = (minor / units, minor % units);
    let digits = full.to_string();
    let mut grouped = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    match cents {
        0 => format!("{currency} {grouped}"),
        cents => format!("{currency} {grouped}.{cents:02}"),
    }
}

#[cfg(test)]
mod tests {
    use super::{amount_text, percent, percent_apart};

    #[test]
    fn a_share_is_read_rounded_and_never_as_the_limit_it_breaks() {
        assert_eq!(percent(31, 100, 1), "31 %");
        assert_eq!(percent(1, 3, 1), "33.3 %");
        assert_eq!(percent(2, 3, 1), "66.7 %");
        assert_eq!(percent_apart(310, 1_000, Some(2_500)), "31 %");
        assert_eq!(percent_apart(2_501, 10_000, Some(2_500)), "25.01 %");
        assert_eq!(
            percent_apart(250_000_000_000_001, 1_000_000_000_000_000, Some(2_500)),
            "just over 25 %"
        );
    }

    #[test]
    fn amounts_are_grouped() {
        assert_eq!(amount_text(50_000_000, "DKK"), "DKK 500,000");
        assert_eq!(amount_text(123_456, "SEK"), "SEK 1,234.56");
        assert_eq!(amount_text(1_234, "ISK"), "ISK 1,234");
        assert_eq!(amount_text(0, "NOK"), "NOK 0");
    }
}
