//! Projects and everything under them; agreements.

mod agreements;
mod bodies;
mod closing;
mod deciding;
mod goals;
mod life;
mod lists;
mod numbers;
mod sample;
mod scene;
mod suppression;
