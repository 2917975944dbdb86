//! Instants of the crate `jiff`.

crate::runtime::instant::instant!(jiff::Timestamp);
