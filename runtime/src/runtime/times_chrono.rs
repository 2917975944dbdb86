//! Instants of the crate `chrono`.

crate::runtime::instant::instant!(chrono::DateTime<chrono::FixedOffset>);

crate::runtime::property::into_property! {
    [] chrono::DateTime<chrono::Utc> => chrono::DateTime<chrono::FixedOffset>: |instant| instant.into();
}
