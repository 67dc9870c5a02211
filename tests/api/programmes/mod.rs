//! Programmes: who makes and sees them, by which rules they finance, who applies and who decides; prizes and initiatives.

mod applications;
mod decisions;
mod lists;
mod making;
mod prizes;
mod rules;
pub mod scene;
mod source;
