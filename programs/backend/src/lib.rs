//! A backend for a project manager. `routes` changes the database and triggers workflows, `notifications` has
//! the workflows, `db` the queries of both.

mod db;
mod failure;
mod notifications;
mod routes;

pub use db::Db;
pub use notifications::Notifications;
pub use routes::router;

use novu_framework::client::Client;

/// The state of the routes.
#[derive(Clone, Debug)]
pub struct App {
    db: Db,
    novu: Client,
    notifications: Notifications,
}

impl App {
    /// Creates the state of the routes.
    #[must_use]
    pub fn new(db: Db, novu: Client, notifications: Notifications) -> Self {
        Self {
            db,
            novu,
            notifications,
        }
    }
}
