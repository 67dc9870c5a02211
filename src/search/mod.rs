//! Search: one question over everything a viewer may see.
