//! The command line of oasmith.

/// Most of generating is making small texts and throwing them away.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    oasmith::cli::main()
}
