//! The command line of oasmith.

/// Generation allocates and drops many short strings, for which mimalloc is faster than the system's allocator.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    oasmith::cli::main()
}
