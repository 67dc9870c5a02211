//! The program. All of it is in the library, so that it is compiled once.

/// Why this one: docs/decisions/0009-allocator.md.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    erfa::command::main()
}
