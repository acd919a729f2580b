use super::{
    TemplateCache, Variables,
    compile::{self, CompileError},
};
use dialects::json::Json;
use serde_json::{Value, json};

fn compile(
    controls: &Value,
    variables: &Variables<'_>,
    templates: &TemplateCache,
) -> Result<Value, CompileError> {
    let mut controls = Json::from(controls);
    compile::compile(&mut controls, variables, templates, None).map(|_| controls.into())
}

#[test]
fn absent_context_is_undefined_in_templates() {
    let empty = Json::empty_object();
    let with = |context| {
        let variables = Variables {
            payload: &empty,
            subscriber: None,
            context,
            env: &empty,
            actor: None,
            steps: &empty,
            workflow: &empty,
        };
        let controls = json!({ "a": "{{ context.a == payload.a }} {{ context.a <= 3 }}" });
        compile(&controls, &variables, &TemplateCache::new()).unwrap()
    };
    assert_eq!(with(None), json!({ "a": "true false" }));
    assert_eq!(with(Some(&Json::Null)), json!({ "a": "false true" }));
}

/// The error of compiling these controls with no variables.
fn failure(controls: &Value) -> CompileError {
    let empty = Json::empty_object();
    let variables = Variables {
        payload: &empty,
        subscriber: None,
        context: None,
        env: &empty,
        actor: None,
        steps: &empty,
        workflow: &empty,
    };
    compile(controls, &variables, &TemplateCache::new()).unwrap_err()
}

#[test]
fn errors_point_to_the_control() {
    let error = failure(&json!({ "a": "fine", "b/c": ["x", { "d": "{{ 1 + 1 }}" }] }));
    assert_eq!(error.pointer, "/b~1c/1/d");
    assert_eq!(error.data(), json!({ "name": "TokenizationError" }));
    assert_eq!(
        error.to_string(),
        "control /b~1c/1/d: unexpected `+` in `{{ 1 + 1 }}` on line 1"
    );
}

#[test]
fn errors_point_into_documents_and_at_keys() {
    let error = failure(&json!({ "body": "{\"type\":\"doc\",\"content\":[\"{% bogus %}\"]}" }));
    assert_eq!(error.pointer, "/body/content/0");
    assert_eq!(error.data(), json!({ "name": "ParseError" }));
    let error = failure(&json!({ "{{ 'x' | append }}": 1 }));
    assert_eq!(error.pointer, "/{{ 'x' | append }}");
    assert_eq!(error.data(), json!({ "name": "RenderError" }));
}

#[test]
fn parse_error_is_reported_before_earlier_render_error() {
    let error = failure(&json!({ "a": "{{ 'x' | append }}", "b": ["{% bogus %}"] }));
    assert_eq!(error.pointer, "/b/0");
    assert_eq!(error.data(), json!({ "name": "ParseError" }));
}

#[test]
fn limits_hold_for_all_controls_together() {
    let turns = "{% for i in (1..1000) %}{% for j in (1..600) %}{% endfor %}{% endfor %}";
    let error = failure(&json!({ "a": turns, "b": turns }));
    assert_eq!(error.pointer, "/b");
    assert!(error.message.contains("1000000 times"));
}

#[test]
fn deeply_nested_documents_in_strings_are_rejected() {
    let mut controls = json!("x");
    for _ in 0..6 {
        let mut text = String::new();
        for _ in 0..100 {
            controls = json!([controls]);
        }
        dialects::json::stringify(&mut text, &controls.into());
        controls = Value::String(text);
    }
    assert!(failure(&json!({ "a": controls })).message.contains("too deep"));
}

#[test]
fn deepest_controls_templates_and_expressions_fit_a_small_stack() {
    let mut deep = json!(1);
    for _ in 0..120 {
        deep = json!([deep]);
    }
    let payload = json!({ "l": [1], "deep": deep, "e": "payload.l | where_exp: 'x', payload.e" }).into();
    let lists = "{% assign a = payload.deep %}{% assign e = '' | split: '' %}".to_owned()
        + &"{% assign a = e | push: a %}".repeat(98);
    let inner = "{{ a }}{{ a | json: 1 }}{% if a == a %}{{ a | join }}{% endif %}{{ payload.l | where_exp: 'x', payload.e }}";
    let text = format!(
        "{lists}{}{inner}{}",
        "{% for i in (1..1) %}".repeat(99),
        "{% endfor %}".repeat(99)
    );
    let mut controls = json!(text);
    for _ in 0..100 {
        controls = json!({ "x": controls });
    }
    let controls = json!({ "x": Value::String(controls.to_string()) });
    let empty = Json::empty_object();
    let variables = Variables {
        payload: &payload,
        subscriber: None,
        context: None,
        env: &empty,
        actor: None,
        steps: &empty,
        workflow: &empty,
    };
    let error = compile(&controls, &variables, &TemplateCache::new()).unwrap_err();
    assert!(error.message.starts_with("expressions are nested too deep"));
}

/// Texts that take long to parse, about 430 KB each; only a repeated text is parsed once.
fn hard_to_parse(count: usize) -> Vec<String> {
    let operands = "a,".repeat(200_000);
    (0..count)
        .map(|n| format!("{{% cycle {operands}{n} %}}"))
        .collect()
}

#[test]
fn parsing_of_all_templates_together_has_a_limit() {
    // Each takes 26 million units of work to parse, and next to nothing to render.
    let error = failure(&json!({ "a": hard_to_parse(12) }));
    assert_eq!(error.pointer, "/a/7");
    assert!(error.message.contains("too much work"), "{error}");
    // The first failure is returned, although the limit ends the walk.
    let error = failure(&json!({ "a": "{% layout 'x' %}", "b": hard_to_parse(12) }));
    assert_eq!(error.pointer, "/a");
}

#[test]
fn parsing_without_rendering_has_the_same_limit() {
    let mut controls = json!({ "a": hard_to_parse(12) }).into();
    let error = compile::check_syntax(&mut controls, &TemplateCache::new()).unwrap_err();
    assert_eq!(error.pointer, "/a/7");
}

#[test]
fn documents_in_texts_have_a_limit_together() {
    // Each takes 16 million units of work.
    let document = format!("[{}1]", " ".repeat(500_000 - 3));
    let texts = |count| json!({ "a": vec![document.as_str(); count] });
    let error = failure(&texts(20));
    assert_eq!(error.pointer, "/a/12");
    assert!(error.message.contains("too much work"), "{error}");
}
