//! Holding a seminar: who was there, what came of it, what they thought of it.
//!
//! 1. A code that only the person and the organisers know lets somebody in; whoever enters too many wrong ones has to wait.
//! 2. How many of each organisation were there is counted, reported or estimated, and says which.
//! 3. A seminar is REPORTED once its summary is written and its participants are to be told.
//! 4. What participants thought opens at its end, closes 14 days later, and is hidden below five answers.

mod attendance;
mod check_in;
mod feedback;
mod report;

pub use attendance::{WriteAttendanceInput, write as write_attendance};
pub use check_in::{
    CheckInInput, Entered, MarkAttendanceInput, SIGNS, check_in, mark, new_code, qr, tidy,
};
pub use feedback::{GiveSeminarFeedbackInput, give, is_open, summary};
pub use report::{SendSeminarReportInput, WriteSeminarReportInput, send, write as write_report};
