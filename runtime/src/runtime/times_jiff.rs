//! Instants of the crate `jiff`.

crate::runtime::scalar::instant!(jiff::Timestamp);
