//! The database: a pool, and a method for each query.

use sqlx::{FromRow, Result, SqlitePool, sqlite::SqlitePoolOptions};

/// A pool of connections. Clones share it, so it can be the state of routes and of workflows.
#[derive(Clone, Debug)]
pub struct Db(SqlitePool);

#[derive(Clone, Debug, FromRow)]
pub(crate) struct User {
    pub(crate) id: i64,
    pub(crate) name: String,
    pub(crate) email: String,
}

#[derive(Clone, Debug, FromRow)]
pub(crate) struct Task {
    pub(crate) title: String,
    pub(crate) owner: i64,
}

#[derive(Clone, Debug, FromRow)]
pub(crate) struct Invoice {
    pub(crate) cents: i64,
    pub(crate) is_paid: bool,
}

#[derive(Clone, Debug, PartialEq, FromRow)]
pub(crate) struct ProjectReport {
    pub(crate) name: String,
    pub(crate) done: i64,
    pub(crate) open: i64,
}

impl Db {
    /// Opens a database, such as `sqlite://backend.db?mode=rwc` or `sqlite::memory:`, and brings its tables
    /// up to date.
    ///
    /// # Errors
    ///
    /// If it cannot be opened or changed.
    pub async fn open(url: &str) -> Result<Self> {
        // Each connection to a database in memory has one of its own.
        let connections = if url.contains(":memory:") { 1 } else { 8 };
        let pool = SqlitePoolOptions::new()
            .max_connections(connections)
            .connect(url)
            .await?;
        sqlx::migrate!().run(&pool).await?;
        Ok(Self(pool))
    }

    pub(crate) async fn ping(&self) -> Result<()> {
        sqlx::query("SELECT 1").execute(&self.0).await.map(drop)
    }

    pub(crate) async fn add_user(&self, name: &str, email: &str) -> Result<User> {
        sqlx::query_as("INSERT INTO users (name, email) VALUES (?, ?) RETURNING id, name, email")
            .bind(name)
            .bind(email)
            .fetch_one(&self.0)
            .await
    }

    pub(crate) async fn user_by_email(&self, email: &str) -> Result<Option<User>> {
        sqlx::query_as("SELECT id, name, email FROM users WHERE email = ?")
            .bind(email)
            .fetch_optional(&self.0)
            .await
    }

    pub(crate) async fn user(&self, id: i64) -> Result<Option<User>> {
        sqlx::query_as("SELECT id, name, email FROM users WHERE id = ?")
            .bind(id)
            .fetch_optional(&self.0)
            .await
    }

    /// Sets the code that a user can sign in with for ten minutes.
    pub(crate) async fn set_code(&self, user: i64, code: &str) -> Result<()> {
        sqlx::query("INSERT OR REPLACE INTO codes (user, code) VALUES (?, ?)")
            .bind(user)
            .bind(code)
            .execute(&self.0)
            .await
            .map(drop)
    }

    /// Returns whether it is the user's code, which works once. The fifth try is the last.
    pub(crate) async fn use_code(&self, user: i64, code: &str) -> Result<bool> {
        let is_right: Option<bool> = sqlx::query_scalar(
            "UPDATE codes SET tries = tries + 1 WHERE user = ? AND tries < 5 AND created > unixepoch() - 600 \
             RETURNING code = ?",
        )
        .bind(user)
        .bind(code)
        .fetch_optional(&self.0)
        .await?;
        let is_right = is_right.unwrap_or_default();
        if is_right {
            sqlx::query("DELETE FROM codes WHERE user = ?")
                .bind(user)
                .execute(&self.0)
                .await?;
        }
        Ok(is_right)
    }

    pub(crate) async fn add_project(&self, name: &str, owner: i64) -> Result<i64> {
        sqlx::query_scalar("INSERT INTO projects (name, owner) VALUES (?, ?) RETURNING id")
            .bind(name)
            .bind(owner)
            .fetch_one(&self.0)
            .await
    }

    pub(crate) async fn has_projects(&self, owner: i64) -> Result<bool> {
        sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM projects WHERE owner = ?)")
            .bind(owner)
            .fetch_one(&self.0)
            .await
    }

    /// Returns the ids of all people who own a project.
    pub(crate) async fn owners(&self) -> Result<Vec<i64>> {
        sqlx::query_scalar("SELECT DISTINCT owner FROM projects ORDER BY owner")
            .fetch_all(&self.0)
            .await
    }

    pub(crate) async fn add_task(&self, title: &str, project: i64) -> Result<i64> {
        sqlx::query_scalar("INSERT INTO tasks (title, project) VALUES (?, ?) RETURNING id")
            .bind(title)
            .bind(project)
            .fetch_one(&self.0)
            .await
    }

    pub(crate) async fn finish_task(&self, id: i64) -> Result<bool> {
        let done = sqlx::query("UPDATE tasks SET is_done = TRUE WHERE id = ?")
            .bind(id)
            .execute(&self.0)
            .await?;
        Ok(done.rows_affected() > 0)
    }

    /// Returns a task with the owner of its project.
    pub(crate) async fn task(&self, id: i64) -> Result<Option<Task>> {
        sqlx::query_as(
            "SELECT title, owner FROM tasks JOIN projects ON projects.id = project WHERE tasks.id = ?",
        )
        .bind(id)
        .fetch_optional(&self.0)
        .await
    }

    pub(crate) async fn add_comment(&self, text: &str, author: i64, task: i64) -> Result<i64> {
        sqlx::query_scalar("INSERT INTO comments (text, author, task) VALUES (?, ?, ?) RETURNING id")
            .bind(text)
            .bind(author)
            .bind(task)
            .fetch_one(&self.0)
            .await
    }

    pub(crate) async fn add_invoice(&self, cents: i64, customer: i64) -> Result<i64> {
        sqlx::query_scalar("INSERT INTO invoices (cents, customer) VALUES (?, ?) RETURNING id")
            .bind(cents)
            .bind(customer)
            .fetch_one(&self.0)
            .await
    }

    pub(crate) async fn pay_invoice(&self, id: i64) -> Result<bool> {
        let paid = sqlx::query("UPDATE invoices SET is_paid = TRUE WHERE id = ?")
            .bind(id)
            .execute(&self.0)
            .await?;
        Ok(paid.rows_affected() > 0)
    }

    pub(crate) async fn invoice(&self, id: i64) -> Result<Option<Invoice>> {
        sqlx::query_as("SELECT cents, is_paid FROM invoices WHERE id = ?")
            .bind(id)
            .fetch_optional(&self.0)
            .await
    }

    /// Returns the number of finished and of open tasks for each project of a person.
    pub(crate) async fn report(&self, owner: i64) -> Result<Vec<ProjectReport>> {
        sqlx::query_as(
            "SELECT name, count(*) FILTER (WHERE is_done) AS done, count(*) FILTER (WHERE NOT is_done) AS open \
             FROM projects JOIN tasks ON tasks.project = projects.id WHERE owner = ? GROUP BY projects.id ORDER BY name",
        )
        .bind(owner)
        .fetch_all(&self.0)
        .await
    }
}
