//! Instants of the crate `chrono`.

crate::runtime::scalar::instant!(chrono::DateTime<chrono::FixedOffset>);
