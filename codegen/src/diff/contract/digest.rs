//! Digests of schemas: equal values have equal digests, and a value is read once, however often it is compared.

use std::collections::HashMap;
use std::hash::{BuildHasher as _, Hasher as _, RandomState};

use crate::source::Node;

/// A digest of 128 bits. Its keys are random, so that no document can have equal ones for different values.
pub(super) type Digest = [u64; 2];

/// The digests of values.
#[derive(Default)]
pub(super) struct Digests<'a> {
    keys: [RandomState; 2],
    known: HashMap<*const Node, Digest>,
    lifetime: std::marker::PhantomData<&'a Node>,
}

impl<'a> Digests<'a> {
    /// Returns the digest of a value. The order of properties does not count.
    pub(super) fn of(&mut self, node: &'a Node) -> Digest {
        let is_compound = matches!(node, Node::Object(_) | Node::Array(_));
        if let Some(known) = self.known.get(&std::ptr::from_ref(node)).filter(|_| is_compound) {
            return *known;
        }
        let mut parts: Vec<(&str, Digest)> = Vec::new();
        match node {
            Node::Object(map) => {
                parts.extend(map.iter().map(|(key, value)| (key.as_str(), self.of(value))));
                parts.sort_unstable();
            }
            Node::Array(items) => parts.extend(items.iter().map(|item| ("", self.of(item)))),
            _ => {}
        }
        let digest = [0, 1].map(|at: usize| {
            let mut hasher = self.keys[at].build_hasher();
            match node {
                Node::Object(_) | Node::Array(_) => {
                    hasher.write_u8(u8::from(matches!(node, Node::Array(_))));
                    hasher.write_usize(parts.len());
                    for (key, [one, other]) in &parts {
                        hasher.write_usize(key.len());
                        hasher.write(key.as_bytes());
                        hasher.write_u64(*one);
                        hasher.write_u64(*other);
                    }
                }
                scalar => {
                    hasher.write_u8(2);
                    hasher.write(scalar.to_string().as_bytes());
                }
            }
            hasher.finish()
        });
        if is_compound {
            self.known.insert(std::ptr::from_ref(node), digest);
        }
        digest
    }
}
