//! The routes: each changes the database, then triggers the workflow about it.
//!
//! The transaction id of a trigger is that of the row, so a request that is sent again after a lost answer
//! notifies nobody twice.

use crate::{
    App,
    db::User,
    failure::Failure,
    notifications::{Comment, InvoiceSent, SignIn, Week, Welcome},
};
use axum::{
    Json, Router,
    extract::{Path, State},
    http::StatusCode,
    routing::{get, post},
};
use novu_framework::{NovuLayer, client::SubscriberPayload};
use serde::Deserialize;

/// Creates the server: the routes of the app, and Novu's requests at `/api/novu`.
pub fn router(app: App, bridge: NovuLayer) -> Router {
    Router::new()
        .route("/health", get(health))
        .route("/users", post(add_user))
        .route("/sign-ins", post(add_sign_in))
        .route("/sessions", post(add_session))
        .route("/projects", post(add_project))
        .route("/tasks", post(add_task))
        .route("/tasks/{id}/done", post(finish_task))
        .route("/tasks/{id}/comments", post(add_comment))
        .route("/invoices", post(add_invoice))
        .route("/invoices/{id}/paid", post(pay_invoice))
        .route("/weekly-reports", post(send_reports))
        .with_state(app)
        .layer(bridge)
}

/// Novu's subscriber for a user. Novu creates or updates it when it is triggered.
fn subscriber(user: &User) -> SubscriberPayload {
    SubscriberPayload::new(user.id.to_string())
        .first_name(&user.name)
        .email(&user.email)
}

/// Ready for requests: the database answers.
async fn health(State(app): State<App>) -> Result<&'static str, Failure> {
    app.db.ping().await?;
    Ok("ok")
}

#[derive(Deserialize)]
struct NewUser {
    name: String,
    email: String,
}

async fn add_user(State(app): State<App>, Json(new): Json<NewUser>) -> Result<(StatusCode, String), Failure> {
    let user = app.db.add_user(&new.name, &new.email).await?;
    let payload = Welcome {
        user: user.id,
        name: user.name.clone(),
    };
    app.notifications
        .welcome
        .trigger(&app.novu, subscriber(&user), payload)
        .transaction_id(format!("welcome-{}", user.id))
        .await?;
    Ok((StatusCode::CREATED, user.id.to_string()))
}

#[derive(Deserialize)]
struct NewSignIn {
    email: String,
}

/// Sends a code to sign in with.
async fn add_sign_in(State(app): State<App>, Json(new): Json<NewSignIn>) -> Result<StatusCode, Failure> {
    // The same answer for addresses that nobody has: strangers must not learn who is a user.
    if let Some(user) = app.db.user_by_email(&new.email).await? {
        let random = getrandom::u32().map_err(|error| Failure::Random(error.to_string()))?;
        let code = format!("{:06}", random % 1_000_000);
        app.db.set_code(user.id, &code).await?;
        app.notifications
            .sign_in
            .trigger(&app.novu, subscriber(&user), SignIn { code })
            .await?;
    }
    Ok(StatusCode::ACCEPTED)
}

#[derive(Deserialize)]
struct NewSession {
    email: String,
    code: String,
}

/// Signs a user in. (A real app would set a cookie here.)
async fn add_session(State(app): State<App>, Json(new): Json<NewSession>) -> Result<StatusCode, Failure> {
    let user = app
        .db
        .user_by_email(&new.email)
        .await?
        .ok_or(Failure::Forbidden)?;
    match app.db.use_code(user.id, &new.code).await? {
        true => Ok(StatusCode::CREATED),
        false => Err(Failure::Forbidden),
    }
}

#[derive(Deserialize)]
struct NewProject {
    name: String,
    owner: i64,
}

async fn add_project(
    State(app): State<App>,
    Json(new): Json<NewProject>,
) -> Result<(StatusCode, String), Failure> {
    let id = app.db.add_project(&new.name, new.owner).await?;
    Ok((StatusCode::CREATED, id.to_string()))
}

#[derive(Deserialize)]
struct NewTask {
    title: String,
    project: i64,
}

async fn add_task(State(app): State<App>, Json(new): Json<NewTask>) -> Result<(StatusCode, String), Failure> {
    let id = app.db.add_task(&new.title, new.project).await?;
    Ok((StatusCode::CREATED, id.to_string()))
}

async fn finish_task(State(app): State<App>, Path(id): Path<i64>) -> Result<StatusCode, Failure> {
    match app.db.finish_task(id).await? {
        true => Ok(StatusCode::NO_CONTENT),
        false => Err(Failure::NotFound("task")),
    }
}

#[derive(Deserialize)]
struct NewComment {
    author: i64,
    text: String,
}

async fn add_comment(
    State(app): State<App>,
    Path(task): Path<i64>,
    Json(new): Json<NewComment>,
) -> Result<(StatusCode, String), Failure> {
    let author = app.db.user(new.author).await?.ok_or(Failure::NotFound("user"))?;
    let found = app.db.task(task).await?.ok_or(Failure::NotFound("task"))?;
    let owner = app.db.user(found.owner).await?.ok_or(Failure::NotFound("user"))?;
    let id = app.db.add_comment(&new.text, new.author, task).await?;
    if owner.id != author.id {
        let payload = Comment {
            task,
            title: found.title,
            author: author.name,
            text: new.text,
        };
        app.notifications
            .comment
            .trigger(&app.novu, subscriber(&owner), payload)
            .transaction_id(format!("comment-{id}"))
            .await?;
    }
    Ok((StatusCode::CREATED, id.to_string()))
}

#[derive(Deserialize)]
struct NewInvoice {
    customer: i64,
    cents: i64,
}

async fn add_invoice(
    State(app): State<App>,
    Json(new): Json<NewInvoice>,
) -> Result<(StatusCode, String), Failure> {
    let customer = app
        .db
        .user(new.customer)
        .await?
        .ok_or(Failure::NotFound("user"))?;
    let invoice = app.db.add_invoice(new.cents, customer.id).await?;
    app.notifications
        .invoice
        .trigger(&app.novu, subscriber(&customer), InvoiceSent { invoice })
        .transaction_id(format!("invoice-{invoice}"))
        .await?;
    Ok((StatusCode::CREATED, invoice.to_string()))
}

async fn pay_invoice(State(app): State<App>, Path(id): Path<i64>) -> Result<StatusCode, Failure> {
    match app.db.pay_invoice(id).await? {
        true => Ok(StatusCode::NO_CONTENT),
        false => Err(Failure::NotFound("invoice")),
    }
}

#[derive(Deserialize)]
struct Report {
    week: String,
}

/// Sends the report of a week to all owners of projects; called by a scheduler, such as a `CronJob`.
async fn send_reports(State(app): State<App>, Json(report): Json<Report>) -> Result<String, Failure> {
    let owners = app.db.owners().await?;
    // Novu takes a hundred events in one request.
    for owners in owners.chunks(100) {
        let events = owners.iter().map(|&owner| {
            let payload = Week {
                owner,
                week: report.week.clone(),
            };
            app.notifications
                .report
                .event(owner.to_string(), payload)
                .transaction_id(format!("report-{}-{owner}", report.week))
        });
        app.novu.trigger_bulk(events).await?;
    }
    Ok(owners.len().to_string())
}
