//! The surface of the generated crate: its public items with their signatures, without tokens.
//!
//! Each rule of how the model of an API becomes Rust types is here, and once: `render` writes the items as code, `api.txt`
//! ([`listing`]) prints them for review, `inspect` lists them, and `diff` spells types by them.

mod body;
mod constructor;
mod documents;
mod error;
mod existing;
mod item;
mod kept;
pub(crate) mod listing;
mod operation;
mod pages;
mod parts;
mod previous;
mod public;
mod response;
mod root;
mod rust_type;
mod server;
mod traits;
mod type_use;

pub(crate) use documents::accessors_of;
pub use documents::{DocumentItem, Documents, Node, SharedErrorItem, SharedItem};
pub use error::ErrorItem;
pub use item::{
    Argument, CallItem, Credential, FieldItem, GroupItem, MethodItem, Surface, TypeItem, TypeKind, ValueType,
    VariantItem, WebhookItem,
};
pub use kept::{KeptGroupItem, KeptMethodItem, KeptTypeItem};
pub(crate) use listing::path as listing_path;
pub use listing::{
    DocumentFeature, previous_error_homes, previous_features, previous_homes, previous_members, previous_optional,
    previous_own_types, previous_values, text as listing,
};
pub use previous::{previous_names, previous_names_of_part};
pub use public::{Gate, ItemKind, PublicItem, PublicItems, ResolvedType, Signature};
pub use rust_type::{Known, Origin, RustType};

pub(crate) use body::{BodySource, RequestBody};
pub(crate) use kept::KeptOperationType;
pub(crate) use operation::{Headers, Method};
pub(crate) use pages::{Pages, PathField};
pub(crate) use response::ResponseSet;
pub(crate) use rust_type::{BYTES, STRING, UPLOAD};
pub(crate) use traits::{STANDARD_TRAITS, standard_trait};
pub(crate) use type_use::{Presence, spell_known};

use crate::analyze::Facts;
use crate::config::ApiConfig;
use crate::ir::{Api, Webhook};
use crate::name::{Names, Pascal};

/// The tables of the stages before: all that decides about the generated crate.
#[derive(Clone, Copy, Debug)]
pub struct Context<'a> {
    /// The model.
    pub api: &'a Api,
    /// The facts derived from the model.
    pub facts: &'a Facts,
    /// The names of the model's items.
    pub names: &'a Names,
    /// The settings.
    pub config: &'a ApiConfig,
}

impl<'a> Context<'a> {
    /// Returns whether each group of operations is a feature: from the first group on, so that a second one takes nothing
    /// away from callers without default features.
    pub(crate) fn has_group_features(self) -> bool {
        self.config.has_group_features() && !self.names.groups.is_empty()
    }

    /// Returns the webhooks with a body, their names and the types of their bodies.
    pub(crate) fn webhooks(self) -> impl Iterator<Item = (&'a Webhook, &'a Pascal, RustType)> {
        let all = self.api.webhooks.iter().zip(&self.names.webhooks);
        all.filter_map(move |(webhook, name)| Some((webhook, name, self.owned(webhook.body.as_ref()?))))
    }
}
