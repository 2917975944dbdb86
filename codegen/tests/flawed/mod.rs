//! Documents with flaws, each with what is reported of it.

pub const DOCUMENTS: &[(&str, &[&str])] = &[
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
        &[],
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
        &[],
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
        &[],
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
        &[],
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
        &[],
    ),
];
