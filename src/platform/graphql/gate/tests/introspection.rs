use super::*;

#[tokio::test]
async fn the_customary_introspection_works() {
    let data = data(INTROSPECTION, json!({})).await;
    assert_eq!(data["__schema"]["queryType"]["name"], "Query");
    let types = data["__schema"]["types"].as_array().unwrap();
    assert!(
        types
            .iter()
            .any(|described| described["name"] == "By" && described["isOneOf"] == true)
    );
}

#[test]
fn introspection_is_bounded_and_can_be_switched_off() {
    let nested = |times: usize| {
        let inner = "{ type { fields ".repeat(times);
        let ends = "} }".repeat(times);
        format!("{{ __schema {{ types {{ fields {inner} {{ name }} {ends} }} }} }}")
    };
    assert_eq!(refusal(&nested(1)), None);
    assert_eq!(refusal(&nested(2)), Some("TOO_COMPLEX".to_owned()));
    let closed = sample(Limits {
        introspection: false,
        ..Limits::default()
    });
    for query in [
        "{ __schema { types { name } } }",
        "{ ...F } fragment F on Query { t: __type(name: \"Place\") { name } }",
    ] {
        let errors = closed.admit(Request::new(query)).err().unwrap();
        assert_eq!(code(&json!(errors[0])), "GRAPHQL_VALIDATION_FAILED");
    }
    assert!(closed.admit(Request::new("{ __typename }")).is_ok());
}

#[test]
fn the_schema_is_charged_for() {
    let engine = gated();
    let admitted = |query: &str| engine.admit(Request::new(query)).ok().unwrap();
    let customary = admitted(INTROSPECTION);
    assert!(customary.describes());
    assert!(
        (1_000..=3_000).contains(&customary.cost()),
        "{}",
        customary.cost()
    );
    assert_eq!(admitted("{ __type(name: \"Place\") { name } }").cost(), 1);
    assert_eq!(admitted("{ __typename }").cost(), 0);
    let both = admitted("{ echo __type(name: \"Place\") { name } }");
    assert_eq!((both.cost(), both.describes()), (2, false));
}

/// As GraphiQL and the generators of clients send it, with every option on.
const INTROSPECTION: &str = "query IntrospectionQuery { __schema { description queryType { name kind } mutationType { name kind }
  subscriptionType { name kind } types { ...FullType } directives { name description isRepeatable locations
  args(includeDeprecated: true) { ...InputValue } } } }
fragment FullType on __Type { kind name description specifiedByURL isOneOf
  fields(includeDeprecated: true) { name description args(includeDeprecated: true) { ...InputValue } type { ...TypeRef }
  isDeprecated deprecationReason } inputFields(includeDeprecated: true) { ...InputValue } interfaces { ...TypeRef }
  enumValues(includeDeprecated: true) { name description isDeprecated deprecationReason } possibleTypes { ...TypeRef } }
fragment InputValue on __InputValue { name description type { ...TypeRef } defaultValue isDeprecated deprecationReason }
fragment TypeRef on __Type { kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name
  ofType { kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name } } } } } } } } } }";
