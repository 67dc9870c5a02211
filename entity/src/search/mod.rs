//! What is searched.
