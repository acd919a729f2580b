//! Serves both agents: `OPENAI_BASE_URL`, `OPENAI_API_KEY` and `MODEL` choose the model, `NOVU_SECRET_KEY` is
//! the key of the environment.

use async_openai::{Client, config::OpenAIConfig};
use axum::Router;
use genai::{
    ModelIden, ServiceTarget,
    adapter::AdapterKind,
    resolver::{AuthData, Endpoint},
};
use models::assistant::Shop;
use novu_framework::{NovuLayer, Registry, agent::Turns, client::Client as Novu};
use std::{env, time::Duration};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let url = env::var("OPENAI_BASE_URL").unwrap_or_else(|_| "https://api.openai.com/v1".into());
    let (key, model) = (env::var("OPENAI_API_KEY")?, env::var("MODEL")?);
    let shop = Shop::new([(7, "on its way"), (8, "delivered")]);
    let openai = Client::with_config(OpenAIConfig::new().with_api_base(&url).with_api_key(&key));
    let assistant = models::assistant::agent(openai, &model, shop);
    let target = ServiceTarget {
        // `genai` joins paths as browsers do, so the URL ends in a slash.
        endpoint: Endpoint::from_owned(format!("{}/", url.trim_end_matches('/'))),
        auth: AuthData::from_single(key),
        model: ModelIden::new(AdapterKind::OpenAI, model),
    };
    let plain = models::plain::agent(genai::Client::builder().build()?, target);

    let registry = Registry::builder().agent(&assistant).agent(&plain).build()?;
    let key = env::var("NOVU_SECRET_KEY")?;
    let turns = Turns::builder().deadline(Duration::from_secs(120)).build();
    let layer = NovuLayer::builder(registry)
        .client(Novu::new(&key)?)
        .secret_key(key)
        .turns(turns.clone())
        .build()?;
    let listener = tokio::net::TcpListener::bind("127.0.0.1:4000").await?;
    let stopped = async { drop(tokio::signal::ctrl_c().await) };
    axum::serve(listener, Router::new().layer(layer))
        .with_graceful_shutdown(stopped)
        .await?;
    turns.drain(Duration::from_secs(30)).await;
    Ok(())
}
