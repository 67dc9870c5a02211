//! How many rows the lists of a project usually have: what the gate counts for them, in one place, so that a page of
//! a whole project can be asked for and lists within lists stay bounded.

pub const LANGUAGES: i32 = 3;
pub const PARTIES: i32 = 4;
pub const POINTS: i32 = 5;
pub const FIGURES: i32 = 4;
pub const RELATIONS: i32 = 3;
pub const ROLES: i32 = 4;
pub const BODIES: i32 = 2;
pub const SEATS_OF_BODY: i32 = 6;
pub const SEATS: i32 = 8;
pub const TERMS: i32 = 2;
pub const POSSIBLE_HOLDERS: i32 = 1;
pub const GOALS: i32 = 8;
pub const ASSESSMENTS: i32 = 2;
pub const EARLIER_ASSESSMENTS: i32 = 1;
pub const INDICATORS: i32 = 5;
pub const VALUES: i32 = 3;
pub const ACTIVITIES: i32 = 6;
pub const ACTIVITIES_OF_GOAL: i32 = 2;
pub const GOALS_OF_ACTIVITY: i32 = 2;
pub const PROGRESS: i32 = 3;
pub const REPORTS: i32 = 4;
pub const CHANGE_REQUESTS: i32 = 3;
pub const CLOSING_RULES: i32 = 5;
pub const AGREEMENT_PARTIES: i32 = 3;
pub const FOCUS_AREAS: i32 = 5;
