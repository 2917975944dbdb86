//! `allOf`, tested through `api.txt`.

use oasmith::Generation;
use oasmith::config::ApiConfig;

fn generation(schemas: &str) -> Generation {
    of_version("3.0.3", schemas)
}

fn of_version(version: &str, schemas: &str) -> Generation {
    let document = format!(
        "openapi: {version}\ninfo: {{title: T, version: '1'}}\npaths: {{}}\ncomponents:\n  schemas:\n{schemas}"
    );
    let config = ApiConfig::new("document", "out", "composition");
    oasmith::generate_from(document.into_bytes(), &config)
}

/// Returns the lines of `api.txt` about types, without their origins, and the codes of the diagnostics.
fn types(schemas: &str) -> (Vec<String>, Vec<String>) {
    types_of(generation(schemas))
}

fn types_of(generation: Generation) -> (Vec<String>, Vec<String>) {
    let codes = generation.diagnostics.iter().map(|it| format!("{} {}", it.code, it.pointer.as_str())).collect();
    let generated = generation.result.unwrap();
    let api = generated.outputs.iter().find(|output| output.path == "api.txt").unwrap();
    let lines = api.text.lines().skip_while(|line| *line != "types").skip(1);
    (lines.map(|line| line.trim().split("  of ").next().unwrap().to_owned()).collect(), codes)
}

#[track_caller]
fn assert_types(schemas: &str, lines: &[&str]) {
    let (found, codes) = types(schemas);
    assert_eq!(found, lines);
    assert_eq!(codes, Vec::<String>::new());
}

#[test]
fn all_of_becomes_one_struct_with_all_properties() {
    assert_types(
        "    Animal: {type: object, required: [name], properties: {name: {type: string}, age: {type: integer}}}\n\
         \x20   Cat:\n      allOf:\n        - $ref: '#/components/schemas/Animal'\n        - {type: object, properties: {claws: {type: integer, format: int32}}}\n\
         \x20       - {required: [age, claws]}\n      description: A cat.\n\
         \x20   Lion: {allOf: [{$ref: '#/components/schemas/Cat'}], required: [pride], properties: {mane: {type: boolean}}}\n",
        &[
            "struct Animal",
            "Animal.age: Option<i64>",
            "Animal.name: String",
            "struct Cat",
            "Cat.age: i64",
            "Cat.claws: i32",
            "Cat.name: String",
            "struct Lion",
            "Lion.age: i64",
            "Lion.claws: i32",
            "Lion.mane: Option<bool>",
            "Lion.name: String",
            "Lion.pride: Value",
        ],
    );
}

#[test]
fn a_required_property_without_a_schema_is_kept() {
    assert_types(
        "    Common: {type: object, required: [errors, result]}\n\
         \x20   Single: {allOf: [{$ref: '#/components/schemas/Common'}, {properties: {result: {type: string}}}]}\n\
         \x20   Alone: {allOf: [{$ref: '#/components/schemas/Common'}]}\n",
        &[
            "type Alone = Common",
            "type Common = Map<String, Value>",
            "struct Single",
            "Single.errors: Value",
            "Single.result: String",
        ],
    );
}

#[test]
fn a_subschema_without_a_type_still_applies() {
    assert_types(
        "    Base: {type: object, properties: {a: {type: string}}}\n\
         \x20   Need: {required: [id]}\n\
         \x20   Words: {description: Some.}\n\
         \x20   Mid: {allOf: [{$ref: '#/components/schemas/Need'}]}\n\
         \x20   All: {allOf: [{$ref: '#/components/schemas/Base'}, {$ref: '#/components/schemas/Need'}, {$ref: '#/components/schemas/Words'}]}\n\
         \x20   Far: {allOf: [{$ref: '#/components/schemas/Mid'}, {properties: {id: {type: integer}}}]}\n",
        &[
            "struct All",
            "All.a: Option<String>",
            "All.id: Value",
            "struct Base",
            "Base.a: Option<String>",
            "struct Far",
            "Far.id: i64",
            "type Mid = Need",
            "type Need = Value",
            "type Words = Value",
        ],
    );
}

#[test]
fn required_properties_apply_to_each_variant() {
    assert_types(
        "    Need: {type: object, required: [id]}\n\
         \x20   X: {type: object, properties: {x: {type: string}, id: {type: integer}}}\n\
         \x20   Y: {type: object, properties: {y: {type: string}}}\n\
         \x20   XorY: {oneOf: [{$ref: '#/components/schemas/X'}, {$ref: '#/components/schemas/Y'}]}\n\
         \x20   Both: {allOf: [{$ref: '#/components/schemas/Need'}, {$ref: '#/components/schemas/XorY'}]}\n",
        &[
            "enum Both",
            "Both::X(BothX)",
            "Both::Y(BothY)",
            "struct BothX",
            "BothX.id: i64",
            "BothX.x: Option<String>",
            "struct BothY",
            "BothY.id: Value",
            "BothY.y: Option<String>",
            "type Need = Map<String, Value>",
            "struct X",
            "X.id: Option<i64>",
            "X.x: Option<String>",
            "enum XorY",
            "XorY::X(X)",
            "XorY::Y(Y)",
            "struct Y",
            "Y.y: Option<String>",
        ],
    );
}

#[test]
fn one_reference_with_annotations_is_the_type_itself() {
    assert_types(
        "    A: {type: object, properties: {b: {allOf: [{$ref: '#/components/schemas/B'}, {description: words}]}, \
         c: {nullable: true, allOf: [{$ref: '#/components/schemas/B'}]}}}\n    B: {type: string, enum: [x]}\n\
         \x20   C: {allOf: [{$ref: '#/components/schemas/B'}]}\n",
        &["struct A", "A.b: Option<B>", "A.c: Option<Option<B>>", "enum B", "B::X = \"x\"", "type C = B"],
    );
}

#[test]
fn a_schema_without_properties_and_type_is_any_value() {
    assert_types("    A: {additionalProperties: false}\n", &["type A = Value"]);
    assert_types("    A: {type: object, additionalProperties: false}\n", &["struct A"]);
}

#[test]
fn all_of_can_be_recursive_and_refer_to_later_schemas() {
    assert_types(
        "    A: {allOf: [{$ref: '#/components/schemas/Z'}, {type: object, properties: {a: {$ref: '#/components/schemas/A'}}}]}\n\
         \x20   Z: {type: object, properties: {list: {type: array, items: {allOf: [{$ref: '#/components/schemas/Z'}, \
         {properties: {extra: {type: string}}}]}}}}\n",
        &[
            "struct A",
            "A.a: Option<A>",
            "A.list: Option<Vec<ZListItem>>",
            "struct Z",
            "Z.list: Option<Vec<ZListItem>>",
            "struct ZListItem",
            "ZListItem.extra: Option<String>",
            "ZListItem.list: Option<Vec<ZListItem>>",
        ],
    );
}

#[test]
fn compatible_schemas_of_a_property_merge_to_the_narrower() {
    assert_types(
        "    A: {allOf: [{type: object, properties: {id: {type: string}, any: {}, kind: {type: string}}}, \
         {type: object, properties: {id: {type: string, format: uuid}, any: {type: integer}, kind: {$ref: '#/components/schemas/K'}}}, \
         {type: object, additionalProperties: {type: boolean}}]}\n    K: {type: string, enum: [x]}\n",
        &[
            "struct A",
            "A.any: Option<i64>",
            "A.id: Option<Uuid>",
            "A.kind: Option<K>",
            "A.other: BTreeMap<String, bool>",
            "enum K",
            "K::X = \"x\"",
        ],
    );
}

/// There are three ways to declare any object, with the same meaning wherever subschemas are merged.
#[test]
fn an_object_with_properties_in_another_subschema_keeps_the_others() {
    for any in [
        "{type: object}",
        "{type: object, additionalProperties: true}",
        "{type: object, additionalProperties: {}}",
        "{$ref: '#/components/schemas/Any'}",
        "{}",
        "{description: Anything.}",
    ] {
        let x = "{type: object, properties: {x: {type: integer}}}";
        for (one, other) in [(any, x), (x, any)] {
            let (lines, codes) = types(&format!(
                "    Any: {{type: object}}\n    T: {{allOf: [{{properties: {{u: {one}, l: {{type: array, items: {one}}}}}}}, {{properties: {{u: {other}, l: {{type: array, items: {other}}}}}}}]}}\n",
            ));
            assert_eq!(codes, Vec::<String>::new());
            for field in ["T.l: Option<Vec<", "T.u: Option<"] {
                let line = lines.iter().find(|line| line.starts_with(field)).unwrap();
                let mut ty = line[field.len()..].trim_end_matches('>').to_owned();
                while let Some(alias) = lines.iter().find_map(|line| line.strip_prefix(&format!("type {ty} = "))) {
                    ty = alias.to_owned();
                }
                for field in ["x: Option<i64>", "other: BTreeMap<String, Value>"] {
                    assert!(lines.contains(&format!("{ty}.{field}")), "{one} {other} {lines:?}");
                }
            }
        }
    }
    // A subschema that only declares the type `object` does not allow additional properties.
    for part in ["{type: object}", "{$ref: '#/components/schemas/Any'}"] {
        let schema = format!(
            "    Any: {{type: object}}\n    T: {{allOf: [{part}, {{properties: {{x: {{type: integer}}}}}}]}}\n"
        );
        assert!(types(&schema).0.iter().all(|line| !line.starts_with("T.other")), "{part}");
    }
}

/// Recursive arrays, merged with each other: merging ends.
#[test]
fn recursive_arrays_are_merged() {
    let schemas = "    A: {prefixItems: [{$ref: '#/components/schemas/A'}, {$ref: '#/components/schemas/B'}], items: {$ref: '#/components/schemas/C'}}
    B: {prefixItems: [{$ref: '#/components/schemas/B'}, {$ref: '#/components/schemas/A'}, true]}
    C: {allOf: [{$ref: '#/components/schemas/A'}, {$ref: '#/components/schemas/B'}]}
    D: {allOf: [{$ref: '#/components/schemas/C'}, {$ref: '#/components/schemas/D'}, {type: array}]}
    E: {type: array, items: {$ref: '#/components/schemas/E'}}
    F: {type: array, items: {type: array, items: {$ref: '#/components/schemas/F'}}}
    G: {allOf: [{$ref: '#/components/schemas/E'}, {$ref: '#/components/schemas/F'}, {$ref: '#/components/schemas/A'}]}
    H: {allOf: [{properties: {h: {}, l: {type: array}}}, {properties: {h: {$ref: '#/components/schemas/I'}, l: {$ref: '#/components/schemas/F'}}}]}
    I: {anyOf: [{$ref: '#/components/schemas/H'}, {type: array, items: {$ref: '#/components/schemas/I'}}, {$ref: '#/components/schemas/E'}]}
";
    let (_, codes) = types_of(of_version("3.1.0", schemas));
    assert_eq!(codes, ["conflicting-parts /components/schemas/D/allOf"]);
}

#[test]
fn an_unconstrained_subschema_does_not_enlarge_unions() {
    let of =
        |index: usize| format!("{{type: object, required: [p{index}], properties: {{p{index}: {{type: string}}}}}}");
    let variants: Vec<String> = (0..120).map(of).collect();
    let schemas = format!(
        "    T: {{allOf: [{{properties: {{u: {{}}}}}}, {{properties: {{u: {{anyOf: [{}]}}}}}}]}}\n",
        variants.join(", ")
    );
    let (lines, codes) = types(&schemas);
    assert_eq!(codes, Vec::<String>::new());
    assert_eq!(lines.iter().filter(|line| line.ends_with(".other: BTreeMap<String, Value>")).count(), 120);
}

#[test]
fn tuples_of_two_subschemas_are_merged_item_by_item() {
    let of = |one: &str, other: &str| {
        let schemas = format!("    T: {{allOf: [{one}, {other}]}}\n");
        let (lines, codes) = types_of(of_version("3.1.0", &schemas));
        let mut name = "T".to_owned();
        while let Some(alias) = lines.iter().find_map(|line| line.strip_prefix(&format!("type {name} = "))) {
            name = alias.to_owned();
        }
        let items = lines.iter().find_map(|line| line.strip_prefix(&format!("struct {name}")));
        (items.map_or(name, str::to_owned), codes)
    };
    let rows = [
        (
            "{prefixItems: [{}, {type: integer}]}",
            "{prefixItems: [{type: string}]}",
            "(Option<String>, Option<i64>, Vec<Value>)",
        ),
        ("{prefixItems: [{type: string}], items: false}", "{prefixItems: [true, {type: integer}]}", "(Option<String>)"),
        (
            "{prefixItems: [{type: string}], minItems: 1}",
            "{prefixItems: [{}, {type: integer}], items: {type: boolean}}",
            "(String, Option<i64>, Vec<bool>)",
        ),
        ("{type: array, items: {type: integer}}", "{prefixItems: [{}, {}], minItems: 2, items: false}", "(i64, i64)"),
    ];
    for (one, other, expected) in rows {
        for (one, other) in [(one, other), (other, one)] {
            assert_eq!(of(one, other), (expected.to_owned(), Vec::new()), "{one} {other}");
        }
    }
    let conflict = ["conflicting-parts /components/schemas/T/allOf".to_owned()];
    for (one, other) in [
        ("{prefixItems: [{type: string}]}", "{prefixItems: [{type: integer}]}"),
        ("{prefixItems: [{type: string}], items: false}", "{prefixItems: [{}, {type: integer}], minItems: 2}"),
    ] {
        assert_eq!(of(one, other), ("Value".to_owned(), conflict.to_vec()), "{one} {other}");
    }
}

#[test]
fn a_property_in_two_subschemas_merges_both() {
    assert_types(
        "    Base: {type: object, properties: {result: {type: object, nullable: true}, list: {type: array, items: {}}}}\n\
         \x20   A: {allOf: [{$ref: '#/components/schemas/Base'}, {type: object, properties: {\
         result: {type: object, properties: {x: {type: integer}}}, list: {type: array, items: {type: string}}}}]}\n\
         \x20   B: {allOf: [{$ref: '#/components/schemas/A'}, {type: object, properties: {\
         result: {type: object, required: [x], properties: {y: {type: string}}}}}]}\n",
        &[
            "struct A",
            "A.list: Option<Vec<String>>",
            "A.result: Option<AResult>",
            "struct AResult",
            "AResult.x: Option<i64>",
            "AResult.other: BTreeMap<String, Value>",
            "struct B",
            "B.list: Option<Vec<String>>",
            "B.result: Option<BResult>",
            "struct BResult",
            "BResult.x: i64",
            "BResult.y: Option<String>",
            "BResult.other: BTreeMap<String, Value>",
            "struct Base",
            "Base.list: Option<Vec<Value>>",
            "Base.result: Option<Option<Map<String, Value>>>",
        ],
    );
}

#[test]
fn contradicting_subschemas_are_reported() {
    let (lines, codes) = types(
        "    A: {allOf: [{type: object, properties: {a: {type: string}}}, {type: object, properties: {a: {type: boolean}}}]}\n\
         \x20   B: {allOf: [{type: object, properties: {a: {}}}, {type: string}]}\n\
         \x20   C: {allOf: [{$ref: '#/components/schemas/C'}, {type: object, properties: {a: {}}}]}\n",
    );
    assert_eq!(lines, ["struct A", "A.a: Option<Value>", "type B = Value", "type C = Value"]);
    assert_eq!(
        codes,
        [
            "conflicting-parts /components/schemas/A/allOf",
            "conflicting-parts /components/schemas/B/allOf",
            "conflicting-parts /components/schemas/C/allOf"
        ]
    );
}

#[test]
fn ambiguous_discriminator_mappings_are_reported() {
    let schemas = "    Animal: {type: object, required: [kind], properties: {kind: {type: string}}, discriminator: {propertyName: kind, mapping: {Dog: '#/components/schemas/Cat', Fox: '#/components/schemas/Nowhere'}}}
    Cat: {allOf: [{$ref: '#/components/schemas/Animal'}, {type: object, properties: {a: {type: string}}}]}
    Dog: {allOf: [{$ref: '#/components/schemas/Animal'}, {type: object, properties: {b: {type: string}}}]}
    Whole: {oneOf: [{$ref: '#/components/schemas/Part'}, {title: Blob, type: object, properties: {c: {type: string}}}]}
    Part: {allOf: [{$ref: '#/components/schemas/Whole'}, {type: object, properties: {d: {type: string}}}]}
    Odd: {enum: [1, \"a\\u202eb\"]}
";
    let (listing, _) = types(schemas);
    assert!(listing.contains(&r#"Animal::Cat(Cat) = "Cat" | "Dog""#.to_owned()), "{listing:#?}");
    assert!(!listing.iter().any(|line| line.starts_with("Animal::Dog")), "{listing:#?}");
    assert!(listing.iter().any(|line| line.ends_with(r#"= "a\u{202e}b""#)), "{listing:#?}");
    let told: Vec<String> = generation(schemas).diagnostics.into_iter().map(|it| it.message).collect();
    for message in ["maps `Fox` to", "no value selects `Dog`", "Blob is an inline schema"] {
        assert!(told.iter().any(|it| it.contains(message)), "{message}: {told:#?}");
    }
}

#[test]
fn null_and_another_type_are_nullable() {
    assert_types(
        "    A: {allOf: [{type: object, properties: {r: {type: string}, n: {type: string, nullable: true}}}, \
         {type: object, properties: {r: {enum: [null]}, n: {$ref: '#/components/schemas/Nothing'}}}]}\n\
         \x20   Nothing: {enum: [null]}\n",
        &["struct A", "A.n: Option<()>", "A.r: Option<Option<String>>", "type Nothing = ()"],
    );
}
