//! The generated crate's first user: the workspace's tests, examples and benchmarks use it as anyone would, and it
//! switches on the crate's feature `regenerate`, so that building the workspace regenerates it.
