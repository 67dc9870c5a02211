//! Programmes, calls, applications, prizes, initiatives.

pub mod application;
pub mod cost_category;
pub mod cost_line;
pub mod decision;
pub mod disbursement;
pub mod financing_line;
pub mod funding_call;
pub mod funding_grant;
pub mod funding_rule;
pub mod funding_rule_set;
pub mod initiative;
pub mod nomination;
pub mod party;
pub mod prize;
pub mod prize_edition;
pub mod prize_news;
pub mod programme;
pub mod programme_participation;
pub mod programme_point;
pub mod programme_target;
