//! Pagination: lists as streams of pages and of items.

use std::collections::{HashSet, VecDeque};
use std::fmt;
use std::hash::{DefaultHasher, Hasher as _};
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use futures_core::Stream;
use serde::Serialize;

use crate::runtime::call::Call;
use crate::runtime::error::Error;
use crate::runtime::link::announces_next;
use crate::runtime::response::Response;

/// How the client requests the next page.
pub enum Advance<T> {
    /// By a cursor from this page, if it has one.
    Cursor(fn(&T) -> Option<String>),
    /// By the page number, starting at this one.
    Number(u64, fn(&T) -> Extent),
    /// By an offset: the number of items so far.
    Offset(fn(&T) -> Extent),
}

/// The extent of a paginated list, as one page reports it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Extent {
    /// The number of items on the page.
    count: u64,
    /// The number of items of the whole list.
    total: Option<u64>,
    /// The number of pages of the list.
    pages: Option<u64>,
    /// Whether another page follows.
    more: Option<bool>,
    /// Whether the page has a link or cursor of the next one, if the API describes such a property.
    next: Option<bool>,
    /// A hash of the items, if there are any.
    items: Option<u64>,
    /// How many pages in a row may repeat the items of earlier ones.
    repeats: u32,
}

/// How many pages in a row may repeat the items of earlier ones if items are strings, numbers or booleans: equal ones
/// need not be the same item.
const MAX_REPEATS: u32 = 64;

/// Hashes the bytes written to it.
struct Hashed(DefaultHasher);

impl io::Write for Hashed {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Extent {
    /// Creates the extent of a page of strings, numbers or booleans.
    pub fn values<T: Serialize>(items: &[T]) -> Self {
        Self { repeats: MAX_REPEATS, ..Self::objects(items) }
    }

    /// Creates the extent of a page of objects. A page with the same objects as an earlier one is a repeated page, even
    /// if other properties of the response, such as a time, differ.
    pub fn objects<T: Serialize>(items: &[T]) -> Self {
        let mut hashed = Hashed(DefaultHasher::new());
        let is_hashed = !items.is_empty() && serde_json::to_writer(&mut hashed, items).is_ok();
        let count = u64::try_from(items.len()).unwrap_or(u64::MAX);
        Self { count, items: is_hashed.then(|| hashed.0.finish()), ..Self::default() }
    }

    /// Sets the number of items of the whole list, if the page reports it.
    pub fn total(self, total: Option<impl ToString>) -> Self {
        Self { total: total.and_then(|total| total.to_string().parse().ok()), ..self }
    }

    /// Sets the number of pages of the list, if the page reports it.
    pub fn pages(self, pages: Option<impl ToString>) -> Self {
        Self { pages: pages.and_then(|pages| pages.to_string().parse().ok()), ..self }
    }

    /// Sets whether another page follows, if the page reports it.
    pub fn has_more(self, more: Option<bool>) -> Self {
        Self { more, ..self }
    }

    /// Sets whether the page has a link or cursor of the next one. Some servers never send it, so a count takes
    /// precedence over its absence.
    pub fn has_next_link(self, next: bool) -> Self {
        Self { next: Some(next), ..self }
    }

    /// Whether another page follows this one, which is the last of `seen` items; no page so far had more than
    /// `largest`. `number` is the number of this page, if it is known.
    fn has_next_page(&self, seen: u64, largest: u64, number: Option<u64>) -> bool {
        let by_pages = self.pages.filter(|pages| *pages > 0).zip(number).map(|(pages, number)| number < pages);
        // Some servers send 0 if they do not count.
        let by_total = self.total.filter(|total| *total > 0).map(|total| seen < total);
        let by_next = self.next.filter(|next| *next);
        self.more.or(by_next).or(by_pages).or(by_total).or(self.next).unwrap_or(self.count > 0 && self.count >= largest)
    }
}

impl<T> Clone for Advance<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Advance<T> {}

#[cfg(not(target_arch = "wasm32"))]
type Running<T, E> = Pin<Box<dyn Future<Output = Result<Page<T>, Error<E>>> + Send>>;
#[cfg(target_arch = "wasm32")]
type Running<T, E> = Pin<Box<dyn Future<Output = Result<Page<T>, Error<E>>>>>;

/// A page, and a hash of its body and links.
type Page<T> = (Response<T>, u64);

/// A stream of the pages of a list, each requested when it is polled. It ends after an error.
#[must_use = "streams request nothing until they are polled"]
pub struct Pages<T, E> {
    call: Option<Call<T, E>>,
    parameter: &'static str,
    advance: Advance<T>,
    size: Option<Size>,
    running: Option<Running<T, E>>,
    past: Past,
}

/// The query parameter that sets the page size.
#[derive(Clone, Copy, Debug)]
struct Size {
    parameter: &'static str,
    /// The page size if the parameter is not set.
    default: Option<u64>,
    /// The largest page size.
    most: Option<u64>,
}

/// The state of the pages so far.
#[derive(Debug, Default)]
struct Past {
    /// Hashes of their bodies and links.
    bodies: HashSet<u64>,
    /// Hashes of their items.
    items: HashSet<u64>,
    /// How many of the latest pages repeated items of earlier ones.
    repeats: u32,
    /// The cursors that they returned.
    cursors: HashSet<String>,
    /// The number of items up to here, including those before the first page.
    seen: u64,
    /// The number of items of the largest page.
    largest: u64,
}

impl Past {
    /// Adds a page, and returns whether it repeats an earlier one. A page requested by cursor has no extent; its cursor
    /// shows whether it is repeated.
    fn repeats(&mut self, body: u64, extent: Option<Extent>) -> bool {
        let is_same = !self.bodies.insert(body);
        let Some(extent) = extent else { return false };
        let has_same = extent.items.is_some_and(|items| !self.items.insert(items));
        self.repeats = if has_same { self.repeats + 1 } else { 0 };
        is_same || self.repeats > extent.repeats
    }
}

impl<T: 'static, E: 'static> Pages<T, E> {
    #[doc(hidden)]
    pub fn new(call: Call<T, E>, parameter: &'static str, advance: Advance<T>) -> Self {
        Self { call: Some(call), parameter, advance, size: None, running: None, past: Past::default() }
    }

    /// Sets the query parameter of the page size: its value is `default` if not set, and at most `most`.
    #[doc(hidden)]
    pub fn size(mut self, parameter: &'static str, default: Option<u64>, most: Option<u64>) -> Self {
        self.size = Some(Size { parameter, default, most });
        self
    }

    /// Returns the next page; `None` after the last.
    pub async fn next(&mut self) -> Option<Result<Response<T>, Error<E>>> {
        std::future::poll_fn(|task| Pin::new(&mut *self).poll_next(task)).await
    }

    /// Returns the call of the next page.
    fn after(&mut self, call: Call<T, E>, page: &Response<T>, extent: Extent) -> Option<Call<T, E>> {
        let sent = call.query_text(self.parameter);
        let number = |text: &Option<String>| text.as_deref().and_then(|text| text.parse::<u64>().ok());
        let next = match self.advance {
            Advance::Cursor(next) => {
                let next = next(&page.body).filter(|next| !next.is_empty())?;
                // Prevents a cycle, if the server returns the cursor of an earlier page.
                self.past.cursors.extend(sent);
                if !self.past.cursors.insert(next.clone()) {
                    return None;
                }
                next
            }
            Advance::Number(first, _) => {
                let this = number(&sent).unwrap_or(first);
                let pages = this.checked_sub(first).map(|before| before + 1);
                let is_first = pages == Some(1);
                self.has_next_page(&call, page, extent, pages, is_first.then_some(0))
                    .then(|| this.checked_add(1))??
                    .to_string()
            }
            Advance::Offset(_) => {
                let this = number(&sent).unwrap_or(0);
                let more = self.has_next_page(&call, page, extent, None, Some(this)) && extent.count > 0;
                more.then(|| this.checked_add(extent.count))??.to_string()
            }
        };
        let parameter = self.parameter;
        Some(call.with(|builder| builder.query(parameter, next.as_str())))
    }

    /// Whether another page follows this one, the `number`th, after `before` items: by the `Link` header, else by the
    /// page's own properties, else a page that is not full is the last.
    fn has_next_page(
        &mut self,
        call: &Call<T, E>,
        page: &Response<T>,
        extent: Extent,
        number: Option<u64>,
        before: Option<u64>,
    ) -> bool {
        let is_first = self.past.bodies.len() <= 1;
        if is_first {
            // For a list that starts in the middle, the number of items before it is unknown.
            self.past.seen = before.unwrap_or(0);
            let size = self.size.and_then(|size| size.certain(call.query_text(size.parameter)));
            self.past.largest = size.unwrap_or(0);
        }
        self.past.seen = self.past.seen.saturating_add(extent.count);
        self.past.largest = self.past.largest.max(extent.count);
        announces_next(&page.headers).unwrap_or_else(|| extent.has_next_page(self.past.seen, self.past.largest, number))
    }
}

impl Size {
    /// Returns the size of a full page, if the API declares it. Otherwise it is unknown: a server may send fewer items
    /// than requested.
    fn certain(&self, sent: Option<String>) -> Option<u64> {
        match sent {
            None => self.default,
            Some(text) => text.parse().ok().filter(|size| self.most.or(self.default).is_some_and(|most| *size <= most)),
        }
    }
}

impl<T: 'static, E: 'static> Stream for Pages<T, E> {
    type Item = Result<Response<T>, Error<E>>;

    fn poll_next(mut self: Pin<&mut Self>, task: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = &mut *self;
        let Some(call) = &this.call else { return Poll::Ready(None) };
        let running = this.running.get_or_insert_with(|| Box::pin(call.clone().send_hashed()));
        let Poll::Ready(result) = running.as_mut().poll(task) else { return Poll::Pending };
        this.running = None;
        let call = this.call.take();
        let (page, hash) = match result {
            Ok(page) => page,
            Err(error) => return Poll::Ready(Some(Err(error))),
        };
        let extent = match this.advance {
            Advance::Cursor(_) => None,
            Advance::Number(_, extent) | Advance::Offset(extent) => Some(extent(&page.body)),
        };
        // A server that ignores the page number or the offset would send the same page forever.
        if this.past.repeats(hash, extent) {
            return Poll::Ready(None);
        }
        this.call = call.and_then(|call| this.after(call, &page, extent.unwrap_or_default()));
        Poll::Ready(Some(Ok(page)))
    }
}

impl<T, E> fmt::Debug for Pages<T, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pages").field("call", &self.call).finish_non_exhaustive()
    }
}

/// A stream of the items of a list, with each page requested when it is needed. It ends after an error.
#[must_use = "streams request nothing until they are polled"]
pub struct Items<T, E, I> {
    pages: Pages<T, E>,
    items: fn(T) -> Vec<I>,
    ready: VecDeque<I>,
}

impl<T: 'static, E: 'static, I> Items<T, E, I> {
    #[doc(hidden)]
    pub fn new(pages: Pages<T, E>, items: fn(T) -> Vec<I>) -> Self {
        Self { pages, items, ready: VecDeque::new() }
    }

    /// Returns the next item; `None` after the last.
    pub async fn next(&mut self) -> Option<Result<I, Error<E>>> {
        std::future::poll_fn(|task| Pin::new(&mut *self).poll_next(task)).await
    }
}

impl<T, E, I> Unpin for Items<T, E, I> {}

impl<T: 'static, E: 'static, I> Stream for Items<T, E, I> {
    type Item = Result<I, Error<E>>;

    fn poll_next(mut self: Pin<&mut Self>, task: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            if let Some(item) = self.ready.pop_front() {
                return Poll::Ready(Some(Ok(item)));
            }
            match Pin::new(&mut self.pages).poll_next(task) {
                Poll::Pending => return Poll::Pending,
                Poll::Ready(None) => return Poll::Ready(None),
                Poll::Ready(Some(Err(error))) => return Poll::Ready(Some(Err(error))),
                Poll::Ready(Some(Ok(page))) => {
                    let items = self.items;
                    self.ready.extend(items(page.body));
                }
            }
        }
    }
}

impl<T, E, I> fmt::Debug for Items<T, E, I> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Items").field("pages", &self.pages).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_reports_whether_another_follows() {
        let five = Extent::values(&[0; 5]);
        assert!(five.has_next_page(5, 5, None) && !five.has_next_page(15, 10, None));
        assert!(!Extent::values::<u8>(&[]).has_next_page(0, 0, None));
        assert!(
            five.total(Some(11_i64)).has_next_page(10, 10, None) && !five.total(Some(10_u8)).has_next_page(10, 5, None)
        );
        assert!(five.total(Some(0_u64)).has_next_page(5, 5, None), "0 is not a count if there are items");
        assert!(five.total(Some(-1_i32)).has_next_page(5, 5, None));
        assert!(
            five.pages(Some(3_u64)).has_next_page(5, 10, Some(2))
                && !five.pages(Some(2_u64)).has_next_page(5, 5, Some(2))
        );
        assert!(!five.total(Some(99_u64)).has_more(Some(false)).has_next_page(5, 5, None));
        assert!(five.has_more(Some(true)).has_next_page(5, 10, None));
        assert!(
            five.has_next_link(true).total(Some(5_u64)).has_next_page(5, 10, None)
                && !five.has_next_link(false).has_next_page(5, 5, None)
        );
        assert!(five.total(Some(9_u64)).has_next_link(false).has_next_page(5, 5, None), "a server that never sends it");
        assert!(!five.total(Some(5_u64)).has_next_link(false).has_next_page(5, 5, None));
    }

    #[test]
    fn only_a_declared_page_size_is_certain() {
        let size = |default, most| Size { parameter: "limit", default, most };
        let sent = |number: &str| Some(number.to_owned());
        assert_eq!(size(Some(20), Some(100)).certain(None), Some(20));
        assert_eq!(size(Some(20), Some(100)).certain(sent("100")), Some(100));
        assert_eq!(size(Some(20), Some(100)).certain(sent("101")), None);
        assert_eq!(size(None, None).certain(sent("10")), None);
        assert_eq!(size(Some(20), None).certain(sent("10")), Some(10));
        assert_eq!(size(None, Some(9)).certain(sent("x")), None);
    }
}
