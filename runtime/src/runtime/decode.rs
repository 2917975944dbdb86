//! Decoders of the most common sets of responses: one success response, and no error response, or one JSON body for all.
//!
//! Functions for all operations, because the compiler checks a closure for each.

use serde::de::DeserializeOwned;

use crate::runtime::response::{Decoded, UndecodedResponse};

/// Decodes the only response, JSON with the status code `STATUS`.
pub fn json<const STATUS: u16, T: DeserializeOwned, E>(response: &UndecodedResponse) -> Decoded<T, E> {
    if response.status() == STATUS { response.json(Ok) } else { response.undocumented() }
}

/// Decodes JSON with the status code `STATUS`, or the body of an error response.
pub fn json_or_error<const STATUS: u16, T: DeserializeOwned, E: DeserializeOwned>(
    response: &UndecodedResponse,
) -> Decoded<T, E> {
    match response.status() {
        status if status == STATUS => response.json(Ok),
        _ if response.class() == 2 => response.undocumented(),
        _ => response.json(Err),
    }
}

/// Decodes the only response, without a body, with the status code `STATUS`.
pub fn empty<const STATUS: u16, E>(response: &UndecodedResponse) -> Decoded<(), E> {
    if response.status() == STATUS { response.empty(Ok(())) } else { response.undocumented() }
}

/// Decodes a response without a body with the status code `STATUS`, or the body of an error response.
pub fn empty_or_error<const STATUS: u16, E: DeserializeOwned>(response: &UndecodedResponse) -> Decoded<(), E> {
    match response.status() {
        status if status == STATUS => response.empty(Ok(())),
        _ if response.class() == 2 => response.undocumented(),
        _ => response.json(Err),
    }
}
