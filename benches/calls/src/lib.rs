//! What the benchmarks share: a server on loopback, and the client that a person would write by hand for one call.

pub mod answers;
pub mod by_hand;
pub mod ratio;
pub mod server;

use hubspot_associations::types::{
    AssociationCategory, BatchInputPublicAssociationDefinitionConfigurationCreateRequest as Batch,
    PublicAssociationDefinitionConfigurationCreateRequest as Limit,
};

/// What both clients send.
pub fn batch() -> Batch {
    Batch { inputs: vec![Limit { category: AssociationCategory::UserDefined, max_to_object_ids: 5, type_id: 35 }] }
}
