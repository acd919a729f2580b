//! The server: the routes of the app, and the bridge that Novu calls.

pub mod workflows;

use axum::{
    Json, Router,
    extract::State,
    http::StatusCode,
    routing::{get, post},
};
use novu_framework::{NovuLayer, client::Client};
use serde::Deserialize;
use workflows::{Comment, Workflows};

/// The state of the routes.
#[derive(Clone)]
pub struct App {
    /// Sends events to Novu.
    pub novu: Client,
    /// The workflows, to trigger them.
    pub workflows: Workflows,
}

/// Creates the server.
pub fn router(app: App, bridge: NovuLayer) -> Router {
    Router::new()
        .route("/", get(async || "the rest of my app"))
        .route("/comments", post(add_comment))
        .with_state(app)
        .layer(bridge)
}

#[derive(Deserialize)]
struct NewComment {
    reader: String,
    #[serde(flatten)]
    comment: Comment,
}

async fn add_comment(State(app): State<App>, Json(new): Json<NewComment>) -> StatusCode {
    match app
        .workflows
        .comment
        .trigger(&app.novu, new.reader, new.comment)
        .await
    {
        Ok(_) => StatusCode::ACCEPTED,
        Err(error) => {
            eprintln!("Novu does not accept the event: {error}");
            StatusCode::BAD_GATEWAY
        }
    }
}
