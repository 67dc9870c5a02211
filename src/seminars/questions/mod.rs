//! What people are asked when they register, and what they answered.
//!
//! 1. Organisers ask; a question that somebody has answered stays, and is the same kind of question.
//! 2. Whoever registers answers what is asked AT_JOIN. What is asked AT_PROMOTION is answered once there is a seat: whoever
//!    takes an offered one must answer what is required, whoever has one at once is asked for it by mail and keeps the seat.
//! 3. A person can change their answers until the seminar begins.

mod answering;
mod asking;
mod seated;

pub use answering::{
    Answer, AnswerRegistrationQuestionsInput, RegistrationAnswerInput, answer, is_asked,
};
pub(super) use answering::{read, write_joining};
pub use asking::{Question, RegistrationQuestionInput};
pub(super) use asking::{read_questions, write};
pub(super) use seated::write_accepting;
pub use seated::{asks_the_seated, still_open};

/// Questions that one seminar asks at most.
const QUESTIONS: usize = 30;
