//! A client-side rate limit.

use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Duration;

use governor::clock::{Clock as _, MonotonicClock};
use governor::middleware::NoOpMiddleware;
use governor::state::{InMemoryState, NotKeyed};
use governor::{Quota, RateLimiter};

use crate::runtime::retry::wait;

/// A limit on the number of requests in any period of a given length. Further requests wait.
///
/// Retries count as requests. Clones of a client share the limit; other clients and other processes do not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use = "a rate limit does nothing until it is set on a client"]
pub struct RateLimit {
    requests: u32,
    per: Duration,
    burst: u32,
}

impl RateLimit {
    /// Allows at most `requests` in any period of `per`: up to half of them at once, the rest evenly spaced. Zero
    /// counts as one.
    pub fn new(requests: u32, per: Duration) -> Self {
        let requests = requests.max(1);
        Self { requests, per, burst: requests.div_ceil(2) }
    }

    /// Sets how many requests can be sent at once, from one to all. The larger the burst, the slower the rest.
    pub fn burst(mut self, requests: u32) -> Self {
        self.burst = requests.clamp(1, self.requests);
        self
    }

    /// Returns the interval between the evenly spaced requests, such that they and a burst stay within the limit.
    fn interval(self) -> Duration {
        self.per / (self.requests - self.burst + 1) + Duration::from_nanos(1)
    }
}

/// Delays requests to keep the limit.
#[derive(Clone)]
pub struct Limiter(Arc<RateLimiter<NotKeyed, InMemoryState, MonotonicClock, NoOpMiddleware<std::time::Instant>>>);

impl Limiter {
    pub(crate) fn new(limit: RateLimit) -> Self {
        let burst = NonZeroU32::new(limit.burst).unwrap_or(NonZeroU32::MIN);
        let one = Quota::per_second(NonZeroU32::MIN);
        let quota = Quota::with_period(limit.interval()).unwrap_or(one).allow_burst(burst);
        Self(Arc::new(RateLimiter::direct_with_clock(quota, MonotonicClock)))
    }

    /// Waits until the next request is allowed. Returns `left` as an error if that would take longer than `left`.
    pub(crate) async fn next(&self, left: Option<Duration>) -> Result<(), Duration> {
        let clock = MonotonicClock;
        let start = clock.now();
        while let Err(not_yet) = self.0.check() {
            let now = clock.now();
            let delay = not_yet.wait_time_from(now);
            if let Some(left) = left.filter(|left| now.duration_since(start) + delay >= *left) {
                return Err(left);
            }
            wait(delay).await;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_period_has_more_requests() {
        let second = Duration::from_secs(1);
        for (requests, burst) in [(1, 1), (2, 1), (2, 2), (10, 1), (10, 5), (10, 10), (100, 50)] {
            let limit = RateLimit::new(requests, second).burst(burst);
            // The burst at the start of a period, and the spaced requests before its end.
            let rest = (second - Duration::from_nanos(1)).as_nanos() / limit.interval().as_nanos();
            assert!(u128::from(burst) + rest <= u128::from(requests), "{limit:?}: {rest}");
        }
        assert_eq!(RateLimit::new(0, second), RateLimit::new(1, second));
        assert_eq!(RateLimit::new(7, second).burst, 4);
    }

    #[tokio::test]
    async fn requests_over_the_limit_wait_or_fail() {
        let limiter = Limiter::new(RateLimit::new(3, Duration::from_millis(300)).burst(2));
        let start = std::time::Instant::now();
        for _ in 0..4 {
            limiter.next(None).await.unwrap();
        }
        assert!(start.elapsed() >= Duration::from_millis(290), "{:?}", start.elapsed());
        let limiter = Limiter::new(RateLimit::new(1, Duration::from_secs(3_600)));
        limiter.next(None).await.unwrap();
        assert_eq!(limiter.next(Some(Duration::from_secs(5))).await, Err(Duration::from_secs(5)));
    }
}
