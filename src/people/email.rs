//! Email addresses, as accounts keep them.

/// An email address as accounts keep it.
pub fn email_key(given: &str) -> String {
    // PostgreSQL knows no NUL in a text; an address with one belongs to nobody.
    given.trim().to_lowercase().replace('\0', " ")
}

/// One `@`, something on both sides, and no blanks: whether it can be reached, only a mail can tell.
pub fn is_email(email: &str) -> bool {
    let parts = email.split_once('@');
    let whole = parts
        .is_some_and(|(name, host)| !name.is_empty() && !host.is_empty() && !host.contains('@'));
    let blank = |letter: char| letter.is_whitespace() || letter.is_control();
    whole && email.chars().count() <= 254 && !email.contains(blank)
}
