//! The program. All of it is in the library, so that it is compiled once.

fn main() -> std::process::ExitCode {
    erfa::command::main()
}
