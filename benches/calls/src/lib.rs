//! Shared by the benchmarks: a server on loopback, and a handwritten client for one call.

pub mod by_hand;
pub mod ratio;
pub mod responses;
pub mod server;

use hubspot_associations::types::{
    AssociationCategory, BatchInputPublicAssociationDefinitionConfigurationCreateRequest as Batch,
    required::PublicAssociationDefinitionConfigurationCreateRequest as Limit,
};

/// Returns the request body of both clients.
pub fn batch() -> Batch {
    Batch::new([Limit { category: AssociationCategory::UserDefined, max_to_object_ids: 5, type_id: 35 }])
}
