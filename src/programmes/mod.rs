//! Programmes: who runs and funds them, their calls, rules, applications and decisions, plans and prizes.
