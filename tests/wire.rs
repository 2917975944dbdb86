//! Every operation, over HTTP.

use hubspot_associations::operations::limits::{BatchCreateResponse, BatchUpdateResponse};
use hubspot_associations::types;
use serde_json::json;
use wiremock::{MockServer, ResponseTemplate};

use crate::support;
use crate::support::{TOKEN, batch, client, full_response, partial_response, responding};

#[tokio::test]
async fn the_request_of_the_documentation_page_is_sent_byte_for_byte() {
    let (server, client) = responding(ResponseTemplate::new(201).set_body_json(full_response())).await;
    client.limits().batch_create("contacts", "companies", &batch()).await.unwrap();

    let requests = server.received_requests().await.unwrap();
    let [request] = requests.as_slice() else { panic!("{} requests", requests.len()) };
    assert_eq!(request.method.as_str(), "POST");
    assert_eq!(request.url.path(), support::CREATE);
    assert_eq!(request.url.query(), None);
    let header = |name: &str| request.headers.get(name).map(|value| value.to_str().unwrap());
    assert_eq!(header("authorization"), Some(format!("Bearer {TOKEN}").as_str()));
    assert_eq!(header("content-type"), Some("application/json"));
    assert_eq!(header("accept"), Some("application/json"));
    assert_eq!(header("user-agent"), Some("hubspot-associations/0.1.0"));
    assert_eq!(header("private-app"), None);
    assert_eq!(
        String::from_utf8_lossy(&request.body),
        r#"{"inputs":[{"category":"HUBSPOT_DEFINED","maxToObjectIds":123,"typeId":123}]}"#
    );
}

#[tokio::test]
async fn created_and_multi_status_are_two_variants() {
    let response = ResponseTemplate::new(201).set_body_json(full_response()).insert_header("x-request-id", "7");
    let (_server, client) = responding(response).await;
    let response = client.limits().batch_create("contacts", "companies", &batch()).await.unwrap();
    assert_eq!(response.status.as_u16(), 201);
    assert_eq!(response.headers["x-request-id"], "7");
    let BatchCreateResponse::Created(body) = response.body else { panic!("{:?}", response.body) };
    assert_eq!(body.status, types::BatchStatus::Canceled);
    assert_eq!(body.results[0].user_enforced_max_to_object_ids, Some(123));
    assert_eq!(body.completed_at.timestamp(), 1_699_335_116);
    assert_eq!(serde_json::to_value(&body).unwrap(), full_response());

    let (_server, client) = responding(ResponseTemplate::new(207).set_body_json(partial_response())).await;
    let response = client.limits().batch_create("contacts", "companies", &batch()).await.unwrap();
    assert_eq!(response.status.as_u16(), 207);
    let BatchCreateResponse::MultiStatus(body) = response.body else { panic!("{:?}", response.body) };
    let errors = body.errors.as_ref().unwrap();
    let context = errors[0].errors[0].context.as_ref().unwrap();
    assert_eq!(context["missingScopes"], ["scope1", "scope2"]);
    assert_eq!(serde_json::to_value(&body).unwrap(), partial_response());
}

#[tokio::test]
async fn every_operation_of_limits_makes_its_request() {
    let limits = json!({ "results": [] });
    let (server, client) = responding(ResponseTemplate::new(200).set_body_json(&limits)).await;
    assert!(client.limits().get_page().await.unwrap().body.results.is_empty());
    client.limits().get_page_between_two_object_types("0-1", "2-1234").await.unwrap();

    let update = types::BatchInputPublicAssociationDefinitionConfigurationUpdateRequest::new(vec![
        types::PublicAssociationDefinitionConfigurationUpdateRequest::new(
            types::required::PublicAssociationDefinitionConfigurationUpdateRequest {
                category: types::AssociationCategory::UserDefined,
                max_to_object_ids: 1,
                type_id: 2,
            },
        ),
    ]);
    server.reset().await;
    let response = json!({
        "status": "COMPLETE", "startedAt": "2026-01-01T00:00:00.5+01:00", "completedAt": "2026-01-01T00:00:01Z",
        "results": [{ "category": "USER_DEFINED", "typeId": 2 }]
    });
    serve(&server, ResponseTemplate::new(200).set_body_json(&response)).await;
    let updated = client.limits().batch_update("contacts", "companies", &update).await.unwrap();
    let BatchUpdateResponse::Ok(body) = updated.body else { panic!("{:?}", updated.body) };
    assert_eq!(body.results[0].user_enforced_max_to_object_ids, None);
    assert_eq!(body.started_at.offset().local_minus_utc(), 3600, "an instant keeps its offset");

    server.reset().await;
    serve(&server, ResponseTemplate::new(204)).await;
    let spec = types::PublicAssociationSpec::new(types::required::PublicAssociationSpec {
        category: "USER_DEFINED".to_owned(),
        type_id: 2,
    });
    let remove = types::BatchInputPublicAssociationSpec::new(vec![spec]);
    let removed = client.limits().batch_remove("contacts", "companies", &remove).await.unwrap();
    assert_eq!((removed.status.as_u16(), removed.body), (204, ()));
    let sent = lines(&server).await;
    assert_eq!(
        sent,
        [
            r#"POST /crm/associations/v4/definitions/configurations/contacts/companies/batch/purge {"inputs":[{"category":"USER_DEFINED","typeId":2}]}"#
        ]
    );
}

#[tokio::test]
async fn every_operation_of_labels_makes_its_request() {
    let labels = json!({ "results": [{
        "category": "USER_DEFINED", "fromObjectTypeId": "0-1", "label": "Employee", "toObjectTypeId": "0-2", "typeId": 35
    }] });
    let (server, client) = responding(ResponseTemplate::new(200).set_body_json(&labels)).await;
    let page = client.labels().get_page("contacts", "companies").await.unwrap();
    assert_eq!(serde_json::to_value(&page.body).unwrap(), labels);
    let label = types::PublicAssociationDefinitionCreateRequest::new(
        types::required::PublicAssociationDefinitionCreateRequest {
            label: "Employee".to_owned(),
            name: "employee".to_owned(),
        },
    );
    client.labels().create("contacts", "companies", &label).await.unwrap();
    assert_eq!(
        lines(&server).await,
        [
            "GET /crm/associations/v4/contacts/companies/labels ",
            r#"POST /crm/associations/v4/contacts/companies/labels {"label":"Employee","name":"employee"}"#,
        ]
    );

    server.reset().await;
    serve(&server, ResponseTemplate::new(204)).await;
    let change = types::PublicAssociationDefinitionUpdateRequest::new(
        types::required::PublicAssociationDefinitionUpdateRequest {
            association_type_id: 35,
            label: "Staff".to_owned(),
        },
    )
    .inverse_label("Employer");
    client.labels().update("contacts", "companies", &change).await.unwrap();
    client.labels().remove("contacts", "companies", -35).await.unwrap();
    assert_eq!(
        lines(&server).await,
        [
            r#"PUT /crm/associations/v4/contacts/companies/labels {"associationTypeId":35,"inverseLabel":"Employer","label":"Staff"}"#,
            "DELETE /crm/associations/v4/contacts/companies/labels/-35 ",
        ]
    );
}

#[tokio::test]
async fn unknown_values_round_trip() {
    let mut response = full_response();
    response["status"] = json!("ÜBERFÄLLIG");
    response["results"][0]["category"] = json!("NEW_KIND");
    response["addedLater"] = json!({ "x": 1 });
    let (_server, client) = responding(ResponseTemplate::new(201).set_body_json(&response)).await;
    let got = client.limits().batch_create("contacts", "companies", &batch()).await.unwrap();
    let BatchCreateResponse::Created(body) = got.body else { panic!("{:?}", got.body) };
    assert_eq!(body.status.as_str(), "ÜBERFÄLLIG");
    assert!(matches!(body.results[0].category, types::AssociationCategory::Unrecognized(_)));
    let sent = serde_json::to_value(&body).unwrap();
    assert_eq!((&sent["status"], &sent["results"]), (&response["status"], &response["results"]));

    let category: types::AssociationCategory = "WORK".into();
    assert_eq!(category, types::AssociationCategory::Work);
    assert_eq!("NEW".parse::<types::AssociationCategory>().unwrap().to_string(), "NEW");
}

#[tokio::test]
async fn a_client_is_shared_between_tasks() {
    let (server, client) = responding(ResponseTemplate::new(201).set_body_json(full_response())).await;
    let calls = (0..16).map(|_| {
        let client = client.clone();
        tokio::spawn(async move { client.limits().batch_create("contacts", "companies", &batch()).await.is_ok() })
    });
    for call in calls.collect::<Vec<_>>() {
        assert!(call.await.unwrap());
    }
    assert_eq!(server.received_requests().await.unwrap().len(), 16);
}

#[tokio::test]
async fn a_base_url_can_have_a_path() {
    let (server, _) = responding(ResponseTemplate::new(200).set_body_json(json!({ "results": [] }))).await;
    for base in ["/proxy/hubspot", "/proxy/hubspot/"] {
        let client = support::builder(&server).base_url(format!("{}{base}", server.uri())).build().unwrap();
        client.limits().get_page().await.unwrap();
    }
    let request = "GET /proxy/hubspot/crm/associations/v4/definitions/configurations/all ";
    assert_eq!(lines(&server).await, [request, request]);
    let _ = client(&server);
}

async fn serve(server: &MockServer, response: ResponseTemplate) {
    wiremock::Mock::given(wiremock::matchers::any()).respond_with(response).mount(server).await;
}

/// Returns the method, path and body of each request that the server received.
async fn lines(server: &MockServer) -> Vec<String> {
    let requests = server.received_requests().await.unwrap();
    let line =
        |it: &wiremock::Request| format!("{} {} {}", it.method, it.url.path(), String::from_utf8_lossy(&it.body));
    requests.iter().map(line).collect()
}
