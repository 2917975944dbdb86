//! The types of integers, numbers and instants: determined by the document, and by the settings if it leaves a choice.

use std::path::Path;

use oasmith::config::{ApiConfig, Integers, Numbers, WithoutOffset};
use oasmith::diagnostic::{Code, Diagnostic, Severity};
use oasmith::{Generation, Loaded};

fn generated(document: &str, set: impl FnOnce(&mut ApiConfig)) -> Generation {
    let mut config = ApiConfig::new("api.yaml", "", "client");
    set(&mut config);
    Loaded::parse(Path::new("api.yaml"), document.as_bytes().to_vec()).generate(&config)
}

fn document(version: &str, properties: &str) -> String {
    format!(
        "openapi: {version}\ninfo: {{title: T, version: '1'}}\npaths: {{}}\ncomponents:\n  schemas:\n    Holder: {{type: object, properties: {properties}}}\n"
    )
}

/// Returns the type of a property with this schema.
fn ty(document: &str, set: impl FnOnce(&mut ApiConfig)) -> String {
    let generation = generated(document, set);
    let outputs = generation.result.unwrap_or_else(|| panic!("{:?}", generation.diagnostics)).outputs;
    let file = outputs.iter().find(|output| output.path == "src/types/holder.rs").unwrap();
    let line = file.text.lines().find_map(|line| line.trim().strip_prefix("pub v: Option<")).unwrap();
    line.trim_end_matches(">,").to_owned()
}

const BOUNDS: [(&str, &str); 19] = [
    ("minimum: -9223372036854775808, maximum: 9223372036854775807", "i64"),
    ("maximum: 5", "i64"),
    ("minimum: 0", "u64"),
    ("minimum: 0, maximum: 18446744073709551615", "u64"),
    ("maximum: -9223372036854775809", "Decimal"),
    ("minimum: -9223372036854775809", "Decimal"),
    ("maximum: 9223372036854775808", "Decimal"),
    ("minimum: 0, maximum: 9223372036854775808", "u64"),
    ("minimum: 0, maximum: 18446744073709551616", "Decimal"),
    ("minimum: 18446744073709551616", "Decimal"),
    ("minimum: 1e30", "Decimal"),
    ("maximum: -1e30", "Decimal"),
    ("minimum: -170141183460469231731687303715884105729", "Decimal"),
    // The bounds of 64 bits in JavaScript notation.
    ("minimum: -9223372036854776000, maximum: 9223372036854776000", "i64"),
    ("minimum: 0, maximum: 18446744073709552000", "u64"),
    ("minimum: -9223372036854775809, format: int64", "i64"),
    ("minimum: -9223372036854775809, format: unix-time", "Decimal"),
    ("exclusiveMaximum: true, maximum: 9223372036854775808", "i64"),
    ("exclusiveMinimum: true, minimum: 18446744073709551615", "Decimal"),
];

/// A bound applies to the merged schema, whichever subschema declares it.
#[test]
fn bounds_in_subschemas_without_a_type_widen_integers() {
    let int = "    Int: {type: integer, description: One.}\n    Low: {type: integer, minimum: 0}\n    Exact: {type: integer, format: int64}\n";
    let of = |version: &str, schema: &str| {
        let yaml = document(version, &format!("{{v: {schema}}}")) + int;
        let outputs = generated(&yaml, |_| {}).result.unwrap().outputs;
        let api = &outputs.iter().find(|output| output.path == "api.txt").unwrap().text;
        let after = |start: &str| api.lines().find_map(|line| line.trim().strip_prefix(start));
        let mut ty = after("Holder.v: Option<").unwrap().trim_end_matches('>');
        let is_nullable = ty.starts_with("Option<");
        ty = ty.trim_start_matches("Option<");
        while let Some(alias) = after(&format!("type {ty} = ")) {
            ty = alias.split("  of ").next().unwrap();
        }
        if is_nullable { format!("Option<{ty}>") } else { ty.to_owned() }
    };
    for (bounds, expected) in BOUNDS.iter().filter(|(bounds, _)| !bounds.contains("format")) {
        // Within 64 bits, the subschema with the type determines the type.
        let expected = if *bounds == "minimum: 0" || *bounds == "minimum: 0, maximum: 9223372036854775807" {
            "i64"
        } else {
            expected
        };
        for schema in [
            format!("{{allOf: [{{type: integer}}, {{{bounds}}}]}}"),
            format!("{{allOf: [{{{bounds}}}, {{$ref: '#/components/schemas/Int'}}]}}"),
            format!("{{allOf: [{{allOf: [{{type: integer}}]}}, {{allOf: [{{{bounds}}}]}}]}}"),
            format!("{{allOf: [{{type: integer}}], {bounds}}}"),
        ] {
            assert_eq!(of("3.0.3", &schema), *expected, "{schema}");
        }
    }
    let big = "maximum: 18446744073709551616";
    let rows = [
        (format!("{{$ref: '#/components/schemas/Int', {big}}}"), "Decimal"),
        ("{$ref: '#/components/schemas/Low', maximum: 18446744073709551615}".to_owned(), "u64"),
        (format!("{{allOf: [{{type: [integer, 'null']}}, {{{big}}}]}}"), "Option<Decimal>"),
        (format!("{{allOf: [{{minimum: 0}}, {{{big}}}, {{type: integer}}, {{maximum: 5}}]}}"), "i64"),
        (format!("{{allOf: [{{$ref: '#/components/schemas/Exact'}}, {{{big}}}]}}"), "i64"),
        (format!("{{allOf: [{{type: string}}, {{{big}}}]}}"), "String"),
    ];
    for (schema, expected) in rows {
        assert_eq!(of("3.1.0", &schema), expected, "{schema}");
    }
}

#[test]
fn bounds_determine_the_width_of_integers() {
    for (bounds, expected) in BOUNDS {
        let yaml = document("3.0.3", &format!("{{v: {{type: integer, {bounds}}}}}"));
        let keywords: Vec<String> = bounds
            .split(", ")
            .map(|keyword| {
                let (name, value) = keyword.split_once(": ").unwrap();
                let is_text = value.starts_with(|it: char| it.is_ascii_alphabetic()) && value != "true";
                if is_text { format!("{name:?}: {value:?}") } else { format!("{name:?}: {value}") }
            })
            .collect();
        let json = format!(
            r#"{{"openapi": "3.0.3", "info": {{"title": "9223372036854775809 \" 1", "version": "1"}}, "paths": {{}}, "components": {{
                "schemas": {{"Holder": {{"type": "object", "properties": {{"v": {{"type": "integer", {}}}}}}}}}}}}}"#,
            keywords.join(", ")
        );
        assert_eq!(ty(&json, |_| {}), expected, "{json}");
        assert_eq!(ty(&yaml, |config| config.integers = Integers::I128), expected, "{bounds}");
    }
    for (bound, expected) in
        [("exclusiveMaximum: 9223372036854775808", "i64"), ("exclusiveMinimum: 18446744073709551615", "Decimal")]
    {
        assert_eq!(ty(&document("3.1.0", &format!("{{v: {{type: integer, {bound}}}}}")), |_| {}), expected);
    }
}

#[test]
fn settings_determine_types_without_a_format() {
    let integer = |format: &str, integers| {
        ty(&document("3.1.0", &format!("{{v: {{type: integer{format}}}}}")), |config| config.integers = integers)
    };
    for (integers, expected) in
        [(Integers::I64, "i64"), (Integers::U64, "u64"), (Integers::I128, "i128"), (Integers::Decimal, "Decimal")]
    {
        assert_eq!(integer("", integers), expected);
        assert_eq!(integer(", format: unixtime", integers), expected);
        assert_eq!(integer(", format: int32", integers), "i32");
        assert_eq!(integer(", minimum: 0", integers), "u64");
        assert_eq!(integer(", maximum: 7", integers), "i64");
    }
    let number =
        |schema: &str, numbers| ty(&document("3.1.0", &format!("{{v: {schema}}}")), |config| config.numbers = numbers);
    for (schema, plain, exact) in [
        ("{type: number}", "f64", "Decimal"),
        ("{type: number, minimum: 0.5}", "f64", "Decimal"),
        ("{type: number, enum: [0.5, 1]}", "f64", "Decimal"),
        ("{type: number, format: price}", "f64", "Decimal"),
        ("{type: number, format: double}", "f64", "f64"),
        ("{type: number, format: float}", "f64", "f64"),
        ("{type: array, items: {type: number}}", "Vec<f64", "Vec<Decimal"),
        ("{}", "Value", "Value"),
    ] {
        assert_eq!(number(schema, Numbers::F64).trim_end_matches('>'), plain, "{schema}");
        assert_eq!(number(schema, Numbers::Decimal).trim_end_matches('>'), exact, "{schema}");
    }
}

#[test]
fn settings_are_spelled_like_the_types() {
    let read = |text: &str| toml::from_str::<ApiConfig>(&format!("document = 'a'\nout = 'b'\nname = 'c'\n{text}"));
    for text in [
        "integers = 'u64'",
        "integers = 'i128'",
        "integers = 'decimal'",
        "integers = 'Decimal'",
        "numbers = 'decimal'",
        "date-times-without-offset = 'utc'",
        "date-times-without-offset = 'error'",
        "date-times-without-offset = ['#/components/schemas/A', '/paths']",
    ] {
        assert!(read(text).is_ok(), "{text}");
    }
    for text in [
        "integers = 'i32'",
        "numbers = 'f32'",
        "date-times-without-offset = 'gmt'",
        "date-times-without-offset = ['A']",
        "date-times-without-offset = true",
    ] {
        assert!(read(text).is_err(), "{text}");
    }
    let at = read("date-times-without-offset = ['#/components/schemas/A']").unwrap().date_times_without_offset;
    assert_eq!(at, WithoutOffset::UtcAt(vec!["/components/schemas/A".to_owned()]));
}

const INSTANTS: &str = "
openapi: 3.0.3
info: {title: T, version: '1'}
paths:
  /log:
    get:
      operationId: log
      parameters: [{name: since, in: query, schema: {type: string, format: date-time}}]
      responses: {'200': {description: '', content: {application/json: {schema: {type: array, items: {type: string, format: date-time}}}}}}
components:
  schemas:
    Log: {type: object, properties: {at: {type: string, format: date-time}, day: {type: string, format: date}, n: {type: integer}}}
    Logs: {type: object, properties: {at: {type: string, format: date-time}}}
    Stamp: {type: string, format: date-time}
    User: {type: object, properties: {at: {$ref: '#/components/schemas/Stamp'}}, additionalProperties: {type: string, format: date-time}}
";

/// Returns the files of the crate that accept instants without an offset as UTC, and the diagnostics.
fn as_utc(setting: WithoutOffset) -> (Vec<String>, Vec<Diagnostic>) {
    let generation = generated(INSTANTS, |config| config.date_times_without_offset = setting);
    let outputs = generation.result.into_iter().flat_map(|it| it.outputs);
    let files = outputs.filter(|it| !it.path.contains("runtime") && it.text.contains("InstantOrUtc"));
    (files.map(|output| output.path).collect(), generation.diagnostics)
}

#[test]
fn instants_without_an_offset_are_utc_if_the_settings_say_so() {
    let at = |pointers: &[&str]| WithoutOffset::UtcAt(pointers.iter().map(|it| (*it).to_owned()).collect());
    let (log, logs, user, operations) =
        ("src/types/log.rs", "src/types/logs.rs", "src/types/user.rs", "src/operations/log.rs");
    let response = "/paths/~1log/get/responses/200/content/application~1json/schema/items";
    for (setting, expected) in [
        (WithoutOffset::Error, vec![]),
        (WithoutOffset::Utc, vec![operations, log, logs, user]),
        (at(&[]), vec![]),
        (at(&["/components/schemas/Log"]), vec![log]),
        (at(&["/components/schemas/Log/properties/at"]), vec![log]),
        (at(&["/components/schemas/Stamp"]), vec![user]),
        (at(&["/components/schemas/User/additionalProperties", "/components/schemas/Logs"]), vec![logs, user]),
        (at(&[response]), vec![operations]),
        (at(&["/components/schemas", "/paths"]), vec![operations, log, logs, user]),
        (at(&[""]), vec![operations, log, logs, user]),
    ] {
        let (files, reported) = as_utc(setting.clone());
        let reported: Vec<_> = reported.iter().filter(|it| it.code == Code::UnknownSchema).collect();
        assert!(reported.is_empty(), "{setting:?}: {reported:?}");
        let files: Vec<&str> = files.iter().map(String::as_str).filter(|path| path.starts_with("src/")).collect();
        let mut expected = expected;
        expected.sort_unstable();
        assert_eq!(files, expected, "{setting:?}");
    }
}

#[test]
fn a_pointer_of_the_settings_that_matches_no_instant_is_an_error() {
    for pointer in [
        "/components/schemas/Log/properties/day",
        "/components/schemas/Lo",
        "/components/schemas/User/properties/at",
        "/nowhere",
    ] {
        let pointers = vec!["/components/schemas/Stamp".to_owned(), pointer.to_owned()];
        let (files, reported) = as_utc(WithoutOffset::UtcAt(pointers.clone()));
        let reported: Vec<&Diagnostic> = reported.iter().filter(|it| it.code == Code::UnknownSchema).collect();
        assert!(
            matches!(reported[..], [it] if it.severity == Severity::Error && it.message.contains(&format!("`{pointer}`"))),
            "{reported:?}"
        );
        assert!(files.is_empty());
        // An older version of the document may lack it.
        let mut config = ApiConfig::new("api.yaml", "", "client");
        config.date_times_without_offset = WithoutOffset::UtcAt(pointers);
        let loaded = Loaded::parse(Path::new("api.yaml"), INSTANTS.as_bytes().to_vec()).forgiving();
        assert!(loaded.generate(&config).result.is_some());
    }
}

/// Two inline schemas share a type only where their numbers are equal: the bits of `1.0` are those of a large integer.
#[test]
fn inline_schemas_whose_numbers_differ_are_two_types() {
    let schema = |number: &str| format!("{{type: object, properties: {{n: {{type: number, maximum: {number}}}}}}}");
    let of = |other: &str| {
        let yaml = document("3.0.3", &format!("{{a: {}, b: {}}}", schema("1.0"), schema(other)));
        let outputs = generated(&yaml, |_| {}).result.unwrap().outputs;
        outputs.iter().filter(|output| output.path.starts_with("src/types/holder")).count()
    };
    assert_eq!((of("1.0"), of("4607182418800017408")), (2, 3));
}
