//! The workflows, and what the routes need to trigger them.

mod comment;
mod invoice;
mod report;
mod sign_in;
mod welcome;

pub(crate) use comment::Comment;
pub(crate) use invoice::InvoiceSent;
pub(crate) use report::Week;
pub(crate) use sign_in::SignIn;
pub(crate) use welcome::Welcome;

use crate::Db;
use novu_framework::{BuildError, Registry, Workflow};

/// All workflows of the backend. Clones are cheap.
#[derive(Clone, Debug)]
pub struct Notifications {
    pub(crate) welcome: Workflow<Welcome>,
    pub(crate) comment: Workflow<Comment>,
    pub(crate) invoice: Workflow<InvoiceSent>,
    pub(crate) sign_in: Workflow<SignIn>,
    pub(crate) report: Workflow<Week>,
}

impl Notifications {
    /// Creates the workflows; those that read the database share its pool.
    #[must_use]
    pub fn new(db: &Db) -> Self {
        Self {
            welcome: welcome::workflow(db.clone()),
            comment: comment::workflow(),
            invoice: invoice::workflow(db.clone()),
            sign_in: sign_in::workflow(),
            report: report::workflow(db.clone()),
        }
    }

    /// Checks the workflows, and puts them together for the bridge.
    ///
    /// # Errors
    ///
    /// Returns all mistakes in them.
    pub fn registry(&self) -> Result<Registry, BuildError> {
        Registry::builder()
            .workflow(&self.welcome)
            .workflow(&self.comment)
            .workflow(&self.invoice)
            .workflow(&self.sign_in)
            .workflow(&self.report)
            .build()
    }
}

/// Prints an amount of money.
fn euros(cents: i64) -> String {
    format!("{}.{:02} €", cents / 100, cents % 100)
}
