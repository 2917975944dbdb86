//! Names of status codes.

use crate::ir::Status;

/// Returns the words of a status.
///
/// Source: RFC 9110, section 15, and the IANA registry of HTTP status codes.
pub(super) fn status(status: Status) -> String {
    let text = match status {
        Status::Default => "default",
        Status::Range(1) => "informational",
        Status::Range(2) => "success",
        Status::Range(3) => "redirection",
        Status::Range(4) => "client error",
        Status::Range(5) => "server error",
        Status::Range(other) => return format!("status {other}xx"),
        Status::Code(200) => "ok",
        Status::Code(201) => "created",
        Status::Code(202) => "accepted",
        Status::Code(203) => "non authoritative information",
        Status::Code(204) => "no content",
        Status::Code(205) => "reset content",
        Status::Code(206) => "partial content",
        Status::Code(207) => "multi status",
        Status::Code(300) => "multiple choices",
        Status::Code(301) => "moved permanently",
        Status::Code(302) => "found",
        Status::Code(303) => "see other",
        Status::Code(304) => "not modified",
        Status::Code(307) => "temporary redirect",
        Status::Code(308) => "permanent redirect",
        Status::Code(400) => "bad request",
        Status::Code(401) => "unauthorized",
        Status::Code(402) => "payment required",
        Status::Code(403) => "forbidden",
        Status::Code(404) => "not found",
        Status::Code(405) => "method not allowed",
        Status::Code(406) => "not acceptable",
        Status::Code(408) => "request timeout",
        Status::Code(409) => "conflict",
        Status::Code(410) => "gone",
        Status::Code(411) => "length required",
        Status::Code(412) => "precondition failed",
        Status::Code(413) => "content too large",
        Status::Code(415) => "unsupported media type",
        Status::Code(416) => "range not satisfiable",
        Status::Code(422) => "unprocessable content",
        Status::Code(423) => "locked",
        Status::Code(424) => "failed dependency",
        Status::Code(428) => "precondition required",
        Status::Code(429) => "too many requests",
        Status::Code(431) => "request header fields too large",
        Status::Code(451) => "unavailable for legal reasons",
        Status::Code(500) => "internal server error",
        Status::Code(501) => "not implemented",
        Status::Code(502) => "bad gateway",
        Status::Code(503) => "service unavailable",
        Status::Code(504) => "gateway timeout",
        Status::Code(507) => "insufficient storage",
        Status::Code(other) => return format!("status {other}"),
    };
    text.to_owned()
}
