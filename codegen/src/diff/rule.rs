//! The rules of change reports, and the classes of change.

use serde::{Serialize, Serializer};

/// The effect of a change on code that uses the previous version of the crate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Class {
    /// Source-breaking: code that uses the item no longer compiles.
    Compile,
    /// Behavior-breaking: code compiles, but requests fail or have another meaning.
    Run,
    /// Existing code works as before.
    Compatible,
    /// Only documentation changed.
    Documentation,
}

impl Class {
    /// All classes, the worst first.
    pub const ALL: [Self; 4] = [Self::Compile, Self::Run, Self::Compatible, Self::Documentation];

    /// Returns whether the class is breaking.
    pub fn is_breaking(self) -> bool {
        matches!(self, Self::Compile | Self::Run)
    }

    /// Returns the heading of the class.
    pub fn title(self) -> &'static str {
        match self {
            Self::Compile => "Source-breaking",
            Self::Run => "Behavior-breaking",
            Self::Compatible => "Compatible",
            Self::Documentation => "Documentation",
        }
    }
}

/// How the message of a change reads when it is about several items.
#[derive(Clone, Copy, Debug)]
enum Folded {
    /// After a colon: `3 types: trait `Hash` removed`.
    Listed,
    /// As a predicate with `are`: `3 operations are no longer deprecated`.
    Are,
    /// As a predicate: `3 parameters moved from query to header`.
    Did,
    /// As these words before and after the items: all messages of the rule mean the same.
    Words(&'static str, &'static str),
}

use Folded::{Are, Did, Listed, Words};

const ADDED: Folded = Words("", " added");
const REMOVED: Folded = Words("", " removed");
const DOCUMENTED: Folded = Words("the documentation of ", " changed");

macro_rules! rules {
    ($($name:ident = $id:literal, $about:literal, $subjects:literal, $folded:expr;)*) => {
        /// A kind of change, with a stable identifier.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Rule {
            $(#[doc = $about] $name,)*
        }

        impl Rule {
            /// All rules.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// Returns the stable identifier.
            pub fn id(self) -> &'static str {
                match self { $(Self::$name => $id,)* }
            }

            /// Returns a description in one sentence.
            pub fn about(self) -> &'static str {
                match self { $(Self::$name => $about,)* }
            }

            /// Returns the noun for the subjects of several changes.
            fn subjects(self) -> &'static str {
                match self { $(Self::$name => $subjects,)* }
            }

            fn folded(self) -> Folded {
                match self { $(Self::$name => $folded,)* }
            }
        }
    };
}

rules! {
    DocumentAdded = "document-added", "A document of a crate with several was added.", "documents", ADDED;
    DocumentRemoved = "document-removed", "A document of a crate with several was removed, or has another module.", "documents", REMOVED;
    TitleChanged = "title-changed", "The title of the API changed.", "APIs", Listed;
    VersionChanged = "version-changed", "The version of the API changed.", "APIs", Listed;
    DescriptionChanged = "description-changed", "The description of the API changed.", "APIs", Listed;
    BaseUrlChanged = "base-url-changed", "The default server changed.", "items", Listed;
    ServerAdded = "server-added", "A server was added.", "items", Listed;
    ServerRemoved = "server-removed", "A server was removed.", "items", Listed;
    ServerVariableChanged = "server-variable-changed", "The default or the allowed values of a server's variable changed.", "server variables", Listed;
    TagDocumented = "tag-documented", "The documentation of a tag changed.", "groups", DOCUMENTED;
    SecuritySchemeAdded = "security-scheme-added", "A security scheme was added.", "builder methods", Listed;
    SecuritySchemeRemoved = "security-scheme-removed", "A security scheme was removed.", "builder methods", Listed;
    SecuritySchemeChanged = "security-scheme-changed", "The client sends a credential in another way.", "builder methods", Listed;
    TokenUrlAdded = "token-url-added", "The client can now request tokens with a client id and secret.", "builder methods", Listed;
    TokenUrlRemoved = "token-url-removed", "The client can no longer request tokens with a client id and secret.", "builder methods", Listed;
    TokenUrlChanged = "token-url-changed", "The URL at which the client requests tokens changed.", "builder methods", Listed;
    SecurityUrlChanged = "security-url-changed", "The URL for logging in or for tokens of a security scheme changed.", "builder methods", Listed;
    SecurityFlowAdded = "security-flow-added", "A flow of a security scheme was added.", "builder methods", Listed;
    SecurityFlowRemoved = "security-flow-removed", "A flow of a security scheme was removed.", "builder methods", Listed;
    ScopeAdded = "scope-added", "A scope of a security scheme was added.", "builder methods", Listed;
    ScopeRemoved = "scope-removed", "A scope of a security scheme was removed.", "builder methods", Listed;
    WebhookAdded = "webhook-added", "A webhook was added.", "webhooks", ADDED;
    WebhookRemoved = "webhook-removed", "A webhook was removed.", "webhooks", REMOVED;
    WebhookChanged = "webhook-changed", "The type of a webhook's body changed.", "webhooks", Listed;
    WebhookNarrowed = "webhook-narrowed", "The body of a webhook has fewer possible values.", "webhooks", Listed;
    WebhookWidened = "webhook-widened", "The body of a webhook has more possible values.", "webhooks", Listed;

    OperationAdded = "operation-added", "An operation was added.", "operations", ADDED;
    OperationRemoved = "operation-removed", "An operation was removed.", "operations", REMOVED;
    OperationRenamed = "operation-renamed", "A method of the client has another name or belongs to another group.", "operations", Listed;
    OperationMoved = "operation-moved", "The path of an operation changed.", "operations", Listed;
    MethodChanged = "method-changed", "The HTTP method of an operation changed.", "operations", Listed;
    OperationDeprecated = "operation-deprecated", "An operation became deprecated.", "operations", Are;
    OperationUndeprecated = "operation-undeprecated", "An operation is no longer deprecated.", "operations", Are;
    OperationDocumented = "operation-documented", "The documentation of an operation changed.", "operations", DOCUMENTED;
    OperationServerChanged = "operation-server-changed", "An operation's own server changed.", "operations", Words("", ": their own `servers` changed");
    SecurityNeeded = "security-needed", "An operation requires other or more credentials.", "operations", Listed;
    SecurityLoosened = "security-loosened", "An operation accepts other, fewer or no credentials.", "operations", Listed;
    ScopeNeeded = "scope-needed", "An operation requires other or more token scopes.", "operations", Listed;
    ScopeLoosened = "scope-loosened", "An operation accepts other or fewer token scopes.", "operations", Listed;
    PagesAdded = "pages-added", "An operation is now paginated.", "operations", Listed;
    PagesRemoved = "pages-removed", "An operation is no longer paginated.", "operations", Listed;
    PagesChanged = "pages-changed", "The request for the next page changed.", "operations", Listed;
    CallbackChanged = "callback-changed", "The callbacks of an operation changed.", "operations", Words("the callbacks of ", " changed");
    CallbackNarrowed = "callback-narrowed", "The body of a callback has fewer possible values.", "operations", Listed;
    CallbackWidened = "callback-widened", "The body of a callback has more possible values.", "operations", Listed;

    ParameterAddedRequired = "parameter-added-required", "A required parameter was added.", "operations", Listed;
    ParameterAddedOptional = "parameter-added-optional", "An optional parameter was added.", "operations", Listed;
    ParameterRemoved = "parameter-removed", "A parameter was removed.", "operations", Listed;
    ParameterMoved = "parameter-moved", "A parameter moved to another location, such as from the query to a header.", "parameters", Did;
    ParameterBecameRequired = "parameter-became-required", "An optional parameter became required.", "parameters", Are;
    ParameterBecameOptional = "parameter-became-optional", "A required parameter became optional.", "parameters", Are;
    ParameterTypeChanged = "parameter-type-changed", "The type of a parameter changed.", "parameters", Listed;
    ParameterRenamed = "parameter-renamed", "A parameter has another name in Rust.", "parameters", Did;
    ParameterWrittenOtherwise = "parameter-written-otherwise", "The serialization of a parameter changed.", "parameters", Listed;
    ParameterConstantChanged = "parameter-constant-changed", "The only value of a parameter changed.", "parameters", Listed;
    ParameterDefaultChanged = "parameter-default-changed", "The default of an optional parameter changed.", "parameters", Listed;
    ParameterNarrowed = "parameter-narrowed", "A parameter allows fewer values.", "parameters", Listed;
    ParameterWidened = "parameter-widened", "A parameter allows more values.", "parameters", Listed;
    ParameterDeprecated = "parameter-deprecated", "A parameter became deprecated.", "parameters", Are;
    ParameterUndeprecated = "parameter-undeprecated", "A parameter is no longer deprecated.", "parameters", Are;
    ParameterDocumented = "parameter-documented", "The documentation of a parameter changed.", "parameters", DOCUMENTED;
    ArgumentsSwapped = "arguments-swapped", "A call compiles and sends a value as another parameter than before.", "operations", Listed;
    ArgumentsReordered = "arguments-reordered", "The order of a method's arguments changed.", "operations", Listed;

    BodyAddedRequired = "body-added-required", "A required request body was added.", "operations", Listed;
    BodyAddedOptional = "body-added-optional", "An optional request body was added.", "operations", Listed;
    BodyRemoved = "body-removed", "A request body was removed.", "operations", Listed;
    BodyBecameRequired = "body-became-required", "An optional request body became required.", "request bodies", Are;
    BodyBecameOptional = "body-became-optional", "A required request body became optional.", "request bodies", Are;
    BodyTypeChanged = "body-type-changed", "The type of a request body changed.", "request bodies", Listed;
    BodyMediaTypeAdded = "body-media-type-added", "A media type of a request body was added.", "request bodies", Listed;
    BodyMediaTypeRemoved = "body-media-type-removed", "A media type of a request body was removed.", "request bodies", Listed;
    BodyNarrowed = "body-narrowed", "A request body allows fewer values.", "request bodies", Listed;
    BodyWidened = "body-widened", "A request body allows more values.", "request bodies", Listed;
    BodyWrittenOtherwise = "body-written-otherwise", "The serialization of a form's properties changed.", "request bodies", Listed;
    BodyDocumented = "body-documented", "The documentation of a request body changed.", "request bodies", DOCUMENTED;

    SuccessAdded = "success-added", "A success response was added.", "operations", Listed;
    SuccessRemoved = "success-removed", "A success response was removed.", "operations", Listed;
    SuccessTypeChanged = "success-type-changed", "The body type of a success response changed.", "operations", Listed;
    FailureAdded = "failure-added", "An error response was added.", "operations", Listed;
    FailureRemoved = "failure-removed", "An error response was removed.", "operations", Listed;
    FailureTypeChanged = "failure-type-changed", "The body type of an error response changed.", "operations", Listed;
    ResponseNarrowed = "response-narrowed", "A response has fewer possible values.", "operations", Listed;
    ResponseWidened = "response-widened", "A response has more possible values.", "operations", Listed;
    AnswerMediaTypeAdded = "answer-media-type-added", "A media type of a response was added.", "operations", Listed;
    AnswerMediaTypeRemoved = "answer-media-type-removed", "A media type of a response was removed.", "operations", Listed;
    AnswerMediaTypeChanged = "answer-media-type-changed", "The media type of a response changed.", "operations", Listed;
    AnswerDocumented = "answer-documented", "The documentation of a response changed.", "operations", Listed;
    HeaderAdded = "header-added", "A response header was added.", "operations", Listed;
    HeaderRemoved = "header-removed", "A response header was removed.", "operations", Listed;
    HeaderChanged = "header-changed", "The type of a response header changed, or whether it is optional.", "operations", Listed;
    HeaderNarrowed = "header-narrowed", "A response header has fewer possible values.", "operations", Listed;
    HeaderWidened = "header-widened", "A response header has more possible values.", "operations", Listed;

    TypeAdded = "type-added", "A type was added.", "types", Listed;
    TypeRemoved = "type-removed", "A type was removed.", "types", REMOVED;
    TypeRenamed = "type-renamed", "A type has another name in Rust.", "types", Listed;
    TypeKindChanged = "type-kind-changed", "A type became another kind of type, such as an enum instead of a struct.", "types", Did;
    TypeTargetChanged = "type-target-changed", "The target of a type alias or newtype changed, or the items of a tuple.", "types", Listed;
    TypeNarrowed = "type-narrowed", "A type allows fewer values.", "types", Listed;
    TypeWidened = "type-widened", "A type allows more values.", "types", Listed;
    TypeDeprecated = "type-deprecated", "A type became deprecated.", "types", Are;
    TypeUndeprecated = "type-undeprecated", "A type is no longer deprecated.", "types", Are;
    TypeDocumented = "type-documented", "The documentation of a type changed.", "types", DOCUMENTED;
    MemberAddedRequired = "member-added-required", "A required property was added.", "properties", Listed;
    MemberAddedOptional = "member-added-optional", "An optional property was added.", "properties", Listed;
    MemberRemoved = "member-removed", "A property was removed.", "properties", Listed;
    MemberBecameRequired = "member-became-required", "An optional property became required.", "properties", Listed;
    MemberBecameOptional = "member-became-optional", "A required property became optional.", "properties", Listed;
    MemberTypeChanged = "member-type-changed", "The type of a property changed.", "properties", Listed;
    MemberRenamed = "member-renamed", "A property has another field name in Rust.", "properties", Listed;
    MemberDirectionChanged = "member-direction-changed", "`readOnly` or `writeOnly` of a property changed.", "properties", Listed;
    MemberDefaultChanged = "member-default-changed", "The default of an optional property changed.", "properties", Listed;
    MemberNarrowed = "member-narrowed", "A property allows fewer values.", "properties", Listed;
    MemberWidened = "member-widened", "A property allows more values.", "properties", Listed;
    MemberDeprecated = "member-deprecated", "A property became deprecated.", "properties", Are;
    MemberUndeprecated = "member-undeprecated", "A property is no longer deprecated.", "properties", Are;
    MemberDocumented = "member-documented", "The documentation of a property changed.", "properties", DOCUMENTED;
    OtherMembersAdded = "other-members-added", "A type now keeps additional properties.", "types", Listed;
    OtherMembersRemoved = "other-members-removed", "A type no longer keeps additional properties.", "types", Listed;
    OtherMembersChanged = "other-members-changed", "The type of additional properties changed.", "types", Listed;
    ValueAdded = "value-added", "A value of an enum was added.", "enums", Listed;
    ValueRemoved = "value-removed", "A value of an enum was removed.", "enums", Listed;
    VariantAdded = "variant-added", "A variant of a union was added.", "variants", Listed;
    VariantRemoved = "variant-removed", "A variant of a union was removed.", "variants", Listed;
    VariantChanged = "variant-changed", "A variant of a union was renamed, or its discriminator values changed.", "variants", Listed;
    TagChanged = "tag-changed", "The discriminator property of a union changed.", "unions", Listed;

    ItemRemoved = "item-removed", "A public item of the crate was removed, for a reason not listed.", "items", Listed;
    ItemChanged = "item-changed", "The type of a public item of the crate changed, for a reason not listed.", "items", Listed;
    TypeSplit = "type-split", "Two names of one type, or the types of two documents, are now two types.", "types", Are;
    ServerChanged = "server-changed", "A server of the module `servers` has another URL.", "servers", Listed;
    SettingChanged = "setting-changed", "A setting changed the name of the crate, the version of a crate whose types it uses, its requests, or the responses that it accepts.", "settings", Listed;
    TraitRemoved = "trait-removed", "A type no longer implements a trait.", "types", Listed;
    SchemasNotCompared = "schemas-not-compared", "The schemas combine in too many ways to compare all of them.", "documents", Listed;
    FeatureNeeded = "feature-needed", "A public item of the crate needs a feature that it did not need before.", "items", Listed;
}

impl Rule {
    /// Returns the sentence about several items that have the same change with this message.
    pub fn about_all(self, number: usize, message: &str) -> String {
        let items = format!("{number} {}", self.subjects());
        match self.folded() {
            Listed => format!("{items}: {message}"),
            Are => format!("{items} are {message}"),
            Did => format!("{items} {message}"),
            Words(before, after) => format!("{before}{items}{after}"),
        }
    }

    /// Returns whether the change can break public items: it is neither one of values or documentation, nor an addition that
    /// code need not use.
    pub(super) fn changes_code(self) -> bool {
        !matches!(
            self,
            Self::ParameterAddedOptional
                | Self::SecurityUrlChanged
                | Self::SecurityFlowAdded
                | Self::SecurityFlowRemoved
                | Self::ScopeAdded
                | Self::ScopeRemoved
                | Self::WebhookNarrowed
                | Self::WebhookWidened
                | Self::MethodChanged
                | Self::CallbackNarrowed
                | Self::CallbackWidened
                | Self::ArgumentsSwapped
                | Self::SchemasNotCompared
                | Self::BodyNarrowed
                | Self::BodyWidened
                | Self::ResponseNarrowed
                | Self::ResponseWidened
                | Self::HeaderNarrowed
                | Self::HeaderWidened
                | Self::ParameterNarrowed
                | Self::ParameterWidened
                | Self::ParameterDefaultChanged
                | Self::ParameterWrittenOtherwise
                | Self::ParameterDeprecated
                | Self::ParameterUndeprecated
                | Self::ParameterDocumented
                | Self::BodyAddedOptional
                | Self::BodyWrittenOtherwise
                | Self::BodyDocumented
                | Self::AnswerMediaTypeChanged
                | Self::AnswerDocumented
                | Self::HeaderAdded
                | Self::TypeAdded
                | Self::TypeNarrowed
                | Self::TypeWidened
                | Self::TypeDeprecated
                | Self::TypeUndeprecated
                | Self::TypeDocumented
                | Self::MemberAddedOptional
                | Self::MemberNarrowed
                | Self::MemberWidened
                | Self::MemberDefaultChanged
                | Self::MemberDeprecated
                | Self::MemberUndeprecated
                | Self::MemberDocumented
                | Self::ValueAdded
                | Self::OperationAdded
                | Self::OperationMoved
                | Self::OperationDeprecated
                | Self::OperationUndeprecated
                | Self::OperationDocumented
                | Self::OperationServerChanged
                | Self::SecurityNeeded
                | Self::SecurityLoosened
                | Self::ScopeNeeded
                | Self::ScopeLoosened
                | Self::PagesChanged
                | Self::SecuritySchemeAdded
                | Self::ServerAdded
                | Self::WebhookAdded
                | Self::TokenUrlAdded
                | Self::TokenUrlChanged
                | Self::BaseUrlChanged
                | Self::TitleChanged
                | Self::VersionChanged
                | Self::DescriptionChanged
                | Self::TagDocumented
        )
    }

    /// Returns whether the change is of a public item for which no change of the documents is known.
    pub(super) fn is_of_items(self) -> bool {
        matches!(
            self,
            Self::ItemRemoved | Self::ItemChanged | Self::TypeSplit | Self::TraitRemoved | Self::FeatureNeeded
        )
    }

    /// Returns the class of the change where no public item is broken: names then have another meaning, and additions affect
    /// nobody.
    pub(super) fn without_source_break(self) -> Class {
        match self {
            Self::SecuritySchemeRemoved
            | Self::ServerRemoved
            | Self::TypeRemoved
            | Self::TypeTargetChanged
            | Self::TypeKindChanged
            | Self::FailureAdded
            | Self::FailureRemoved
            | Self::BodyMediaTypeAdded
            | Self::MemberBecameOptional
            | Self::OtherMembersAdded
            | Self::PagesRemoved
            | Self::WebhookRemoved => Class::Compatible,
            _ => Class::Run,
        }
    }
}

impl Serialize for Rule {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.id())
    }
}
