//! Warnings about templates and steps, and their absence in right programs.

use novu_framework::{
    BuildWarningKind, Context, Digest, Email, InApp, Registry, Result, Sms, Unit, Workflow,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Builds a registry with a workflow `w` over a payload like this, and an e-mail step `mail` with these
/// defaults, after a custom step `order` and a digest `batch`, and before an SMS step `last`.
pub(super) fn build<P>(defaults: &Value) -> Result<Registry, novu_framework::BuildError>
where
    P: for<'de> Deserialize<'de> + JsonSchema + Send + Sync + 'static,
{
    let properties: serde_json::Map<_, _> = defaults
        .as_object()
        .unwrap()
        .iter()
        .map(|(name, default)| (name.clone(), json!({ "default": default })))
        .collect();
    let schema = json!({ "type": "object", "properties": properties });
    let workflow = Workflow::builder("w", move |cx: Context<P>| {
        let schema = schema.clone();
        async move {
            let order: Order = cx
                .step
                .custom("order", || Order {
                    total: 1,
                    lines: Vec::new(),
                })
                .await?;
            let batch = cx.step.digest("batch", || Digest::every(1, Unit::Hours)).await?;
            cx.step
                .email("mail", |_: Value| {
                    Email::new(order.total.to_string(), batch.events.len().to_string())
                })
                .control_schema(schema)
                .await?;
            cx.step.sms("last", || Sms::new("x")).await?;
            Ok(())
        }
    });
    Registry::builder().workflow(&workflow.build()).build()
}

#[derive(Serialize, Deserialize, JsonSchema)]
struct Order {
    total: u32,
    lines: Vec<Line>,
}

#[derive(Serialize, Deserialize, JsonSchema)]
struct Line {
    sku: String,
}

#[derive(Deserialize, JsonSchema)]
#[expect(dead_code, reason = "templates read it")]
pub(super) struct Comment {
    name: String,
    #[schemars(email)]
    address: String,
    post_id: u32,
    author: Option<Author>,
    comments: Vec<Author>,
    tags: BTreeMap<String, Author>,
    shape: Shape,
    anything: Value,
    #[serde(flatten)]
    flat: Flat,
}

#[derive(Deserialize, JsonSchema)]
#[expect(dead_code, reason = "templates read it")]
struct Author {
    login: String,
    manager: Option<Box<Self>>,
    roles: Vec<String>,
}

#[derive(Deserialize, JsonSchema)]
#[serde(tag = "kind")]
#[expect(dead_code, reason = "templates read it")]
enum Shape {
    Circle { radius: f64 },
    Square { side: f64 },
}

#[derive(Deserialize, JsonSchema)]
#[expect(dead_code, reason = "templates read it")]
struct Flat {
    flat: String,
}

#[derive(Deserialize, JsonSchema)]
#[expect(dead_code, reason = "templates read it")]
struct Open {
    name: String,
    #[serde(flatten)]
    rest: BTreeMap<String, Value>,
}

/// Returns the warnings about one template in a control `c`, without the names around it.
#[track_caller]
fn warnings<P>(template: &str) -> Vec<String>
where
    P: for<'de> Deserialize<'de> + JsonSchema + Send + Sync + 'static,
{
    let registry = build::<P>(&json!({ "c": template })).unwrap();
    let about = |warning: &novu_framework::BuildWarning| {
        assert_eq!((warning.workflow(), warning.step()), ("w", "mail"));
        assert_eq!(warning.pointer(), Some("/c"));
        assert!(warning.location().file().ends_with("warnings.rs"));
        warning.message().to_owned()
    };
    registry.warnings().iter().map(about).collect()
}

#[test]
fn right_templates_have_no_warnings() {
    for template in [
        "{{ payload }} {{ payload.name }} {{ payload['name'] | upcase }} {{ payload.name.size }}",
        "{{ payload.author.manager.manager.login }} {{ payload.author.roles.first }} {{ payload.author.roles[0] }}",
        "{{ payload.shape.kind }} {{ payload.shape.radius }} {{ payload.shape.side }} {{ payload.flat }}",
        "{{ payload.anything.at.all }} {{ payload[payload.name] }} {{ payload.tags.any.login }}",
        "{{ payload.comments.size }} {{ payload.comments.first.login }} {{ payload.comments | map: 'login' | join }}",
        "{% for c in payload.comments %}{{ c.login }}{{ forloop.index }}{% for r in c.roles %}{{ r }}{% endfor %}{% endfor %}",
        "{% for pair in payload.tags %}{{ pair[0] }}{{ pair[1].login }}{% endfor %}",
        "{% for i in (1..3) %}{{ i }}{% endfor %}{% tablerow c in payload.comments %}{{ c.login }}{% endtablerow %}",
        "{% assign x = payload.author %}{{ x.login }}{% capture y %}{{ x.manager.login }}{% endcapture %}{{ y.size }}{{ y }}",
        "{% assign x = 1 %}{% assign x = payload.name | split: ',' %}{{ x.first.second }}{% increment n %}{{ n }}",
        "{% assign own = payload.comments | where: 'login', 'ann' | first %}{{ own.manager.login }}",
        "{{ payload.comments | where_exp: 'c', 'c.login == payload.name' | size }}",
        "{{ subscriber.firstName | default: 'there' }} {{ subscriber.data.plan.name }} {{ subscriber.subscriberId }}",
        "{{ actor.email }} {{ env.APP_URL }} {{ context.tenant.id }} {{ workflow.name }} {{ workflow.tags.first }}",
        "{{ steps.order.total }} {{ steps.order.lines | map: 'sku' | join }} {{ steps['order'].lines[0].sku }}",
        "{{ steps.batch.eventCount }} {{ steps.batch.events | size }} {{ steps.batch.anything }}",
        "{{ steps.batch.events | toSentence: 'payload.name' }} {{ steps.batch.events.first.payload.author.login }}",
        "{% for e in steps.batch.events %}{{ e.payload.name }}{{ e.time }}{% endfor %}{{ steps[payload.name].x }}",
        "{{ t.greeting }} {{ 't.greeting' }} {{ 'a' | raw | upcase }} {% raw %}{{ payload.nope }}{% endraw %}",
        "{% comment %}{{ payload.nope }}{% endcomment %}{% if payload.author == nil or payload.name contains 'a' %}{% endif %}",
        "<p>{{ payload.name | escape }} {{ payload.post_id }} {{ payload.address }} {{ payload.name | raw }}</p>",
        "<p>{{ payload.name | truncate: 5 | escape_once }} {{ payload.name | size }} {{ payload.name | url_encode }}</p>",
        "{% assign safe = payload.name | escape %}<p>{{ safe }}{% if payload.name %}{% endif %}</p>{{ payload.anything }}",
        "no markup, {{ payload.name }} < 3",
        "{\"blocks\": [{\"text\": \"{{ payload.name }}\"}]}",
    ] {
        assert_eq!(warnings::<Comment>(template), [""; 0], "{template}");
    }
    assert_eq!(warnings::<Open>("{{ payload.other.name }}"), [""; 0]);
    assert_eq!(warnings::<Value>("{{ payload.other.name }}"), [""; 0]);
}

#[test]
fn unknown_variables_have_a_warning_with_a_cure() {
    for (template, message) in [
        (
            "{{ payload.nmae }}",
            "`payload` has no `nmae`; did you mean `payload.name`?",
        ),
        (
            "{{ payload.postId }}",
            "`payload` has no `postId`; did you mean `payload.post_id`?",
        ),
        (
            "{{ payload.author.manager.logn.x }}",
            "`payload.author.manager` has no `logn`; did you mean `payload.author.manager.login.x`?",
        ),
        (
            "{{ payload.author.password }}",
            "`payload.author` has no `password`; declare it in its schema, or use one of `login`, `manager`, `roles`",
        ),
        (
            "{% if payload.total %}{% endif %}",
            "`payload` has no `total`; declare it in its schema, or use one of `address`, `anything`, `author`, `comments`, \
             `flat`, `name`, `post_id`, `shape`, ..",
        ),
        (
            "{{ payload.name.first }}",
            "`payload.name` has no properties, so `payload.name.first` prints nothing; remove `first`",
        ),
        (
            "{{ payload.comments.login }}",
            "`payload.comments` has no properties, so `payload.comments.login` prints nothing; remove `login`",
        ),
        (
            "{% for c in payload.comments %}{{ c.lgoin }}{% endfor %}",
            "`payload.comments[]` has no `lgoin`; did you mean `payload.comments[].login`?",
        ),
        (
            "{{ payload.comments | map: 'logins' | join }}",
            "`payload.comments[]` has no `logins`; did you mean `payload.comments[].login`?",
        ),
        (
            "{% assign x = payload.author %}{{ x.lgoin }}",
            "`payload.author` has no `lgoin`; did you mean `payload.author.login`?",
        ),
        (
            "{{ payload.shape.raduis }}",
            "`payload.shape` has no `raduis`; did you mean `payload.shape.radius`?",
        ),
        (
            "{{ subscriber.first_name }}",
            "`subscriber` has no `first_name`; did you mean `subscriber.firstName`?",
        ),
        (
            "{{ actor.mail }}",
            "`actor` has no `mail`; did you mean `actor.email`?",
        ),
        (
            "{{ workflow.id }}",
            "`workflow` has no `id`; declare it in its schema, or use one of `description`, `name`, `severity`, `tags`, `workflowId`",
        ),
        (
            "{{ name }}",
            "templates have no variable `name`; did you mean `payload.name`?",
        ),
        (
            "{{ firstName }}",
            "templates have no variable `firstName`; did you mean `subscriber.firstName`?",
        ),
        (
            "{{ Payload.name }}",
            "templates have no variable `Payload`; did you mean `payload`?",
        ),
        (
            "{{ controls.subject }}",
            "templates have no variable `controls`; use one of `payload`, `subscriber`, `actor`, `context`, `env`, `steps`, `workflow`",
        ),
        (
            "{{ t.key | upcase }}",
            "templates have no variable `t`; write a translation as `{{ t.key }}`, without filters",
        ),
        (
            "{{ steps.ordre.total }}",
            "the workflow has no step `ordre`; did you mean `steps.order`?",
        ),
        (
            "{{ steps.payment }}",
            "the workflow has no step `payment`; use one of `steps.order`, `steps.batch`",
        ),
        (
            "{{ steps.order.totl }}",
            "`steps.order` has no `totl`; did you mean `steps.order.total`?",
        ),
        (
            "{{ steps.last.x }}",
            "step `last` does not come before this one, so its result is not known yet; use an earlier step",
        ),
        (
            "{{ steps.batch.events | toSentence: 'payload.nmae' }}",
            "`steps.batch.events[].payload` has no `nmae`; did you mean `steps.batch.events[].payload.name`?",
        ),
    ] {
        assert_eq!(warnings::<Comment>(template), [message], "{template}");
    }
}

#[test]
fn unknown_filters_have_a_warning_with_a_cure() {
    for (template, message) in [
        (
            "{{ payload.name | upcse }}",
            "there is no filter `upcse`, so it changes nothing; did you mean `upcase`?",
        ),
        (
            "{{ payload.name | Escape }}",
            "there is no filter `Escape`, so it changes nothing; did you mean `escape`?",
        ),
        (
            "{{ payload.name | md5 }}",
            "there is no filter `md5`, so it changes nothing; remove it",
        ),
    ] {
        assert_eq!(warnings::<Comment>(template), [message], "{template}");
    }
}

#[test]
fn unescaped_texts_between_tags_have_a_warning() {
    let message = |variable: &str| {
        format!(
            "`{variable}` may contain HTML and becomes part of the message as it is; end it with `| escape`, or with `| raw` \
             if it is to be HTML"
        )
    };
    for (template, variable) in [
        ("<p>{{ payload.name }}</p>", "payload.name"),
        (
            "<p>{{ payload.author.login | upcase | truncate: 5 }}</p>",
            "payload.author.login",
        ),
        (
            "{% for c in payload.comments %}<li>{{ c.login }}{% endfor %}",
            "payload.comments[].login",
        ),
        (
            "<p>{{ subscriber.firstName | default: 'there' }}</p>",
            "subscriber.firstName",
        ),
        (
            "<p>{{ payload.comments | map: 'login' | join: ', ' }}</p>",
            "payload.comments[].login",
        ),
        (
            "<p>{{ steps.batch.events | toSentence: 'payload.name' }}</p>",
            "steps.batch.events[].payload.name",
        ),
        ("<p>{% assign x = payload.name %}{{ x }}</p>", "payload.name"),
    ] {
        assert_eq!(warnings::<Comment>(template), [message(variable)], "{template}");
    }
}

#[test]
fn only_steps_with_html_have_warnings_about_escaping() {
    let schema =
        json!({ "type": "object", "properties": { "c": { "default": "<b>{{ payload.name }}</b>" } } });
    let workflow = Workflow::builder("w", move |cx: Context<Comment>| {
        let schema = schema.clone();
        async move {
            cx.step
                .sms("sms", |_: Value| Sms::new("x"))
                .control_schema(schema.clone())
                .await?;
            cx.step
                .in_app("inbox", |_: Value| InApp::new("x"))
                .control_schema(schema)
                .await?;
            Ok(())
        }
    });
    let registry = Registry::builder().workflow(&workflow.build()).build().unwrap();
    let found: Vec<_> = registry
        .warnings()
        .iter()
        .map(|warning| (warning.kind(), warning.step()))
        .collect();
    assert_eq!(found, [(BuildWarningKind::UnescapedText, "inbox")]);
}

#[test]
fn names_that_one_control_assigns_are_known_in_others() {
    let registry = build::<Comment>(&json!({
        "a": "{{ greeting.length }}",
        "b": { "c": ["{% assign greeting = 'hi' %}", "{{ payload.nmae }}", "{{ payload.nmae }}{{ payload.nmae }}"] },
        "{{ payload.key }}": 1,
    }));
    let registry = registry.unwrap();
    let found: Vec<_> = registry
        .warnings()
        .iter()
        .map(|warning| warning.pointer().unwrap())
        .collect();
    assert_eq!(found, ["/b/c/1", "/b/c/2"]);
}

#[test]
fn names_that_are_assigned_each_other_end_the_search() {
    let registry = build::<Comment>(&json!({
        "a": "{% assign left = right.a %}{% assign right = left.b %}{{ left.name }}",
        "b": "{{ payload.nmae }}",
    }));
    let registry = registry.unwrap();
    let found: Vec<_> = registry
        .warnings()
        .iter()
        .map(|warning| warning.pointer().unwrap())
        .collect();
    assert_eq!(found, ["/b"]);
}

#[test]
fn step_that_is_not_awaited_beside_others_has_a_warning() {
    async fn function(cx: Context<()>) -> Result<()> {
        for _ in 0..2 {
            let _ = cx.step.sms("forgotten", || Sms::new("x"));
        }
        let _ = cx.step.sms("a", || Sms::new("x"));
        cx.step.sms("a", || Sms::new("x")).await?;
        Ok(())
    }
    let workflow = Workflow::builder("w", function).build();
    let registry = Registry::builder().workflow(&workflow).build().unwrap();
    let [warning] = registry.warnings() else {
        panic!("{:?}", registry.warnings())
    };
    assert_eq!(
        (warning.kind(), warning.step()),
        (BuildWarningKind::NotAwaited, "forgotten")
    );
    assert_eq!(warning.pointer(), None);
    let text = warning.to_string();
    assert!(
        text.starts_with("workflow `w`, step `forgotten`: it is made, but not awaited"),
        "{text}"
    );
    assert!(text.ends_with(&format!("({})", warning.location())), "{text}");
}
