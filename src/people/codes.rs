//! Recovery codes: each lets its owner in once, without the authenticator. Only their hashes are kept.

use entity::recovery_code::{self, Column, Entity};
use sea_orm::{ActiveValue::Set, ColumnTrait, Condition};
use uuid::Uuid;

use super::grant::{Permit, print};
use crate::platform::{access::Work, clock::new_id, error::Result};

/// How many are given.
const MOST: usize = 10;
/// Letters of a code, 5 bits each: 80 bits that nobody guesses.
const LETTERS: usize = 16;
/// Base32 in the manner of Crockford: nothing that is mistaken for something else.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// Makes new codes in place of those so far; answers how they are written down.
pub async fn renew(system: &Work, permit: &Permit, account: Uuid) -> Result<Vec<String>> {
    let all = Condition::all().add(Column::AccountId.eq(account));
    system.clear_under::<Entity, _, _>(permit, all).await?;
    let codes: Vec<String> = (0..MOST).map(|_| new()).collect();
    let rows = codes.iter().map(|code| recovery_code::ActiveModel {
        id: Set(new_id()),
        account_id: Set(account),
        hash: Set(print(code)),
        used_at: Set(None),
    });
    system.insert_all(rows.collect(), permit).await?;
    Ok(codes.iter().map(|code| written(code)).collect())
}

fn new() -> String {
    let random: [u8; LETTERS] = rand::random();
    random
        .iter()
        .map(|byte| char::from(ALPHABET[usize::from(byte % 32)]))
        .collect()
}

/// In groups of four.
fn written(code: &str) -> String {
    let letters: Vec<char> = code.chars().collect();
    let groups: Vec<String> = letters
        .chunks(4)
        .map(|four| four.iter().collect())
        .collect();
    groups.join("-")
}

/// As it was made, whatever people write in place of it.
fn read(given: &str) -> String {
    let letters = given.chars().filter(|one| one.is_ascii_alphanumeric());
    letters
        .map(|one| match one.to_ascii_uppercase() {
            'O' => '0',
            'I' | 'L' => '1',
            other => other,
        })
        .collect()
}

/// Whether somebody means a recovery code and not a one-time code.
pub fn looks_like_one(given: &str) -> bool {
    read(given).len() > LETTERS / 2
}

/// Uses a code up; of two who come at once one is refused.
pub async fn spend(system: &Work, permit: &Permit, account: Uuid, given: &str) -> Result<bool> {
    let unused = Condition::all()
        .add(Column::AccountId.eq(account))
        .add(Column::Hash.eq(print(&read(given))))
        .add(Column::UsedAt.is_null());
    let used = [(Column::UsedAt, system.now().into())];
    let spent = system
        .change_under::<Entity, _, _>(permit, used, unused)
        .await?;
    Ok(spent > 0)
}
