//! Experiences, questions, requests, offers, comments.
