//! Programmes, calls, applications, plans, prizes.
