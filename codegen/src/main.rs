//! The command line of oasmith.

fn main() -> std::process::ExitCode {
    oasmith::cli::main()
}
