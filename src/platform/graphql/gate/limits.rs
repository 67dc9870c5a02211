//! What one request may ask for.

use serde::{Deserialize, Serialize};

/// Bounds of one GraphQL request. A fragment counts once for each place it is spread in.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Limits {
    /// Brackets, braces and parentheses open at once in the text of a document.
    pub nesting: usize,
    /// Words, numbers, strings and signs in a document.
    pub tokens: usize,
    /// Comments, commas and stretches of blanks between them.
    pub ignored: usize,
    /// Fields inside one another, introspection aside.
    pub depth: usize,
    /// Selections inside one another once fragments are expanded.
    pub expanded_nesting: usize,
    /// Fields and spreads once fragments are expanded.
    pub selections: usize,
    /// Fields that would run if every list were as long as it is assumed to be.
    pub cost: usize,
    /// Aliased fields once fragments are expanded.
    pub aliases: usize,
    /// Fields of `Query` in one request; a mutation or subscription has exactly one field.
    pub root_fields: usize,
    /// Items assumed in a list, or in a page whose size is not asked for.
    pub list_size: usize,
    /// Items in the largest page.
    pub page_size: usize,
    /// Members of one list in the input, in the document or in a variable.
    pub list_members: usize,
    /// The same in the input of a mutation, which may name all municipalities of a country.
    pub mutation_list_members: usize,
    /// Bytes of text of all cached documents together; each takes some sixty times that in memory.
    pub cached_bytes: usize,
    /// Bytes of the longest document that is cached.
    pub cached_document_bytes: usize,
    /// Errors in one answer; further ones are left out.
    pub errors: usize,
    /// Whether clients may ask for the schema.
    pub introspection: bool,
    /// Whether a refusal says which names of the schema are like one that it has not.
    pub suggestions: bool,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            nesting: 64,
            tokens: 1_500,
            ignored: 5_000,
            depth: 12,
            expanded_nesting: 32,
            selections: 1_000,
            cost: 5_000,
            aliases: 30,
            root_fields: 20,
            list_size: 10,
            page_size: 100,
            list_members: 250,
            mutation_list_members: 400,
            cached_bytes: 512 * 1024,
            cached_document_bytes: 16 * 1024,
            errors: 5,
            introspection: true,
            suggestions: false,
        }
    }
}
