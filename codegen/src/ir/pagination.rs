//! Pagination.

/// The pagination of an operation. A path in its response is a list of property names, each in the one before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pagination {
    /// The query parameter that selects the page.
    pub parameter: String,
    /// The value of the parameter.
    pub step: Step,
    /// The path of the items in a response.
    pub items: Option<Vec<String>>,
    /// Whether the existing crate determines the items, because the names of the page's lists do not lead to them.
    pub has_kept_items: bool,
    /// The properties of a response that give the extent of the list.
    pub extent: Extent,
    /// The query parameter that sets the page size.
    pub size: Option<PageSize>,
}

/// The paths of the properties that give the extent of a list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Extent {
    /// Whether another page follows.
    pub more: Option<Vec<String>>,
    /// Whether this page is the last.
    pub last: Option<Vec<String>>,
    /// The link to the next page.
    pub next: Option<Vec<String>>,
    /// The number of pages.
    pub pages: Option<Vec<String>>,
    /// The number of items.
    pub total: Option<Vec<String>>,
}

/// The query parameter that sets the page size.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageSize {
    /// The name.
    pub parameter: String,
    /// The default.
    pub default: Option<u64>,
    /// The maximum.
    pub most: Option<u64>,
}

/// The value of the parameter for the next page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// The cursor at this path of the response.
    Cursor(Vec<String>),
    /// This property of the last item, if the boolean at this path of the response is true.
    Last(Vec<String>, String),
    /// The next page number; this is the first.
    Number(u64),
    /// The number of items received.
    Offset,
}
