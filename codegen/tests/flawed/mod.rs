//! Documents with flaws, each with its diagnostics.

pub(crate) const DOCUMENTS: &[(&str, &[&str])] = &[
    (
        r##"
swagger: '2.0'
info: {title: Shop, version: '1'}
produces: [application/json, text/csv]
paths:
  /a/{id}:
    get:
      operationId: a
      parameters:
        - {name: id, in: path, type: string}
        - {name: o, in: query, type: object}
        - {name: f, in: query, type: string, format: unknowable, enum: [1]}
        - {name: l, in: query, type: array, items: {type: string, format: unknowable}, collectionFormat: odd}
      responses:
        '204': {description: none, schema: {type: string}}
        '200': {$ref: '#/responses/R'}
        '201': {$ref: '#/responses/Nowhere'}
        '202': {description: d, headers: {X: {type: strnig}}, schema: {type: array, items: {type: strnig}}}
    post:
      operationId: a
      consumes: [multipart/form-data]
      parameters:
        - {name: id, in: path, type: string, required: true}
        - {name: b, in: body, schema: {$ref: '#/definitions/Nowhere'}}
        - {name: f, in: formData, type: file}
      responses: {default: {description: d, schema: {$ref: '#/definitions/Loop'}}}
    put:
      parameters: [{$ref: '#/parameters/P'}, {name: c, in: body, schema: {type: object, properties: {x: {type: string, default: 3}}}}]
      responses: {'205': {description: none, schema: {type: object}}}
  /b: {$ref: '#/paths/~1a~1{id}'}
parameters: {P: {name: p, in: query, type: string, default: 7}}
responses: {R: {description: r, schema: {type: string, format: unknowable}}}
securityDefinitions: {S: {type: odd}, O: {type: oauth2, flow: odd}}
definitions:
  Loop: {$ref: '#/definitions/Loop'}
  Both: {allOf: [{type: string}, {type: object, properties: {a: {type: string}}}]}
  Named: {type: object, discriminator: kind, properties: {kind: {type: integer}}}
x-oasmith-y: 1
"##,
        &[
            "wrong-value #/parameters/P/default",
            "unknown-format #/responses/R/schema/format",
            "conflicting-parts #/definitions/Both/allOf",
            "circular-reference #/definitions/Loop",
            "lax-object #/securityDefinitions/O",
            "invalid-object #/securityDefinitions/S",
            "wrong-value #/paths/~1a~1{id}/get/parameters/2/enum/0",
            "unknown-format #/paths/~1a~1{id}/get/parameters/2/format",
            "unknown-format #/paths/~1a~1{id}/get/parameters/3/items/format",
            "unresolved-reference #/paths/~1a~1{id}/get/responses/201/$ref",
            "unsupported-schema #/paths/~1a~1{id}/get/responses/202/schema/items/type",
            "unsupported-schema #/paths/~1a~1{id}/get/responses/202/headers/X/type",
            "unused #/paths/~1a~1{id}/get/responses/204/schema",
            "duplicate-operation-id #/paths/~1a~1{id}/post/operationId",
            "invalid-object #/paths/~1a~1{id}/post/parameters/2",
            "unresolved-reference #/paths/~1a~1{id}/post/parameters/1/schema/$ref",
            "circular-reference #/paths/~1a~1{id}/post/responses/default/schema",
            "path-mismatch #/paths/~1a~1{id}/put",
            "missing-operation-id #/paths/~1a~1{id}/put",
            "wrong-value #/paths/~1a~1{id}/put/parameters/1/schema/properties/x/default",
            "unused #/paths/~1a~1{id}/put/responses/205/schema",
            "path-mismatch #/paths/~1a~1{id}/get",
            "duplicate-operation-id #/paths/~1a~1{id}/get/operationId",
            "path-mismatch #/paths/~1a~1{id}/post",
            "duplicate-operation-id #/paths/~1a~1{id}/post/operationId",
            "missing-operation-id #/paths/~1a~1{id}/put",
            "unused #/x-oasmith-y",
        ],
    ),
    (
        r##"
openapi: 3.1.0
info: {title: Shop, version: '1'}
paths:
  /a:
    get:
      parameters:
        - {name: q, in: query, style: deepObject, schema: {type: string, const: 1}}
        - {name: h, in: header, content: {application/json: {schema: {type: [string, integer], format: unknowable}}}}
      responses: {'204': {description: none, content: {application/json: {schema: {type: string}}}}}
components:
  schemas:
    Conf: {$ref: '#/components/schemas/Base', $dynamicRef: '#any', type: object}
    Base: {$dynamicAnchor: any, type: string}
    Astray: {$dynamicRef: '#nowhere', $ref: '#/components/schemas/Base'}
    Beside: {$ref: '#/components/schemas/Base', type: object, properties: {a: {const: 1, type: string}}}
    Null: {type: [string, 'null', integer], enum: [true], minLength: -1}
    Several: {type: [array, object], items: {type: strnig}, properties: {a: {type: strnig}}, minItems: x}
    Exclusive: {type: integer, exclusiveMinimum: x, exclusiveMaximum: 1.5, examples: [a]}
    Tuple: {type: array, prefixItems: [{type: strnig}, {const: a, type: integer}], items: {type: strnig}}
    Condition: {type: object, if: {properties: {a: {type: strnig}}}, then: {properties: {b: {type: strnig}}}, dependentSchemas: {a: {properties: {c: {type: strnig}}}}}
    Content: {contentEncoding: base64, type: integer}
    Defs: {$defs: {Inner: {type: strnig}}, $ref: '#/components/schemas/Defs/$defs/Inner'}
    Unevaluated: {type: object, unevaluatedProperties: {type: strnig}, patternProperties: {a: {type: strnig}}}
    Anchored: {$ref: '#here'}
"##,
        &[
            "unresolved-reference #/components/schemas/Anchored/$ref",
            "unresolved-reference #/components/schemas/Astray/$dynamicRef",
            "conflicting-parts #/components/schemas/Beside/$ref",
            "wrong-value #/components/schemas/Beside/properties/a/const",
            "unsupported-schema #/components/schemas/Defs/$defs/Inner/type",
            "wrong-value #/components/schemas/Exclusive/examples/0",
            "invalid-object #/components/schemas/Exclusive/exclusiveMinimum",
            "invalid-object #/components/schemas/Null/minLength",
            "unsupported-schema #/components/schemas/Several/items/type",
            "invalid-object #/components/schemas/Several/minItems",
            "unsupported-schema #/components/schemas/Several/properties/a/type",
            "unsupported-schema #/components/schemas/Tuple/prefixItems/0/type",
            "wrong-value #/components/schemas/Tuple/prefixItems/1/const",
            "unsupported-schema #/components/schemas/Tuple/items/type",
            "missing-operation-id #/paths/~1a/get",
            "wrong-value #/paths/~1a/get/parameters/0/schema/const",
            "unknown-format #/paths/~1a/get/parameters/1/content/application~1json/schema/format",
            "unused #/paths/~1a/get/responses/204/content",
        ],
    ),
    (
        r##"
openapi: 3.0.3
info: {title: Shop, version: '1'}
paths:
  /own:
    get:
      parameters: [{$ref: '#/components/parameters/P'}, {name: x, in: header, schema: {type: object, additionalProperties: {type: object}}}]
      responses: {'200': {$ref: '#/components/responses/R'}, '2000': {description: d}}
      security: [{None: []}]
      callbacks: {c: {'{$request.body#/url}': {post: {requestBody: {content: {application/json: {schema: {type: strnig}}}}, responses: {'200': {description: d}}}}}}
  /copy: {$ref: '#/paths/~1own'}
  /pets:
    get: {operationId: pets, responses: {'200': {description: d, content: {application/json: {schema: {$ref: '#/components/schemas/PetList'}}}}}}
    post:
      operationId: pets
      requestBody: {content: {no-media-type: {schema: {type: string}}, multipart/form-data: {schema: {type: string}}, application/xml: {schema: {type: object}}}}
      responses: {'200': {description: d, content: {no-media-type: {schema: {type: string}}}}}
components:
  parameters: {P: {name: p, in: query, style: spaceDelimited, schema: {type: object, properties: {a: {type: string, format: unknowable}}}}}
  responses: {R: {description: d, content: {text/event-stream: {schema: {type: string, format: unknowable}}}, headers: {X: {schema: {type: strnig}}}}}
  securitySchemes: {S: {type: http, scheme: odd}}
  schemas:
    Pet: {type: object, required: [kind], properties: {kind: {type: string}}, discriminator: {propertyName: kind, mapping: {cat: '#/components/schemas/Nowhere', dog: '#/components/schemas/Dog'}}}
    Cat: {allOf: [{$ref: '#/components/schemas/Pet'}, {type: object, properties: {lives: {type: string, default: 9}}}]}
    Dog: {allOf: [{$ref: '#/components/schemas/Pet'}, {type: object, properties: {kind: {type: string, enum: [hound]}}}]}
    PetList: {type: array, items: {$ref: '#/components/schemas/Pet'}}
    Nested: {type: array, items: {type: array, items: {oneOf: [{$ref: '#/components/schemas/Cat'}, {type: strnig}], discriminator: {propertyName: kind, mapping: {cow: Cow}}}}}
    Either: {oneOf: [{$ref: '#/components/schemas/Cat'}, {$ref: '#/components/schemas/Missing'}], discriminator: {propertyName: sort}}
    Self: {allOf: [{$ref: '#/components/schemas/Self'}]}
    Bool: {type: boolean, not: {}, enum: ['true']}
    Never: {not: {}}
    Copy: {$ref: '#/components/schemas/Pet/properties/kind'}
    Within: {$ref: '#/components/schemas/Nested/items/items/oneOf/1'}
"##,
        &[
            "unknown-format #/components/parameters/P/schema/properties/a/format",
            "unknown-format #/components/responses/R/content/text~1event-stream/schema/format",
            "wrong-value #/components/schemas/Bool/enum/0",
            "wrong-value #/components/schemas/Cat/allOf/1/properties/lives/default",
            "lax-object #/components/schemas/Either/discriminator",
            "unresolved-reference #/components/schemas/Either/oneOf/1/$ref",
            "lax-object #/components/schemas/Nested/items/items/discriminator/mapping/cow",
            "unsupported-schema #/components/schemas/Nested/items/items/oneOf/1/type",
            "lax-object #/components/schemas/Pet/discriminator",
            "lax-object #/components/schemas/Pet/discriminator/mapping/cat",
            "circular-reference #/components/schemas/Self",
            "missing-operation-id #/paths/~1own/get",
            "unsupported-schema #/paths/~1own/get/callbacks/c/{$request.body#~1url}/post/requestBody/content/application~1json/schema/type",
            "unsupported-style #/paths/~1own/get/parameters/1",
            "unsupported-schema #/components/responses/R/headers/X/schema/type",
            "unresolved-reference #/paths/~1own/get/security/0/None",
            "missing-operation-id #/paths/~1own/get",
            "invalid-object #/paths/~1own/get/responses/2000",
            "duplicate-operation-id #/paths/~1pets/post/operationId",
            "unsupported-schema #/paths/~1pets/post/requestBody/content/multipart~1form-data/schema",
            "lax-object #/paths/~1pets/post/requestBody/content/no-media-type",
            "lax-object #/paths/~1pets/post/responses/200/content/no-media-type",
        ],
    ),
    (
        r##"
openapi: 3.2.0
info: {title: Shop, version: '1'}
paths:
  /a/{x}:
    query: {operationId: q, responses: {'200': {description: d, content: {application/jsonl: {itemSchema: {type: strnig}}}}}}
    additionalOperations:
      GET: {responses: {'200': {description: d}}}
      COPY: {parameters: [{name: p, in: querystring, content: {application/json: {schema: {type: strnig}}}}, {name: c, in: cookie, style: cookie, schema: {type: object, properties: {a: {type: object}}}}], responses: {'200': {description: d, content: {application/json: {$ref: '#/components/mediaTypes/M'}}}}}
webhooks:
  w: {post: {requestBody: {content: {application/json: {schema: {type: strnig}}}}, responses: {'200': {description: d}}}, query: {requestBody: {content: {application/json: {schema: {type: strnig}}}}}}
components:
  mediaTypes: {M: {schema: {type: string, format: unknowable}}}
  pathItems: {I: {get: {responses: {'200': {description: d, content: {text/plain: {schema: {type: strnig}}}}}}}}
  schemas:
    Union: {oneOf: [{$ref: '#/components/schemas/A'}, {$ref: '#/components/schemas/B'}], discriminator: {propertyName: k, defaultMapping: Nowhere, mapping: {a: A, z: '#/components/schemas/Zed'}}}
    A: {type: object, properties: {k: {const: other}}}
    B: {type: object}
"##,
        &[
            "lax-object #/components/schemas/Union/discriminator",
            "lax-object #/components/schemas/Union/discriminator/defaultMapping",
            "lax-object #/components/schemas/Union/discriminator/mapping/z",
            "invalid-object #/paths/~1a~1{x}/additionalOperations/GET",
            "path-mismatch #/paths/~1a~1{x}/additionalOperations/COPY",
            "missing-operation-id #/paths/~1a~1{x}/additionalOperations/COPY",
            "unsupported-schema #/paths/~1a~1{x}/additionalOperations/COPY/parameters/0/content/application~1json/schema/type",
            "unsupported-style #/paths/~1a~1{x}/additionalOperations/COPY/parameters/1",
            "path-mismatch #/paths/~1a~1{x}/query",
            "unsupported-schema #/paths/~1a~1{x}/query/responses/200/content/application~1jsonl/itemSchema/type",
            "unsupported-schema #/webhooks/w/post/requestBody/content/application~1json/schema/type",
            "unsupported-schema #/webhooks/w/query/requestBody/content/application~1json/schema/type",
        ],
    ),
    (
        r##"
openapi: 3.0.3
info: {title: 1}
servers: [{}, {url: 'https://{host}/'}, 5]
tags: x
paths:
  no-slash: {get: {responses: {}}}
  /p/{a}/{a}: {get: {operationId: 5, parameters: [{name: b, in: path, required: true, schema: {type: string}}, 7, {in: query}], responses: []}}
  /q: {post: {requestBody: 5, responses: {'200': 7}}, trace: x}
components:
  schemas: {A: 5, B: {type: [string]}, C: {properties: []}, D: {required: x, enum: {}, nullable: 'yes', maxLength: 1.5}}
  securitySchemes: {K: {type: apiKey, in: body, name: k}}
  widgets: {}
"##,
        &[
            "lax-object #/components/schemas/A",
            "lax-object #/components/schemas/B/type",
            "lax-object #/components/schemas/C/properties",
            "lax-object #/components/schemas/D/enum",
            "invalid-object #/components/schemas/D/maxLength",
            "lax-object #/components/schemas/D/nullable",
            "lax-object #/components/schemas/D/nullable",
            "lax-object #/components/schemas/D/required",
            "invalid-object #/components/securitySchemes/K",
            "lax-object #/info",
            "lax-object #/info/title",
            "lax-object #/paths/no-slash",
            "missing-operation-id #/paths/no-slash/get",
            "path-mismatch #/paths/~1p~1{a}~1{a}/get",
            "path-mismatch #/paths/~1p~1{a}~1{a}/get",
            "lax-object #/paths/~1p~1{a}~1{a}/get/operationId",
            "invalid-object #/paths/~1p~1{a}~1{a}/get/parameters/1",
            "invalid-object #/paths/~1p~1{a}~1{a}/get/parameters/2",
            "lax-object #/paths/~1p~1{a}~1{a}/get/responses",
            "missing-operation-id #/paths/~1q/post",
            "invalid-object #/paths/~1q/post/requestBody",
            "invalid-object #/paths/~1q/post/responses/200",
            "invalid-object #/paths/~1q/trace",
            "invalid-object #/servers/0",
            "unused #/servers/1/url",
            "invalid-object #/servers/2",
            "lax-object #/tags",
            "lax-object #/tags",
        ],
    ),
    (
        r##"
openapi: 3.0.3
info: {title: T, version: '1'}
paths: {}
components:
  schemas:
    Pet: {type: object, required: [kind], properties: {kind: {type: string}}, discriminator: {propertyName: kind, mapping: {d: '#/components/schemas/Dog', c: '#/components/schemas/Cat'}}}
    Dog: {allOf: [{$ref: '#/components/schemas/Pet'}, {type: object, properties: {kind: {type: string, enum: [hound]}}}]}
    Cat: {allOf: [{$ref: '#/components/schemas/Pet'}, {type: object, properties: {a: {type: string}}}]}
    PetList: {type: array, items: {oneOf: [{$ref: '#/components/schemas/Dog'}, {$ref: '#/components/schemas/Cat'}]}}
"##,
        &["lax-object #/components/schemas/Pet/discriminator", "lax-object #/components/schemas/PetList/items"],
    ),
];
