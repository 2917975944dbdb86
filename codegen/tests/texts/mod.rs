//! A document with text in every location that allows it.

use serde_json::{Value, json};

/// Returns a document with text wherever it is allowed; each `@` is replaced by another text.
pub(crate) fn template() -> Value {
    let schema = json!({ "type": "object", "title": "@", "description": "@", "externalDocs": { "url": "@", "description": "@" },
        "required": ["a@"], "additionalProperties": { "type": "string", "description": "@" },
        "properties": {
            "a@": { "type": "string", "title": "@", "description": "@", "default": "@", "example": "@", "pattern": "@" },
            "b": { "type": "string", "enum": ["@", "x@"], "x-enum-descriptions": ["@", "@"], "description": "@", "deprecated": true },
            "c": { "oneOf": [{ "type": "object", "title": "@", "description": "@", "properties": { "d@": { "type": "integer" } } },
                             { "type": "string", "format": "@" }], "description": "@" },
            "e": { "type": "array", "items": { "type": "object", "description": "@", "properties": { "f": { "const": "@" } } } },
            "g": { "type": "string", "contentMediaType": "@", "examples": ["@"], "$comment": "@" },
        } });
    let response = json!({ "description": "@", "headers": { "X-A": { "description": "@", "schema": { "type": "string", "example": "@" } } },
        "content": { "application/json": { "schema": { "$ref": "#/components/schemas/S" }, "example": "@" } },
        "links": { "l@": { "operationId": "op", "description": "@", "parameters": { "p": "@" } } } });
    json!({ "openapi": "3.1.0",
        "info": { "title": "T@", "summary": "@", "version": "@", "description": "@", "termsOfService": "@",
            "contact": { "name": "@", "url": "@" }, "license": { "name": "@", "url": "@" } },
        "servers": [{ "url": "https://{v}.example.com/@", "description": "@",
                      "variables": { "v": { "default": "@", "enum": ["@", "y"], "description": "@" } } }, { "url": "https://b.example.com", "name": "@", "description": "@" }],
        "tags": [{ "name": "t@", "summary": "@", "description": "@", "externalDocs": { "url": "@" } }],
        "paths": { "/a@/{id}": { "summary": "@", "description": "@", "post": { "operationId": "op", "tags": ["t@"], "summary": "@", "description": "@",
            "externalDocs": { "url": "@", "description": "@" },
            "parameters": [
                { "name": "id", "in": "path", "required": true, "description": "@", "schema": { "type": "string", "description": "@" } },
                { "name": "q@", "in": "query", "description": "@", "schema": { "type": "string", "enum": ["@"] }, "example": "@" },
                { "name": "X-B", "in": "header", "description": "@", "schema": { "type": "string", "default": "@" } }],
            "requestBody": { "required": true, "description": "@", "content": {
                "application/json": { "schema": { "$ref": "#/components/schemas/S" } }, "x/@": { "schema": { "type": "string" } },
                "multipart/form-data": { "schema": { "type": "object", "description": "@", "properties": { "h@": { "type": "string", "format": "binary", "description": "@" } } } } } },
            "callbacks": { "c@": { "{$request.body#/a}@": { "post": { "summary": "@", "description": "@", "responses": { "200": { "description": "@" } } } } } },
            "responses": { "200": response, "404": response, "default": { "description": "@", "content": { "text/plain": { "schema": { "type": "string", "description": "@" } } } } } } } },
        "webhooks": { "w@": { "post": { "summary": "@", "description": "@", "requestBody": { "content": { "application/json": { "schema": { "$ref": "#/components/schemas/S" } } } }, "responses": {} } } },
        "components": { "schemas": { "S": schema, "R@": { "type": "string", "enum": ["@", "@"], "title": "@", "description": "@" } },
            "securitySchemes": {
                "k": { "type": "apiKey", "in": "header", "name": "X-K", "description": "@" },
                "o@": { "type": "oauth2", "description": "@", "flows": { "clientCredentials": { "tokenUrl": "https://a.example/@", "scopes": { "s@": "@" } } } } } },
        "security": [{ "k": [] }, { "o@": ["s@"] }] })
}

/// Replaces each `@` with the next text.
pub(crate) fn fill(value: &mut Value, texts: &mut impl Iterator<Item = String>) {
    match value {
        Value::String(text) => {
            while let Some((before, after)) = text.split_once('@') {
                // An `@` in the inserted text stays.
                *text = format!("{before}{}{after}", texts.next().unwrap_or_default().replace('@', "\u{e000}"));
            }
            *text = text.replace('\u{e000}', "@");
        }
        Value::Array(items) => items.iter_mut().for_each(|item| fill(item, texts)),
        Value::Object(properties) => {
            for (name, mut value) in std::mem::take(properties) {
                let mut name = Value::String(name);
                fill(&mut name, texts);
                fill(&mut value, texts);
                properties.insert(name.as_str().unwrap_or_default().to_owned(), value);
            }
        }
        _ => {}
    }
}
