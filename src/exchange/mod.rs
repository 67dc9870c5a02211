//! Experience exchange: what was tried and learnt, questions, requests and offers, and what others made of it.
