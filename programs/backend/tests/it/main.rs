//! The whole way in one process: a request to the app, the trigger that Novu gets, and the messages that the
//! workflow then sends.

mod novu;

use axum::{
    Router,
    body::Body,
    http::{Request, StatusCode, header},
};
use backend::{App, Db, Notifications};
use http_body_util::BodyExt;
use novu::FakeApi;
use novu_framework::{
    Email, InApp, NovuLayer, Registry,
    client::Client,
    testing::{Message, Platform, Run, Status},
};
use serde_json::{Value, json};
use std::time::Duration;
use tower::ServiceExt;

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// The server with an empty database, and Novu around it.
struct Server {
    app: Router,
    api: FakeApi,
    registry: Registry,
    novu: Platform,
}

impl Server {
    async fn start() -> Self {
        let db = Db::open("sqlite::memory:").await.unwrap();
        let notifications = Notifications::new(&db);
        let registry = notifications.registry().unwrap();
        let api = FakeApi::start().await;
        let client = Client::builder()
            .secret_key("key")
            .api_url(&api.url)
            .max_attempts(1)
            .build()
            .unwrap();
        let bridge = NovuLayer::builder(registry.clone())
            .secret_key("key")
            .build()
            .unwrap();
        Self {
            app: backend::router(App::new(db, client, notifications), bridge),
            novu: Platform::new(&registry),
            api,
            registry,
        }
    }

    async fn post(&self, path: &str, body: Value) -> (StatusCode, String) {
        let request = Request::post(path)
            .header(header::CONTENT_TYPE, "application/json")
            .body(Body::from(body.to_string()))
            .unwrap();
        self.answer(request).await
    }

    async fn answer(&self, request: Request<Body>) -> (StatusCode, String) {
        let response = self.app.clone().oneshot(request).await.unwrap();
        let status = response.status();
        let body = response.into_body().collect().await.unwrap().to_bytes();
        (status, String::from_utf8(body.to_vec()).unwrap())
    }

    /// Adds a row, and returns its id.
    async fn add(&self, path: &str, body: Value) -> String {
        let (status, id) = self.post(path, body).await;
        assert_eq!(status, StatusCode::CREATED, "{id}");
        id
    }

    /// Hands all new triggers to Novu.
    async fn deliver(&mut self) {
        for event in self.api.take() {
            let id = event["name"].as_str().unwrap();
            self.novu
                .trigger_id(id, event["to"].clone(), &event["payload"])
                .await
                .unwrap();
        }
    }

    fn run(&self, workflow: &str) -> &Run {
        self.novu.runs().find(|run| run.workflow() == workflow).unwrap()
    }
}

fn ann() -> Value {
    json!({ "name": "Ann", "email": "ann@example.com" })
}

#[tokio::test]
async fn signup_sends_a_welcome_and_a_reminder_without_projects() {
    let mut server = Server::start().await;
    server.add("/users", ann()).await;
    server.deliver().await;
    server.novu.advance(2 * DAY).await;
    let run = server.run("welcome");
    run.step("inbox").assert_output(InApp::new("Welcome, Ann!"));
    let mail: Email = run.step("first-project").output().unwrap();
    assert_eq!(mail.subject, "Your first project");
}

#[tokio::test]
async fn signup_with_a_project_gets_no_reminder() {
    let mut server = Server::start().await;
    let owner = server.add("/users", ann()).await;
    server.deliver().await;
    let owner: i64 = owner.parse().unwrap();
    server
        .add("/projects", json!({ "name": "House", "owner": owner }))
        .await;
    server.novu.advance(2 * DAY).await;
    server
        .run("welcome")
        .step("first-project")
        .assert_status(Status::Skipped);
}

/// Ann owns a task, Bob comments on it.
async fn comments(server: &mut Server, texts: &[&str]) {
    let ann = server.add("/users", ann()).await.parse::<i64>().unwrap();
    let bob = json!({ "name": "Bob <b>", "email": "bob@example.com" });
    let bob = server.add("/users", bob).await.parse::<i64>().unwrap();
    let project = server
        .add("/projects", json!({ "name": "House", "owner": ann }))
        .await;
    let task = json!({ "title": "Roof", "project": project.parse::<i64>().unwrap() });
    let task = server.add("/tasks", task).await;
    server.api.take();
    for text in texts {
        server
            .add(
                &format!("/tasks/{task}/comments"),
                json!({ "author": bob, "text": text }),
            )
            .await;
    }
    server.deliver().await;
}

#[tokio::test]
async fn comments_of_an_hour_are_one_escaped_email() {
    let mut server = Server::start().await;
    comments(&mut server, &["Nice!", "Leaks <script>"]).await;
    server.novu.settle().await;
    let mail: Email = server.run("comment").step("mail").output().unwrap();
    assert_eq!(mail.subject, "2 comments on Roof");
    assert_eq!(
        mail.body,
        "<p><b>Bob &lt;b&gt;</b>: Nice!</p><p><b>Bob &lt;b&gt;</b>: Leaks &lt;script&gt;</p>"
    );
}

#[tokio::test]
async fn number_of_shown_comments_is_a_control() {
    let mut server = Server::start().await;
    server.novu.set_controls("mail", json!({ "shown": 1 }));
    comments(&mut server, &["one", "two", "three"]).await;
    server.novu.settle().await;
    let mail: Email = server.run("comment").step("mail").output().unwrap();
    assert_eq!(mail.body, "<p><b>Bob &lt;b&gt;</b>: one</p><p>and 2 more</p>");
}

#[tokio::test]
async fn read_inbox_message_skips_the_email_about_comments() {
    let mut server = Server::start().await;
    server.novu.set_result("inbox", Message::Read);
    comments(&mut server, &["Nice!"]).await;
    server.novu.settle().await;
    server.run("comment").step("mail").assert_status(Status::Skipped);
}

async fn invoice(server: &mut Server) -> String {
    let customer = server.add("/users", ann()).await.parse::<i64>().unwrap();
    server.api.take();
    let invoice = server
        .add("/invoices", json!({ "customer": customer, "cents": 1990 }))
        .await;
    server.deliver().await;
    invoice
}

#[tokio::test]
async fn unpaid_invoice_is_followed_by_a_reminder() {
    let mut server = Server::start().await;
    invoice(&mut server).await;
    server.novu.settle().await;
    let run = server.run("invoice");
    run.step("mail")
        .assert_output(Email::new("Invoice 1", "<p>Please pay 19.90 € in two weeks.</p>"));
    run.step("reminder")
        .assert_output(Email::new("Invoice 1 is due", "<p>We still miss 19.90 €.</p>"));
}

#[tokio::test]
async fn paid_invoice_has_no_reminder() {
    let mut server = Server::start().await;
    let invoice = invoice(&mut server).await;
    let (status, _) = server.post(&format!("/invoices/{invoice}/paid"), json!({})).await;
    assert_eq!(status, StatusCode::NO_CONTENT);
    server.novu.settle().await;
    server
        .run("invoice")
        .step("reminder")
        .assert_status(Status::Skipped);
}

async fn sign_in(server: &Server, email: &str) {
    let (status, _) = server.post("/sign-ins", json!({ "email": email })).await;
    assert_eq!(status, StatusCode::ACCEPTED);
}

async fn session(server: &Server, code: &str) -> StatusCode {
    let body = json!({ "email": "ann@example.com", "code": code });
    server.post("/sessions", body).await.0
}

#[tokio::test]
async fn code_of_the_email_signs_in_once() {
    let server = Server::start().await;
    server.add("/users", ann()).await;
    server.api.take();
    sign_in(&server, "ann@example.com").await;
    let code = server.api.take()[0]["payload"]["code"].clone();
    let code = code.as_str().unwrap();
    assert_eq!(session(&server, "no code").await, StatusCode::FORBIDDEN);
    assert_eq!(session(&server, code).await, StatusCode::CREATED);
    assert_eq!(session(&server, code).await, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn five_wrong_codes_end_a_sign_in() {
    let server = Server::start().await;
    server.add("/users", ann()).await;
    server.api.take();
    sign_in(&server, "ann@example.com").await;
    for _ in 0..5 {
        assert_eq!(session(&server, "no code").await, StatusCode::FORBIDDEN);
    }
    let code = server.api.take()[0]["payload"]["code"].clone();
    assert_eq!(
        session(&server, code.as_str().unwrap()).await,
        StatusCode::FORBIDDEN
    );
}

#[tokio::test]
async fn sixth_code_of_an_hour_is_throttled() {
    let mut server = Server::start().await;
    server.add("/users", ann()).await;
    server.api.take();
    for _ in 0..6 {
        sign_in(&server, "ann@example.com").await;
    }
    server.deliver().await;
    let runs: Vec<_> = server.novu.runs().map(Run::status).collect();
    assert_eq!(
        runs,
        [vec![Status::Completed; 5], vec![Status::Throttled]].concat()
    );
}

#[tokio::test]
async fn sign_in_of_strangers_triggers_nothing() {
    let server = Server::start().await;
    sign_in(&server, "eve@example.com").await;
    assert_eq!(server.api.take(), Vec::<Value>::new());
}

#[tokio::test]
async fn weekly_report_counts_the_tasks_of_each_owner() {
    let mut server = Server::start().await;
    comments(&mut server, &[]).await;
    let (status, _) = server.post("/tasks/1/done", json!({})).await;
    assert_eq!(status, StatusCode::NO_CONTENT);
    server
        .add("/tasks", json!({ "title": "Walls", "project": 1 }))
        .await;
    let (_, owners) = server
        .post("/weekly-reports", json!({ "week": "2026-W48" }))
        .await;
    assert_eq!(owners, "1");
    server.deliver().await;
    let mail: Email = server.run("weekly-report").step("mail").output().unwrap();
    assert_eq!(mail.subject, "Your projects in 2026-W48");
    assert!(
        mail.body.contains("<td>House</td><td>1</td><td>1</td>"),
        "{}",
        mail.body
    );
}

#[tokio::test]
async fn preview_of_the_report_has_an_example() {
    let db = Db::open("sqlite::memory:").await.unwrap();
    let bridge = NovuLayer::builder(Notifications::new(&db).registry().unwrap())
        .insecure_without_signature()
        .build()
        .unwrap();
    let request = Request::post("/?action=preview&workflowId=weekly-report&stepId=mail")
        .body(Body::from(r#"{"controls":{},"state":[]}"#))
        .unwrap();
    let response = bridge.into_endpoint().oneshot(request).await.unwrap();
    let body = response.into_body().collect().await.unwrap().to_bytes();
    let body: Value = serde_json::from_slice(&body).unwrap();
    let html = body["outputs"]["body"]
        .as_str()
        .unwrap_or_else(|| panic!("{body}"));
    assert!(html.contains("<td>Example</td><td>3</td><td>4</td>"), "{html}");
}

#[tokio::test]
async fn bridge_serves_signed_requests_only() {
    let server = Server::start().await;
    let (status, _) = server
        .answer(
            Request::get("/api/novu?action=discover")
                .body(Body::empty())
                .unwrap(),
        )
        .await;
    assert_eq!(status, StatusCode::UNAUTHORIZED);
    let (status, _) = server
        .answer(Request::get("/health").body(Body::empty()).unwrap())
        .await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(server.registry.len(), 5);
    assert_eq!(
        server.registry.warnings().len(),
        0,
        "{:?}",
        server.registry.warnings()
    );
}

#[tokio::test]
async fn unavailable_novu_is_a_bad_gateway() {
    let server = Server::start().await;
    server.api.fail();
    let (status, body) = server.post("/users", ann()).await;
    assert_eq!((status, body.as_str()), (StatusCode::BAD_GATEWAY, ""));
}

#[tokio::test]
async fn address_that_exists_is_a_conflict() {
    let server = Server::start().await;
    server.add("/users", ann()).await;
    let (status, _) = server.post("/users", ann()).await;
    assert_eq!(status, StatusCode::CONFLICT);
}

#[tokio::test]
async fn no_text_becomes_html_unescaped() {
    let server = Server::start().await;
    let found = server.registry.unescaped_texts().await;
    assert!(found.is_empty(), "{found:?}");
}
