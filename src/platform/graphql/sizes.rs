//! How long lists usually are, declared in the schema.

/// How many items such a list usually has: what the gate assumes when it weighs a request. Lists without it count
/// for the server's `limits.list_size`.
#[async_graphql::TypeDirective(name = "listSize", location = "FieldDefinition")]
pub fn list_size(#[graphql(desc = "Items that are assumed.")] assumed_size: i32) {}
