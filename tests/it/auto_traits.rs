//! The types of the API can be used from several threads.

use novu_framework::{
    BuildError, BuildWarning, ConfigError, Context, Cron, CronError, Error, NovuEndpoint, NovuLayer,
    NovuLayerBuilder, NovuService, Preferences, Registry, RegistryBuilder, Subscriber, Workflow,
    WorkflowBuilder,
    layer::{EndpointFuture, ResponseBody, ResponseFuture, Summary},
    signature::{SecretKey, SignatureError, Verifier},
};
use serde_json::Value;
use std::future::Ready;

/// Handles, which servers clone for each connection.
fn shared<T: Clone + Send + Sync + 'static>() {}
fn sync<T: Send + Sync>() {}
fn sent<T: Send>() {}

#[test]
fn handles_are_clone_send_and_sync() {
    shared::<NovuLayer>();
    shared::<NovuEndpoint>();
    shared::<NovuService<()>>();
    shared::<Registry>();
    shared::<Workflow<Value>>();
    shared::<Subscriber>();
    shared::<Preferences>();
    shared::<Cron>();
    shared::<BuildError>();
    shared::<BuildWarning>();
    shared::<ConfigError>();
    shared::<CronError>();
}

#[test]
fn builders_errors_and_contexts_are_send_and_sync() {
    sync::<NovuLayerBuilder>();
    sync::<RegistryBuilder>();
    sync::<WorkflowBuilder<Value>>();
    sync::<Context<Value>>();
    sync::<Error>();
    sync::<SecretKey>();
    sync::<Verifier>();
    sync::<SignatureError>();
    sync::<Summary<'_>>();
    sync::<ResponseBody<()>>();
    sent::<ResponseFuture<Ready<()>>>();
    sent::<EndpointFuture>();
}

#[cfg(feature = "client")]
#[test]
fn clients_and_their_requests_are_send_and_sync() {
    use novu_framework::client::{
        Client, ClientBuilder, ConfigError, Error, Event, HttpTransport, SyncRequest, Trigger, Triggered,
    };
    shared::<Client>();
    shared::<Triggered>();
    shared::<ConfigError>();
    sync::<ClientBuilder>();
    sync::<Event>();
    sync::<Trigger<HttpTransport>>();
    sync::<SyncRequest<HttpTransport>>();
    sync::<Error>();
}

#[cfg(feature = "agents")]
#[test]
fn agents_and_their_turns_are_send_and_sync() {
    use novu_framework::agent::{
        Agent, AgentBuilder, AnyTurn, Approval, Card, ContentError, DeliveryError, Edit, Event, Handle,
        History, HumanRequest, Message, Received, Reply, ReplyStream, Turn, TurnError, TurnReport, Turns,
        TurnsBuilder, WaitUntil,
    };
    shared::<Agent>();
    shared::<Turns>();
    shared::<Turn<Message>>();
    shared::<AnyTurn>();
    shared::<Handle>();
    shared::<Event>();
    shared::<Received>();
    shared::<History>();
    shared::<Card>();
    shared::<ContentError>();
    shared::<DeliveryError>();
    shared::<TurnError>();
    shared::<TurnReport>();
    sync::<AgentBuilder>();
    sync::<TurnsBuilder>();
    sync::<Reply>();
    sync::<Edit>();
    sync::<Approval>();
    sync::<HumanRequest<'_, Message>>();
    sent::<ReplyStream<'_>>();
    sent::<WaitUntil>();
}

#[cfg(feature = "testing")]
#[test]
fn test_kit_is_send_and_sync() {
    use novu_framework::testing::{Error, Platform, Run, Work};
    shared::<Run>();
    shared::<Error>();
    sync::<Platform>();
    sent::<Work<'_, ()>>();
}

#[cfg(all(feature = "agents", feature = "testing"))]
#[test]
fn conversations_are_send_and_sync() {
    use novu_framework::testing::{Conversation, TurnRun};
    shared::<TurnRun>();
    sync::<Conversation>();
}
