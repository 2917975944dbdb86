//! How lists in pages are requested, and where a page says how far its list goes.

/// How an operation is asked for the next page. Places in its answer are the names of members, one in the other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pagination {
    /// The query parameter that tells which page is wanted.
    pub parameter: String,
    /// What it is set to.
    pub step: Step,
    /// Where in an answer the items are.
    pub items: Option<Vec<String>>,
    /// Where a response says how far the list goes.
    pub extent: Extent,
    /// The query parameter that sets how many items a page has.
    pub size: Option<PageSize>,
}

/// Where a response says how far a list goes: the names of properties, one in the other.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Extent {
    /// Whether another page follows.
    pub more: Option<Vec<String>>,
    /// Whether this page is the last.
    pub last: Option<Vec<String>>,
    /// What leads to the next page, where there is one.
    pub next: Option<Vec<String>>,
    /// How many pages there are.
    pub pages: Option<Vec<String>>,
    /// How many items there are.
    pub total: Option<Vec<String>>,
}

/// The query parameter that sets how many items a page has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageSize {
    /// Its name.
    pub parameter: String,
    /// Its default.
    pub default: Option<u64>,
    /// Its maximum.
    pub most: Option<u64>,
}

/// What the parameter is set to that asks for the next page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// What the answer says here.
    Cursor(Vec<String>),
    /// What the last item says in this member, where the answer says here that there are more.
    Last(Vec<String>, String),
    /// The next number; the first page has this one.
    Number(u64),
    /// How many items have come.
    Offset,
}
