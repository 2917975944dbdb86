//! Instants of the crate `chrono`.

crate::runtime::instant::instant!(chrono::DateTime<chrono::FixedOffset>);
