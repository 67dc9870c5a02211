//! Paths of errors, whole again. A failure that passes items of a list on its way up leaves with the path of the item: the
//! executor writes that over the path of the field. The place in the document still says which field it was.

use std::collections::HashMap;

use async_graphql::{
    PathSegment, Pos, ServerError,
    parser::types::{DocumentOperations, ExecutableDocument, Field, Selection, SelectionSet},
};

/// How many lists within one another each field with a list has, by its place in the text.
pub(super) type Lists = HashMap<(usize, usize), usize>;

pub(super) struct Paths<'a> {
    pub(super) document: &'a ExecutableDocument,
    pub(super) lists: &'a Lists,
}

/// A field and where it stands.
type Placed<'a> = (Pos, &'a Field);

impl<'a> Paths<'a> {
    /// Adds the fields below the item. Where a further list lies between, the item of that list is not known any more, and the
    /// path stays as it is.
    pub(super) fn complete(&self, error: &mut ServerError) {
        let Some(place) = error.locations.first().copied() else {
            return;
        };
        let DocumentOperations::Single(operation) = &self.document.operations else {
            return;
        };
        let (mut sets, mut fields) = (vec![&operation.node.selection_set.node], vec![]);
        let mut items = 0;
        for segment in &error.path {
            match segment {
                PathSegment::Index(_) => items += 1,
                PathSegment::Field(key) => {
                    let all = sets.iter().flat_map(|set| self.fields(set));
                    fields = all.filter(|(_, field)| self.key(field) == key).collect();
                    sets = fields
                        .iter()
                        .map(|(_, field)| &field.selection_set.node)
                        .collect();
                    items = 0;
                }
            }
        }
        let whole = |(at, _): &Placed| *at != place && self.depth(*at) == items;
        if items == 0 || !fields.iter().all(whole) {
            return;
        }
        if let Some(rest) = sets.iter().find_map(|set| self.find(set, place)) {
            error.path.extend(rest.into_iter().map(PathSegment::Field));
        }
    }

    fn find(&self, set: &'a SelectionSet, place: Pos) -> Option<Vec<String>> {
        self.fields(set).into_iter().find_map(|(at, field)| {
            let key = self.key(field).to_owned();
            if at == place {
                return Some(vec![key]);
            }
            if self.depth(at) > 0 {
                return None;
            }
            let mut rest = self.find(&field.selection_set.node, place)?;
            rest.insert(0, key);
            Some(rest)
        })
    }

    fn depth(&self, at: Pos) -> usize {
        let depth = self.lists.get(&(at.line, at.column));
        depth.copied().unwrap_or(0)
    }

    fn key(&self, field: &'a Field) -> &'a str {
        field.response_key().node.as_str()
    }

    fn fields(&self, set: &'a SelectionSet) -> Vec<Placed<'a>> {
        let mut found = vec![];
        for item in &set.items {
            match &item.node {
                Selection::Field(field) => found.push((field.pos, &field.node)),
                Selection::InlineFragment(inline) => {
                    found.extend(self.fields(&inline.node.selection_set.node));
                }
                Selection::FragmentSpread(spread) => {
                    let fragment = self.document.fragments.get(&spread.node.fragment_name.node);
                    let set = fragment.map(|fragment| &fragment.node.selection_set.node);
                    found.extend(set.map(|set| self.fields(set)).unwrap_or_default());
                }
            }
        }
        found
    }
}
