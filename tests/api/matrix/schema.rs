//! The schema as the server gives it, and what can be selected of each of its types.

use std::collections::BTreeMap;

use crate::support::*;

pub struct Schema(BTreeMap<String, Value>);

/// A type without what wraps it.
fn named(kind: &Value) -> (&str, &str) {
    match kind["kind"].as_str().expect("a kind") {
        "NON_NULL" | "LIST" => named(&kind["ofType"]),
        kind_of => (kind_of, kind["name"].as_str().expect("a name")),
    }
}

pub fn is_list(kind: &Value) -> bool {
    match kind["kind"].as_str() {
        Some("LIST") => true,
        Some("NON_NULL") => is_list(&kind["ofType"]),
        _ => false,
    }
}

/// What is asked of a thing that another one leads to.
#[derive(Clone, Copy)]
pub enum Beneath {
    /// Everything of it that is text.
    Texts,
    /// What tells it from others, and what it leads to, as many times more.
    Further(usize),
}

impl Schema {
    pub async fn of(client: &Client) -> Self {
        let query = r"{ __schema { types { kind name enumValues { name } possibleTypes { name }
            interfaces { name }
            inputFields { name defaultValue type { ...T } }
            fields { name args { name defaultValue type { ...T } } type { ...T } } } } }
            fragment T on __Type { kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name } } } } }";
        let data = client.data(query, json!({})).await;
        let types = data["__schema"]["types"].as_array().expect("types");
        let named = types.iter().map(|kind| {
            let name = kind["name"].as_str().expect("a name").to_owned();
            (name, kind.clone())
        });
        Self(named.collect())
    }

    pub fn types(&self) -> &BTreeMap<String, Value> {
        &self.0
    }

    pub fn fields(&self, of: &str) -> &[Value] {
        self.0[of]["fields"].as_array().map_or(&[], Vec::as_slice)
    }

    pub fn input_fields(&self, of: &str) -> &[Value] {
        self.0[of]["inputFields"]
            .as_array()
            .map_or(&[], Vec::as_slice)
    }

    pub fn values(&self, of: &str) -> Vec<&str> {
        let values = self.0[of]["enumValues"].as_array().expect("values");
        values
            .iter()
            .filter_map(|one| one["name"].as_str())
            .collect()
    }

    /// The types that `node` gives.
    pub fn nodes(&self) -> Vec<&str> {
        let types = self.0["Node"]["possibleTypes"].as_array().expect("types");
        types
            .iter()
            .filter_map(|one| one["name"].as_str())
            .collect()
    }

    pub fn is_node(&self, name: &str) -> bool {
        name == "Node" || self.nodes().contains(&name)
    }

    pub fn named<'a>(&self, field: &'a Value) -> (&'a str, &'a str) {
        named(&field["type"])
    }

    /// The type of the items of a connection.
    pub fn item_of(&self, connection: &str) -> String {
        let nodes = self
            .fields(connection)
            .iter()
            .find(|one| one["name"] == "nodes");
        self.named(nodes.expect("nodes")).1.to_owned()
    }

    /// Everything of a type, and of what it leads to whatever `beneath` says.
    pub fn all_of(&self, name: &str, beneath: Beneath) -> String {
        let mut within = vec![];
        self.everything(name, beneath, &mut within)
    }

    fn everything(&self, name: &str, beneath: Beneath, within: &mut Vec<String>) -> String {
        if within.len() > 7 || within.iter().any(|one| one == name) {
            return "{ __typename }".to_owned();
        }
        within.push(name.to_owned());
        let mut parts = vec!["__typename".to_owned()];
        for field in self.fields(name) {
            if needs_arguments(field) {
                continue;
            }
            let field_name = field["name"].as_str().expect("a name");
            let (kind, of) = self.named(field);
            parts.push(match kind {
                "OBJECT" | "INTERFACE" if self.is_node(of) => {
                    format!("{field_name} {}", self.lead(of, beneath))
                }
                "OBJECT" if of.ends_with("Connection") => {
                    format!("{field_name}{}", self.page(field, of, beneath))
                }
                "OBJECT" => format!("{field_name} {}", self.everything(of, beneath, within)),
                _ => field_name.to_owned(),
            });
        }
        within.pop();
        format!("{{ {} }}", parts.join(" "))
    }

    fn page(&self, field: &Value, connection: &str, beneath: Beneath) -> String {
        let takes_first = field["args"]
            .as_array()
            .is_some_and(|all| all.iter().any(|one| one["name"] == "first"));
        let many = match beneath {
            Beneath::Texts => 40,
            Beneath::Further(_) => 2,
        };
        let first = if takes_first {
            format!("(first: {many})")
        } else {
            String::new()
        };
        let counted = self
            .fields(connection)
            .iter()
            .any(|one| one["name"] == "totalCount");
        let count = if counted { "totalCount" } else { "" };
        let item = self.lead(&self.item_of(connection), beneath);
        format!(
            "{first} {{ {count} pageInfo {{ hasNextPage hasPreviousPage startCursor endCursor }} nodes {item} }}"
        )
    }

    fn lead(&self, of: &str, beneath: Beneath) -> String {
        if !self.is_node(of) || of == "Node" {
            return match of {
                "Node" => "{ __typename id }".to_owned(),
                _ => self.all_of(of, beneath),
            };
        }
        match beneath {
            Beneath::Texts => self.texts(of),
            Beneath::Further(0) => self.label(of),
            Beneath::Further(more) => {
                let mut parts = vec![self.label(of)];
                for field in self.fields(of).iter().filter(|one| !needs_arguments(one)) {
                    let name = field["name"].as_str().expect("a name");
                    let further = Beneath::Further(more - 1);
                    match self.named(field).1 {
                        other if self.is_node(other) => {
                            parts.push(format!("{name} {}", self.lead(other, further)));
                        }
                        other if other.ends_with("Connection") => {
                            parts.push(format!("{name}{}", self.page(field, other, further)));
                        }
                        _ => {}
                    }
                }
                let inner: Vec<&str> = parts.iter().map(|part| strip(part)).collect();
                format!("{{ {} }}", inner.join(" "))
            }
        }
    }

    /// Everything of a type that is text of its own.
    fn texts(&self, of: &str) -> String {
        let fields = self.fields(of).iter().filter(|one| !needs_arguments(one));
        let texts = fields.filter_map(|field| {
            let name = field["name"].as_str().expect("a name");
            match self.named(field) {
                (_, "LocalizedText") => Some(format!("{name} {{ text }}")),
                ("SCALAR", _) => Some(name.to_owned()),
                _ => None,
            }
        });
        format!("{{ __typename {} }}", texts.collect::<Vec<_>>().join(" "))
    }

    /// What tells a thing from others.
    fn label(&self, of: &str) -> String {
        let names = ["id", "name", "title", "body", "fileName", "note", "label"];
        let fields = self.fields(of).iter().filter(|one| !needs_arguments(one));
        let parts = fields.filter_map(|field| {
            let name = field["name"].as_str().expect("a name");
            if !names.contains(&name) {
                return None;
            }
            match self.named(field) {
                (_, "LocalizedText") => Some(format!("{name} {{ text }}")),
                ("SCALAR", _) => Some(name.to_owned()),
                _ => None,
            }
        });
        format!("{{ __typename {} }}", parts.collect::<Vec<_>>().join(" "))
    }
}

/// The inside of a selection in braces; anything else as it is.
fn strip(part: &str) -> &str {
    let inside = part
        .strip_prefix('{')
        .and_then(|rest| rest.strip_suffix('}'));
    inside.unwrap_or(part)
}

pub fn needs_arguments(field: &Value) -> bool {
    let arguments = field["args"].as_array().expect("arguments");
    let needed = |one: &Value| one["type"]["kind"] == "NON_NULL" && one["defaultValue"].is_null();
    arguments.iter().any(needed)
}
