//! Approval of tool calls (`agents.md` §11).

use super::novu::{Answer, Novu, action, ending, typing_stop};
use novu_framework::{
    Agent, Result,
    agent::{
        Action, Actions, ApprovalActions, ApprovalCard, Button, Card, Decision, Message, Pending, ToolCall,
        Turn,
    },
};
use serde_json::{Value, json};

fn call() -> ToolCall {
    ToolCall::new("call-1", "refund").input(json!({"amount": 5}))
}

async fn gate(cx: Turn<Message>) -> Result<Pending> {
    cx.metadata().set("k", 1)?;
    let approval = cx.request_approval(call());
    Ok(match &*cx.event.text {
        "words" => {
            let card = ApprovalCard::new()
                .title("Refund 5?")
                .icon("stripe")
                .approve_label("Pay");
            approval.card(card).await?
        }
        "more words" => {
            let card = ApprovalCard::new().subtitle("Order 7").body("It was late.");
            approval.card(card).await?
        }
        "own" => {
            let ids = ApprovalActions::of(&call());
            let yes = Button::new(ids.approve, "Yes");
            approval
                .content(Card::new("May I?").actions(Actions::new().button(yes)))
                .await?
        }
        _ => approval.await?,
    })
}

fn novu() -> Novu {
    Novu::new(&Agent::builder("test", gate).build())
}

fn request() -> Value {
    json!({"approvalId": "call-1", "toolCallId": "call-1", "name": "refund", "input": {"amount": 5}})
}

fn signal() -> Value {
    json!({"type": "metadata", "action": "set", "key": "k", "value": 1})
}

#[tokio::test(start_paused = true)]
async fn built_in_card_asks_with_its_words_over_replies() {
    let card =
        json!({"type": "tool-approval-card", "title": "Refund 5?", "icon": "stripe", "approveLabel": "Pay"});
    for (text, card) in [("", json!({"type": "tool-approval-card"})), ("words", card)] {
        let expected = json!({
            "reply": {"toolApprovalCard": card}, "toolApprovalRequest": request(), "signals": [signal()],
        });
        assert_eq!(novu().says(text).await, [expected, typing_stop()]);
    }
}

fn request_event() -> Value {
    json!({
        "type": "tool-approval-request", "approvalId": "call-1", "toolUseId": "call-1", "toolName": "refund",
        "input": {"amount": 5},
    })
}

#[tokio::test(start_paused = true)]
async fn built_in_card_is_delivered_by_novu_over_events() {
    let mut request = request_event();
    request["deliverCard"] = json!(true);
    let signal = json!({"type": "signal", "signal": signal()});
    let sent = novu().says_by_events("").await;
    assert_eq!(sent[0], json!([{"type": "run-start"}, request, signal]));
    assert_eq!(sent[1..], ending());
}

#[tokio::test(start_paused = true)]
async fn words_that_events_have_no_place_for_are_a_card_of_our_own() {
    let sent = novu().says_by_events("words").await;
    let events = sent[0].as_array().unwrap();
    assert_eq!(events[1], request_event());
    let card = json!({"type": "card", "title": "Refund 5?", "children": [{"type": "actions", "children": [
        {"type": "button", "id": "tool-approval:approve:call-1", "label": "Pay", "style": "primary"},
        {"type": "button", "id": "tool-approval:deny:call-1", "label": "Deny", "style": "danger"},
    ]}]});
    assert_eq!(events[3]["content"], json!({ "card": card }));
    assert_eq!(sent[1..], ending());
    let sent = novu().says_by_events("more words").await;
    let card = &sent[0][3]["content"]["card"];
    assert_eq!(
        (&card["title"], &card["subtitle"]),
        (&json!("Approve `refund`?"), &json!("Order 7"))
    );
    assert_eq!(
        card["children"][0],
        json!({"type": "text", "content": "It was late."})
    );
}

#[tokio::test(start_paused = true)]
async fn content_of_ones_own_asks_over_both_transports() {
    let button = json!({"type": "button", "id": "tool-approval:approve:call-1", "label": "Yes"});
    let card =
        json!({"type": "card", "title": "May I?", "children": [{"type": "actions", "children": [button]}]});
    let sent = novu().says("own").await;
    assert_eq!(sent[0]["reply"], json!({ "card": card }));
    assert_eq!(sent[0]["toolApprovalRequest"], request());
    let sent = novu().says_by_events("own").await;
    assert_eq!(sent[0][1], request_event());
    assert_eq!(sent[0][3]["content"], json!({ "card": card }));
}

async fn decided(cx: Turn<Decision>) -> Result<String> {
    let Decision { call, approved, .. } = &*cx.event;
    cx.approval_message().edit("Thanks").await?;
    Ok(format!("{approved} {} {}", call.name, call.id))
}

fn decider() -> Novu {
    let agent = Agent::builder("test", async |_: Turn<Message>| ())
        .on_tool_approval(decided)
        .on_action(async |cx: Turn<Action>| format!("action {}", cx.event.id))
        .build();
    Novu::new(&agent)
}

fn click(id: &str) -> Value {
    let mut body = action(id);
    let data =
        json!({"toolCallId": "call-1", "toolName": "refund", "approvalId": "call-1", "input": {"amount": 5}});
    body["history"] = json!([
        {"role": "agent", "type": "message", "content": "x"},
        {"role": "agent", "type": "tool_approval_request", "content": "", "toolData": data},
    ]);
    body
}

#[tokio::test(start_paused = true)]
async fn clicks_on_approvals_are_decisions_about_calls_of_the_history() {
    for (id, text) in [
        ("tool-approval:approve:call-1", "true refund call-1"),
        ("tool-approval:deny:call-1", "false refund call-1"),
        ("tool-approval:approve:a:b", "true  a:b"),
    ] {
        let sent = decider().sends("onAction", click(id)).await;
        let edit = json!({"messageId": "m-9", "content": {"markdown": "Thanks"}});
        assert_eq!(sent[0], json!({ "edit": edit }), "{id}");
        assert_eq!(sent[1], json!({"reply": {"markdown": text}}), "{id}");
    }
}

#[tokio::test(start_paused = true)]
async fn other_clicks_are_actions() {
    for id in [
        "tool-approval:maybe:x",
        "tool-approval:approve:",
        "tool-approval:approve",
        "ok",
    ] {
        let sent = decider().sends("onAction", click(id)).await;
        assert_eq!(sent[0]["reply"]["markdown"], format!("action {id}"));
    }
    let agent = Agent::builder("test", async |_: Turn<Message>| ())
        .on_action(async |cx: Turn<Action>| cx.event.id.clone())
        .build();
    let sent = Novu::new(&agent)
        .sends("onAction", click("tool-approval:deny:x"))
        .await;
    assert_eq!(sent[0]["reply"]["markdown"], "tool-approval:deny:x");
}

#[tokio::test(start_paused = true)]
async fn decision_without_a_history_is_a_failed_turn() {
    let mut body = click("tool-approval:approve:call-1");
    body.as_object_mut().unwrap().shift_remove("history");
    let sent = decider().sends("onAction", body).await;
    assert_eq!(sent, [json!({"error": true}), typing_stop()]);
}

#[tokio::test(start_paused = true)]
async fn refused_request_for_approval_is_a_failed_turn() {
    let sent = novu().answers([Answer::Status(500, "")]).says("").await;
    assert_eq!(sent[1..], [json!({"error": true}), typing_stop()]);
}
