//! Shows the e-mails in the studio; the link to it is printed:
//!
//! ```sh
//! NOVU_SECRET_KEY=any cargo run --manifest-path programs/Cargo.toml -p emails
//! ```

use axum::Router;
use novu_framework::NovuLayer;
use std::{env, error::Error};
use tokio::net::TcpListener;

#[tokio::main]
#[expect(clippy::print_stdout, reason = "an example may")]
async fn main() -> Result<(), Box<dyn Error>> {
    let novu = NovuLayer::from_env(emails::registry()?)?;
    let port = env::var("PORT").unwrap_or_else(|_| "4000".into());
    let listener = TcpListener::bind(format!("127.0.0.1:{port}")).await?;
    let url = format!("http://{}", listener.local_addr()?);
    println!("{}", novu.studio_url(&url).unwrap_or(url));
    axum::serve(listener, Router::new().layer(novu)).await?;
    Ok(())
}
