//! Projects and everything under them; agreements.

pub mod activity;
pub mod activity_goal;
pub mod activity_progress;
pub mod agreement;
pub mod agreement_area;
pub mod agreement_party;
pub mod body_seat;
pub mod change_request;
pub mod goal;
pub mod goal_assessment;
pub mod governing_body;
pub mod indicator;
pub mod indicator_value;
pub mod project;
pub mod project_experience;
pub mod project_figure;
pub mod project_point;
pub mod project_relation;
pub mod project_report;
pub mod role_term;
pub mod seat_term;
