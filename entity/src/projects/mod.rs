//! Projects and everything under them; agreements.
