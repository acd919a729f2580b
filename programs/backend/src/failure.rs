//! Failures of routes, as responses.

use axum::{
    http::StatusCode,
    response::{IntoResponse, Response},
};
use novu_framework::client;

/// The reason why a route cannot answer.
#[derive(Debug)]
pub(crate) enum Failure {
    NotFound(&'static str),
    Forbidden,
    Random(String),
    Db(sqlx::Error),
    Novu(client::Error),
}

impl From<sqlx::Error> for Failure {
    fn from(error: sqlx::Error) -> Self {
        Self::Db(error)
    }
}

impl From<client::Error> for Failure {
    fn from(error: client::Error) -> Self {
        Self::Novu(error)
    }
}

impl IntoResponse for Failure {
    /// Clients learn the status only; the log has the reason.
    fn into_response(self) -> Response {
        match self {
            Self::NotFound(subject) => {
                (StatusCode::NOT_FOUND, format!("there is no such {subject}")).into_response()
            }
            Self::Forbidden => StatusCode::FORBIDDEN.into_response(),
            Self::Db(sqlx::Error::Database(error)) if error.is_unique_violation() => {
                (StatusCode::CONFLICT, "it exists already").into_response()
            }
            Self::Random(error) => {
                tracing::error!("the system has no random numbers: {error}");
                StatusCode::INTERNAL_SERVER_ERROR.into_response()
            }
            Self::Db(error) => {
                tracing::error!("the database failed: {error}");
                StatusCode::INTERNAL_SERVER_ERROR.into_response()
            }
            Self::Novu(error) => {
                tracing::error!("a workflow was not triggered: {error}");
                StatusCode::BAD_GATEWAY.into_response()
            }
        }
    }
}
