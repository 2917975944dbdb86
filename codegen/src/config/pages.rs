//! The setting `pages`: pagination that oasmith does not detect in the document.

use serde::de::{Deserialize, Deserializer, Error as _};

use crate::ir::{Extent, Pagination, Step};

/// The pagination of an operation, or `false` for none.
///
/// ```toml
/// [api.pages]
/// listPets = { parameter = "after", next = "paging/next/after", items = "results" }
/// "GET /audit" = { parameter = "page", first = 0 }
/// "GET /log" = { parameter = "skip", offset = true, items = "data/entries" }
/// listOrders = { parameter = "starting_after", last = "id", more = "has_more" }
/// search = false
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pages(Option<Pagination>);

impl Pages {
    /// Returns the pagination; `None` for `false`.
    pub fn pagination(&self) -> Option<&Pagination> {
        self.0.as_ref()
    }
}

/// The table of an operation. A location in the response is a list of property names, separated by slashes.
#[derive(Debug, serde::Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct Table {
    /// The query parameter that selects the page.
    parameter: String,
    /// The location of the next value of the parameter in a response, such as `paging/next/after`.
    next: Option<String>,
    /// The property of the last item that is the next value of the parameter.
    last: Option<String>,
    /// The location of a boolean in a response that is `true` if more items follow; for use with `last`.
    more: Option<String>,
    /// The number of the first page, if the parameter is a page number.
    first: Option<u64>,
    /// Whether the parameter is an offset, the number of items before the page; `false` unless set.
    #[serde(default)]
    offset: bool,
    /// The location of the items in a response. Needed where a response has several lists, none of them with a usual name or
    /// the name of the resource.
    items: Option<String>,
}

impl<'de> Deserialize<'de> for Pages {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = toml::Value::deserialize(deserializer)?;
        if value == toml::Value::Boolean(false) {
            return Ok(Self(None));
        }
        let table: Table = value.try_into().map_err(D::Error::custom)?;
        table.pagination().map(|pagination| Self(Some(pagination))).map_err(D::Error::custom)
    }
}

impl Table {
    fn pagination(self) -> Result<Pagination, &'static str> {
        let path = |text: &str| text.split('/').filter(|name| !name.is_empty()).map(str::to_owned).collect::<Vec<_>>();
        let step = match (&self.next, &self.last, self.first, self.offset) {
            (Some(next), None, None, false) => Step::Cursor(path(next)),
            (None, Some(last), None, false) => {
                let more = self.more.as_deref().ok_or(
                    "`last` requires `more`, the location of a boolean that is `true` if there are more pages",
                )?;
                Step::Last(path(more), last.clone())
            }
            (None, None, Some(first), false) => Step::Number(first),
            (None, None, None, true) => Step::Offset,
            _ => return Err("exactly one of `next`, `last`, `first` and `offset` must be set"),
        };
        let items = self.items.as_deref().map(path);
        Ok(Pagination {
            parameter: self.parameter,
            step,
            items,
            has_kept_items: false,
            extent: Extent::default(),
            size: None,
        })
    }
}
