//! Lists that come in pages, as streams of pages and of items.

use std::collections::VecDeque;
use std::fmt;
use std::future::IntoFuture;
use std::pin::Pin;
use std::task::{Context, Poll};

use futures_core::Stream;
use reqwest::header::{HeaderMap, LINK};

use crate::runtime::call::Call;
use crate::runtime::error::Error;
use crate::runtime::reply::Response;

/// How the next page is asked for.
pub enum Advance<T> {
    /// By what this page says, where it says anything.
    Cursor(fn(&T) -> Option<String>),
    /// By the number of the page, from this one on, as long as pages have items: of how many this page has.
    Number(u64, fn(&T) -> usize),
    /// By how many items have come, as long as pages have any: of how many this page has.
    Offset(fn(&T) -> usize),
}

impl<T> Clone for Advance<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Advance<T> {}

#[cfg(not(target_arch = "wasm32"))]
type Running<'c, T, E> = Pin<Box<dyn Future<Output = Result<Response<T>, Error<E>>> + Send + 'c>>;
#[cfg(target_arch = "wasm32")]
type Running<'c, T, E> = Pin<Box<dyn Future<Output = Result<Response<T>, Error<E>>> + 'c>>;

/// The pages of a list, each asked for when it is wanted. Nothing follows an error.
#[must_use = "no page is asked for before it is wanted"]
pub struct Pages<'c, T, E> {
    call: Option<Call<'c, T, E>>,
    parameter: &'static str,
    advance: Advance<T>,
    running: Option<Running<'c, T, E>>,
}

impl<'c, T: 'c, E: 'c> Pages<'c, T, E> {
    pub(crate) fn new(call: Call<'c, T, E>, parameter: &'static str, advance: Advance<T>) -> Self {
        Self { call: Some(call), parameter, advance, running: None }
    }

    /// The next page; `None` after the last.
    pub async fn next(&mut self) -> Option<Result<Response<T>, Error<E>>> {
        std::future::poll_fn(|task| Pin::new(&mut *self).poll_next(task)).await
    }

    /// The call of the page after this one.
    fn after(&self, call: Call<'c, T, E>, page: &Response<T>) -> Option<Call<'c, T, E>> {
        let sent = call.query_text(self.parameter);
        let next = match self.advance {
            Advance::Cursor(next) => next(&page.body).filter(|next| !next.is_empty())?,
            Advance::Number(first, count) => {
                let more = says_more(&page.headers).unwrap_or(count(&page.body) > 0);
                let number: u64 = sent.as_deref().and_then(|text| text.parse().ok()).unwrap_or(first);
                more.then(|| (number + 1).to_string())?
            }
            Advance::Offset(count) => {
                let count = count(&page.body);
                let more = says_more(&page.headers).unwrap_or(true) && count > 0;
                let offset: usize = sent.as_deref().and_then(|text| text.parse().ok()).unwrap_or(0);
                more.then(|| (offset + count).to_string())?
            }
        };
        // A server that leads back to the page it gave would be asked forever.
        if sent.as_deref() == Some(next.as_str()) {
            return None;
        }
        let parameter = self.parameter;
        Some(call.with(|draft| draft.query(parameter, next.as_str())))
    }
}

/// Whether a page says in its header `Link` that another follows; `None` where it has none.
///
/// Source: RFC 8288, section 3.
fn says_more(headers: &HeaderMap) -> Option<bool> {
    let mut links = headers.get_all(LINK).iter().filter_map(|value| value.to_str().ok()).peekable();
    links.peek()?;
    let is_next = |link: &str| {
        let parameters = link.rsplit_once('>').map_or("", |(_, parameters)| parameters).split(';');
        let relations = parameters.filter_map(|it| it.trim().strip_prefix("rel="));
        relations.flat_map(|it| it.trim_matches('"').split_whitespace()).any(|relation| relation == "next")
    };
    Some(links.any(|value| value.split(",").any(is_next)))
}

impl<'c, T: 'c, E: 'c> Stream for Pages<'c, T, E> {
    type Item = Result<Response<T>, Error<E>>;

    fn poll_next(mut self: Pin<&mut Self>, task: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = &mut *self;
        let Some(call) = &this.call else { return Poll::Ready(None) };
        let running = this.running.get_or_insert_with(|| call.clone().into_future());
        let Poll::Ready(result) = running.as_mut().poll(task) else { return Poll::Pending };
        this.running = None;
        let call = this.call.take();
        if let (Some(call), Ok(page)) = (call, &result) {
            this.call = this.after(call, page);
        }
        Poll::Ready(Some(result))
    }
}

impl<T, E> fmt::Debug for Pages<'_, T, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pages").field("call", &self.call).finish_non_exhaustive()
    }
}

/// The items of a list, page after page, each page asked for when it is wanted. Nothing follows an error.
#[must_use = "no page is asked for before it is wanted"]
pub struct Items<'c, T, E, I> {
    pages: Pages<'c, T, E>,
    items: fn(T) -> Vec<I>,
    ready: VecDeque<I>,
}

impl<'c, T: 'c, E: 'c, I> Items<'c, T, E, I> {
    pub(crate) fn new(pages: Pages<'c, T, E>, items: fn(T) -> Vec<I>) -> Self {
        Self { pages, items, ready: VecDeque::new() }
    }

    /// The next item; `None` after the last.
    pub async fn next(&mut self) -> Option<Result<I, Error<E>>> {
        std::future::poll_fn(|task| Pin::new(&mut *self).poll_next(task)).await
    }
}

impl<T, E, I> Unpin for Items<'_, T, E, I> {}

impl<'c, T: 'c, E: 'c, I> Stream for Items<'c, T, E, I> {
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

impl<T, E, I> fmt::Debug for Items<'_, T, E, I> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Items").field("pages", &self.pages).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_say_whether_a_page_follows() {
        let headers = |link: &str| HeaderMap::from_iter([(LINK, link.parse().unwrap())]);
        assert_eq!(says_more(&HeaderMap::new()), None);
        let both = "<https://x/?page=3>; rel=\"next\", <https://x/?page=9>; rel=\"last\"";
        assert_eq!(says_more(&headers(both)), Some(true));
        assert_eq!(says_more(&headers("<https://x/?page=1>; rel=\"first prev\"")), Some(false));
        assert_eq!(says_more(&headers("<https://x/?a=1,2>; title=x; rel=next")), Some(true));
    }
}
