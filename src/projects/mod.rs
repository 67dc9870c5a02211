//! Projects: from goals to results, with the people and bodies that answer for them, and the agreements around them.
