//! The kinds of change that are told apart.

use serde::Serialize;

/// What a change means for who uses the crate that was generated before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Class {
    /// Code that calls it does not compile any more.
    Compile,
    /// Code compiles, and what it does fails or is another thing.
    Run,
    /// All that worked works.
    Compatible,
    /// Only what is said has changed.
    Documentation,
}

impl Class {
    /// All, the worst first.
    pub const ALL: [Self; 4] = [Self::Compile, Self::Run, Self::Compatible, Self::Documentation];

    /// Whether something that worked does not.
    pub fn is_breaking(self) -> bool {
        matches!(self, Self::Compile | Self::Run)
    }

    /// As a heading.
    pub fn title(self) -> &'static str {
        match self {
            Self::Compile => "Breaking when compiled",
            Self::Run => "Breaking when run",
            Self::Compatible => "Compatible",
            Self::Documentation => "Documentation",
        }
    }
}

macro_rules! rules {
    ($($name:ident = $id:literal, $about:literal;)*) => {
        /// A kind of change. Its name is stable.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Rule {
            $(#[doc = $about] $name,)*
        }

        impl Rule {
            /// All kinds.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// Its stable name.
            pub fn id(self) -> &'static str {
                match self { $(Self::$name => $id,)* }
            }

            /// What it is, in a sentence.
            pub fn about(self) -> &'static str {
                match self { $(Self::$name => $about,)* }
            }
        }
    };
}

rules! {
    TitleChanged = "title-changed", "The API's title is another.";
    VersionChanged = "version-changed", "The API's version is another.";
    DescriptionChanged = "description-changed", "The API is described otherwise.";
    BaseUrlChanged = "base-url-changed", "The server that is called unless another is set is another.";
    ServerAdded = "server-added", "There is one more server.";
    ServerRemoved = "server-removed", "A server is gone.";
    TagDocumented = "tag-documented", "A group is described otherwise.";
    SecuritySchemeAdded = "security-scheme-added", "There is one more kind of credential.";
    SecuritySchemeRemoved = "security-scheme-removed", "A kind of credential is gone.";
    SecuritySchemeChanged = "security-scheme-changed", "A credential is sent otherwise.";
    TokenUrlAdded = "token-url-added", "Tokens can be had by an id and a secret.";
    TokenUrlRemoved = "token-url-removed", "Tokens can't be had by an id and a secret any more.";
    TokenUrlChanged = "token-url-changed", "Tokens are got elsewhere.";
    WebhookAdded = "webhook-added", "There is one more webhook.";
    WebhookRemoved = "webhook-removed", "A webhook is gone.";
    WebhookChanged = "webhook-changed", "A webhook brings another type.";

    OperationAdded = "operation-added", "There is one more operation.";
    OperationRemoved = "operation-removed", "An operation is gone.";
    OperationRenamed = "operation-renamed", "A method of the client is called otherwise, or belongs to another group.";
    OperationMoved = "operation-moved", "An operation has another path.";
    OperationDeprecated = "operation-deprecated", "An operation should not be called any more.";
    OperationUndeprecated = "operation-undeprecated", "An operation may be called again.";
    OperationDocumented = "operation-documented", "An operation is described otherwise.";
    OperationServerChanged = "operation-server-changed", "An operation has another server of its own.";
    SecurityNeeded = "security-needed", "A way to call an operation without, or with fewer, credentials is gone.";
    SecurityLoosened = "security-loosened", "An operation may be called with other or no credentials.";
    ScopeNeeded = "scope-needed", "A token has to have other or more scopes for an operation.";
    ScopeLoosened = "scope-loosened", "A token may have other or fewer scopes for an operation.";
    PagesAdded = "pages-added", "A list can be read page by page.";
    PagesRemoved = "pages-removed", "A list can't be read page by page any more.";
    PagesChanged = "pages-changed", "The next page of a list is asked for otherwise.";
    CallbackChanged = "callback-changed", "An operation's callbacks are others.";

    ParameterAddedRequired = "parameter-added-required", "An operation demands one more parameter.";
    ParameterAddedOptional = "parameter-added-optional", "An operation takes one more parameter.";
    ParameterRemoved = "parameter-removed", "A parameter is gone.";
    ParameterBecameRequired = "parameter-became-required", "A parameter has to be given.";
    ParameterBecameOptional = "parameter-became-optional", "A parameter does not have to be given any more.";
    ParameterTypeChanged = "parameter-type-changed", "A parameter has another type.";
    ParameterRenamed = "parameter-renamed", "A parameter is called otherwise in Rust.";
    ParameterWrittenOtherwise = "parameter-written-otherwise", "A parameter is written otherwise.";
    ParameterConstantChanged = "parameter-constant-changed", "The only value of a parameter is another.";
    ParameterDefaultChanged = "parameter-default-changed", "What is taken where a parameter is not given is another.";
    ParameterNarrowed = "parameter-narrowed", "Fewer values of a parameter are allowed.";
    ParameterWidened = "parameter-widened", "More values of a parameter are allowed.";
    ParameterDeprecated = "parameter-deprecated", "A parameter should not be used any more.";
    ParameterUndeprecated = "parameter-undeprecated", "A parameter may be used again.";
    ParameterDocumented = "parameter-documented", "A parameter is described otherwise.";
    ArgumentsReordered = "arguments-reordered", "The arguments of a method come in another order.";

    BodyAddedRequired = "body-added-required", "An operation demands a body.";
    BodyAddedOptional = "body-added-optional", "An operation takes a body.";
    BodyRemoved = "body-removed", "An operation takes no body any more.";
    BodyBecameRequired = "body-became-required", "A body has to be given.";
    BodyBecameOptional = "body-became-optional", "A body does not have to be given any more.";
    BodyTypeChanged = "body-type-changed", "A body has another type.";
    BodyMediaTypeAdded = "body-media-type-added", "A body may be sent as one more media type.";
    BodyMediaTypeRemoved = "body-media-type-removed", "A body can't be sent as a media type any more.";
    BodyWrittenOtherwise = "body-written-otherwise", "Members of a form are written otherwise.";
    BodyDocumented = "body-documented", "A body is described otherwise.";

    SuccessAdded = "success-added", "There is one more success.";
    SuccessRemoved = "success-removed", "A success is gone.";
    SuccessTypeChanged = "success-type-changed", "A success has another body.";
    FailureAdded = "failure-added", "There is one more failure.";
    FailureRemoved = "failure-removed", "A failure is gone.";
    FailureTypeChanged = "failure-type-changed", "A failure has another body.";
    AnswerMediaTypeChanged = "answer-media-type-changed", "An answer comes as another media type.";
    AnswerDocumented = "answer-documented", "An answer is described otherwise.";
    HeaderAdded = "header-added", "An answer has one more header.";
    HeaderRemoved = "header-removed", "A header of an answer is gone.";
    HeaderChanged = "header-changed", "A header of an answer has another type, or may be absent.";

    TypeAdded = "type-added", "There is one more type.";
    TypeRemoved = "type-removed", "A type is gone.";
    TypeKindChanged = "type-kind-changed", "A type is of another kind.";
    TypeTargetChanged = "type-target-changed", "A type stands for another, or a tuple holds others.";
    TypeNarrowed = "type-narrowed", "Fewer values of a type are allowed.";
    TypeWidened = "type-widened", "More values of a type are allowed.";
    TypeDeprecated = "type-deprecated", "A type should not be used any more.";
    TypeUndeprecated = "type-undeprecated", "A type may be used again.";
    TypeDocumented = "type-documented", "A type is described otherwise.";
    MemberAddedRequired = "member-added-required", "Objects have to have one more member.";
    MemberAddedOptional = "member-added-optional", "Objects may have one more member.";
    MemberRemoved = "member-removed", "A member is gone.";
    MemberBecameRequired = "member-became-required", "A member has to be there.";
    MemberBecameOptional = "member-became-optional", "A member may be absent.";
    MemberTypeChanged = "member-type-changed", "A member has another type.";
    MemberRenamed = "member-renamed", "A member is called otherwise in Rust.";
    MemberDirectionChanged = "member-direction-changed", "Whether requests or answers have a member is another.";
    MemberDefaultChanged = "member-default-changed", "What is taken where a member is absent is another.";
    MemberNarrowed = "member-narrowed", "Fewer values of a member are allowed.";
    MemberWidened = "member-widened", "More values of a member are allowed.";
    MemberDeprecated = "member-deprecated", "A member should not be used any more.";
    MemberUndeprecated = "member-undeprecated", "A member may be used again.";
    MemberDocumented = "member-documented", "A member is described otherwise.";
    OtherMembersAdded = "other-members-added", "Members without a name are kept.";
    OtherMembersRemoved = "other-members-removed", "Members without a name are not kept any more.";
    OtherMembersChanged = "other-members-changed", "Members without a name have another type.";
    ValueAdded = "value-added", "An enum has one more value.";
    ValueRemoved = "value-removed", "A value of an enum is gone.";
    VariantAdded = "variant-added", "A union has one more type.";
    VariantRemoved = "variant-removed", "A type of a union is gone.";
    VariantChanged = "variant-changed", "A variant of a union is called otherwise, or told apart otherwise.";
    TagChanged = "tag-changed", "Types of a union are told apart by another member.";
}
