//! The rules of change reports, and the classes of change.

use serde::Serialize;

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

macro_rules! rules {
    ($($name:ident = $id:literal, $about:literal;)*) => {
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
        }
    };
}

rules! {
    TitleChanged = "title-changed", "The title of the API changed.";
    VersionChanged = "version-changed", "The version of the API changed.";
    DescriptionChanged = "description-changed", "The description of the API changed.";
    BaseUrlChanged = "base-url-changed", "The default server changed.";
    ServerAdded = "server-added", "A server was added.";
    ServerRemoved = "server-removed", "A server was removed.";
    ServerVariableChanged = "server-variable-changed", "The default or the allowed values of a server's variable changed.";
    TagDocumented = "tag-documented", "The documentation of a tag changed.";
    SecuritySchemeAdded = "security-scheme-added", "A security scheme was added.";
    SecuritySchemeRemoved = "security-scheme-removed", "A security scheme was removed.";
    SecuritySchemeChanged = "security-scheme-changed", "The client sends a credential in another way.";
    TokenUrlAdded = "token-url-added", "The client can now request tokens with a client id and secret.";
    TokenUrlRemoved = "token-url-removed", "The client can no longer request tokens with a client id and secret.";
    TokenUrlChanged = "token-url-changed", "The URL at which the client requests tokens changed.";
    SecurityUrlChanged = "security-url-changed", "The URL for logging in or for tokens of a security scheme changed.";
    SecurityFlowAdded = "security-flow-added", "A flow of a security scheme was added.";
    SecurityFlowRemoved = "security-flow-removed", "A flow of a security scheme was removed.";
    ScopeAdded = "scope-added", "A scope of a security scheme was added.";
    ScopeRemoved = "scope-removed", "A scope of a security scheme was removed.";
    WebhookAdded = "webhook-added", "A webhook was added.";
    WebhookRemoved = "webhook-removed", "A webhook was removed.";
    WebhookChanged = "webhook-changed", "The type of a webhook's body changed.";
    WebhookNarrowed = "webhook-narrowed", "The body of a webhook has fewer possible values.";
    WebhookWidened = "webhook-widened", "The body of a webhook has more possible values.";

    OperationAdded = "operation-added", "An operation was added.";
    OperationRemoved = "operation-removed", "An operation was removed.";
    OperationRenamed = "operation-renamed", "A method of the client has another name or belongs to another group.";
    OperationMoved = "operation-moved", "The path of an operation changed.";
    MethodChanged = "method-changed", "The HTTP method of an operation changed.";
    OperationDeprecated = "operation-deprecated", "An operation became deprecated.";
    OperationUndeprecated = "operation-undeprecated", "An operation is no longer deprecated.";
    OperationDocumented = "operation-documented", "The documentation of an operation changed.";
    OperationServerChanged = "operation-server-changed", "An operation's own server changed.";
    SecurityNeeded = "security-needed", "An operation requires other or more credentials.";
    SecurityLoosened = "security-loosened", "An operation accepts other, fewer or no credentials.";
    ScopeNeeded = "scope-needed", "An operation requires other or more token scopes.";
    ScopeLoosened = "scope-loosened", "An operation accepts other or fewer token scopes.";
    PagesAdded = "pages-added", "An operation is now paginated.";
    PagesRemoved = "pages-removed", "An operation is no longer paginated.";
    PagesChanged = "pages-changed", "The request for the next page changed.";
    CallbackChanged = "callback-changed", "The callbacks of an operation changed.";
    CallbackNarrowed = "callback-narrowed", "The body of a callback has fewer possible values.";
    CallbackWidened = "callback-widened", "The body of a callback has more possible values.";

    ParameterAddedRequired = "parameter-added-required", "A required parameter was added.";
    ParameterAddedOptional = "parameter-added-optional", "An optional parameter was added.";
    ParameterRemoved = "parameter-removed", "A parameter was removed.";
    ParameterMoved = "parameter-moved", "A parameter moved to another location, such as from the query to a header.";
    ParameterBecameRequired = "parameter-became-required", "An optional parameter became required.";
    ParameterBecameOptional = "parameter-became-optional", "A required parameter became optional.";
    ParameterTypeChanged = "parameter-type-changed", "The type of a parameter changed.";
    ParameterRenamed = "parameter-renamed", "A parameter has another name in Rust.";
    ParameterWrittenOtherwise = "parameter-written-otherwise", "The serialization of a parameter changed.";
    ParameterConstantChanged = "parameter-constant-changed", "The only value of a parameter changed.";
    ParameterDefaultChanged = "parameter-default-changed", "The default of an optional parameter changed.";
    ParameterNarrowed = "parameter-narrowed", "A parameter allows fewer values.";
    ParameterWidened = "parameter-widened", "A parameter allows more values.";
    ParameterDeprecated = "parameter-deprecated", "A parameter became deprecated.";
    ParameterUndeprecated = "parameter-undeprecated", "A parameter is no longer deprecated.";
    ParameterDocumented = "parameter-documented", "The documentation of a parameter changed.";
    ArgumentsSwapped = "arguments-swapped", "A call compiles and sends a value as another parameter than before.";
    ArgumentsReordered = "arguments-reordered", "The order of a method's arguments changed.";

    BodyAddedRequired = "body-added-required", "A required request body was added.";
    BodyAddedOptional = "body-added-optional", "An optional request body was added.";
    BodyRemoved = "body-removed", "A request body was removed.";
    BodyBecameRequired = "body-became-required", "An optional request body became required.";
    BodyBecameOptional = "body-became-optional", "A required request body became optional.";
    BodyTypeChanged = "body-type-changed", "The type of a request body changed.";
    BodyMediaTypeAdded = "body-media-type-added", "A media type of a request body was added.";
    BodyMediaTypeRemoved = "body-media-type-removed", "A media type of a request body was removed.";
    BodyNarrowed = "body-narrowed", "A request body allows fewer values.";
    BodyWidened = "body-widened", "A request body allows more values.";
    BodyWrittenOtherwise = "body-written-otherwise", "The serialization of a form's properties changed.";
    BodyDocumented = "body-documented", "The documentation of a request body changed.";

    SuccessAdded = "success-added", "A success response was added.";
    SuccessRemoved = "success-removed", "A success response was removed.";
    SuccessTypeChanged = "success-type-changed", "The body type of a success response changed.";
    FailureAdded = "failure-added", "An error response was added.";
    FailureRemoved = "failure-removed", "An error response was removed.";
    FailureTypeChanged = "failure-type-changed", "The body type of an error response changed.";
    ResponseNarrowed = "response-narrowed", "A response has fewer possible values.";
    ResponseWidened = "response-widened", "A response has more possible values.";
    AnswerMediaTypeAdded = "answer-media-type-added", "A media type of a response was added.";
    AnswerMediaTypeRemoved = "answer-media-type-removed", "A media type of a response was removed.";
    AnswerMediaTypeChanged = "answer-media-type-changed", "The media type of a response changed.";
    AnswerDocumented = "answer-documented", "The documentation of a response changed.";
    HeaderAdded = "header-added", "A response header was added.";
    HeaderRemoved = "header-removed", "A response header was removed.";
    HeaderChanged = "header-changed", "The type of a response header changed, or whether it is optional.";
    HeaderNarrowed = "header-narrowed", "A response header has fewer possible values.";
    HeaderWidened = "header-widened", "A response header has more possible values.";

    TypeAdded = "type-added", "A type was added.";
    TypeRemoved = "type-removed", "A type was removed.";
    TypeRenamed = "type-renamed", "A type has another name in Rust.";
    TypeKindChanged = "type-kind-changed", "A type became another kind of type, such as an enum instead of a struct.";
    TypeTargetChanged = "type-target-changed", "The target of a type alias or newtype changed, or the items of a tuple.";
    TypeNarrowed = "type-narrowed", "A type allows fewer values.";
    TypeWidened = "type-widened", "A type allows more values.";
    TypeDeprecated = "type-deprecated", "A type became deprecated.";
    TypeUndeprecated = "type-undeprecated", "A type is no longer deprecated.";
    TypeDocumented = "type-documented", "The documentation of a type changed.";
    MemberAddedRequired = "member-added-required", "A required property was added.";
    MemberAddedOptional = "member-added-optional", "An optional property was added.";
    MemberRemoved = "member-removed", "A property was removed.";
    MemberBecameRequired = "member-became-required", "An optional property became required.";
    MemberBecameOptional = "member-became-optional", "A required property became optional.";
    MemberTypeChanged = "member-type-changed", "The type of a property changed.";
    MemberRenamed = "member-renamed", "A property has another field name in Rust.";
    MemberDirectionChanged = "member-direction-changed", "`readOnly` or `writeOnly` of a property changed.";
    MemberDefaultChanged = "member-default-changed", "The default of an optional property changed.";
    MemberNarrowed = "member-narrowed", "A property allows fewer values.";
    MemberWidened = "member-widened", "A property allows more values.";
    MemberDeprecated = "member-deprecated", "A property became deprecated.";
    MemberUndeprecated = "member-undeprecated", "A property is no longer deprecated.";
    MemberDocumented = "member-documented", "The documentation of a property changed.";
    OtherMembersAdded = "other-members-added", "A type now keeps additional properties.";
    OtherMembersRemoved = "other-members-removed", "A type no longer keeps additional properties.";
    OtherMembersChanged = "other-members-changed", "The type of additional properties changed.";
    ValueAdded = "value-added", "A value of an enum was added.";
    ValueRemoved = "value-removed", "A value of an enum was removed.";
    VariantAdded = "variant-added", "A variant of a union was added.";
    VariantRemoved = "variant-removed", "A variant of a union was removed.";
    VariantChanged = "variant-changed", "A variant of a union was renamed, or its discriminator values changed.";
    TagChanged = "tag-changed", "The discriminator property of a union changed.";

    ItemRemoved = "item-removed", "A public item of the crate was removed, for a reason not listed.";
    ItemChanged = "item-changed", "The type of a public item of the crate changed, for a reason not listed.";
    TypeSplit = "type-split", "Two names of one type are now two types.";
    ServerChanged = "server-changed", "A server of the module `servers` has another URL.";
    SettingChanged = "setting-changed", "A setting changed the name of the crate, its requests, or the responses that it accepts.";
    TraitRemoved = "trait-removed", "A type no longer implements a trait.";
    SchemasNotCompared = "schemas-not-compared", "The schemas combine in too many ways to compare all of them.";
    FeatureNeeded = "feature-needed", "A public item of the crate needs a feature that it did not need before.";
}

impl Rule {
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
