//! An agent that does on demand whatever an agent can do.

use novu_framework::{
    Agent, Result,
    agent::{
        Action, Actions, ApprovalCard, Button, Card, Decision, Fields, File, Image, Link, LinkButton,
        Message, Pending, RadioSelect, Reaction, Resolve, Select, SelectOption, Table, TextInput, ToolCall,
        Turn,
    },
};
use serde_json::json;
use std::fmt;

#[derive(Debug)]
struct Lost(std::io::Error);

impl fmt::Display for Lost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the order is lost")
    }
}

impl std::error::Error for Lost {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.0)
    }
}

/// A card with each element.
fn order_card() -> Card {
    let large = SelectOption::new("Large", "l");
    let actions = Actions::new()
        .button(Button::new("refund", "Refund it").value("7").danger())
        .button(Button::new("keep", "Keep it").primary())
        .child(LinkButton::new("Track it", "https://acme.example/track/7"));
    let inputs = Actions::new()
        .child(Select::new("size", "Size", large.clone()).option(SelectOption::new("Small", "s")))
        .child(
            RadioSelect::new("colour", "Colour", SelectOption::new("Blue", "blue"))
                .option(SelectOption::new("Red", "red")),
        )
        .child(TextInput::new("note", "Note"));
    Card::new("Order 7")
        .subtitle("Two pens")
        .text("Delivered on **Monday**.")
        .child(Fields::new().field("State", "delivered").field("Price", "12 €"))
        .child(Table::new(["Item", "Count"]).row(["Pen", "2"]))
        .child(Image::new("https://pictures.example/pen.png").alt("A pen"))
        .child(Link::new("All orders", "https://acme.example/orders"))
        .divider()
        .actions(actions)
        .actions(inputs)
}

async fn answer(cx: Turn<Message>) -> Result<Option<String>> {
    if let Some(response) = &cx.human_response {
        let by = response.responded_by_subscriber_id.as_deref().unwrap_or("nobody");
        return Ok(Some(match &response.text {
            Some(text) => format!("{by} answered {text}."),
            None => format!("expired: {}", response.expired),
        }));
    }
    match &*cx.event.text {
        "markdown" => {
            cx.reply("**Bold**, *thin*, `code` and [a link](https://acme.example/a?b=1&c=2)")
                .await?;
        }
        "card" => {
            cx.reply(order_card()).await?;
        }
        "approve" => {
            let call = ToolCall::new("call-1", "refund").input(json!({ "order": 7 }));
            let card = ApprovalCard::new()
                .title("Refund order 7?")
                .body("It costs 12 €.");
            let _: Pending = cx.request_approval(call).card(card).await?;
        }
        "approve own" => {
            let call = ToolCall::new("call-2", "delete").input(json!({ "order": 8 }));
            let _: Pending = cx
                .request_approval(call)
                .content("May I **delete** order 8?")
                .await?;
        }
        "ask" => {
            cx.ask("Which order?").send_later()?;
        }
        "confirm" => {
            cx.approve("Ship it today?").send_later()?;
        }
        "choose" => {
            cx.choose("Which account?", ["Blue", "Red"])
                .to(["bob"])
                .send_later()?;
        }
        "tell" => {
            cx.tell("The shop closes at six.").send_later()?;
        }
        "typing" => {
            cx.typing("Searching the shelves").await?;
            cx.reply("Found it.").await?;
        }
        "edit" => {
            let reply = cx.reply("Working on it").await?;
            reply.edit("Done").await?;
            cx.react(reply.message_id(), "check");
        }
        "delete" => {
            let reply = cx.reply("A secret").await?;
            reply.delete().await?;
        }
        "remember" => {
            cx.metadata().set("order", 7)?;
            cx.emit("found", json!({ "order": 7 })).await?;
            return Ok(Some("Noted.".into()));
        }
        "forget" => {
            cx.metadata().remove("order")?;
            return Ok(Some("Forgotten.".into()));
        }
        "trigger" => {
            cx.trigger_id("invoice", json!({ "number": 7 }))?;
            return Ok(Some("The invoice is on its way.".into()));
        }
        "file" => {
            let file = File::bytes("log.txt", "all is well".as_bytes().to_vec()).mime("text/plain");
            cx.reply("Here is the log.").file(file).await?;
        }
        "hostile file" => {
            let name = "<img src=x onerror=pwned=1>\u{202e}fdp.exe";
            cx.reply("Here.")
                .file(File::url(name, "https://files.example/x"))
                .await?;
        }
        "hostile" => {
            let evil = "<img src=x onerror=pwned=1><script>pwned=2</script>";
            cx.reply(format!(
                "{evil} [go](javascript:pwned=3) <javascript:pwned=4|here>"
            ))
            .await?;
            let button = Button::new("evil", evil).value(evil);
            let away = Link::new(evil, "https://acme.example/\"onmouseover=\"pwned=5");
            cx.reply(
                Card::new(evil)
                    .subtitle(evil)
                    .text(evil)
                    .child(away)
                    .actions(Actions::new().button(button)),
            )
            .await?;
            cx.typing(evil).await?;
            cx.metadata().set("note", evil)?;
        }
        "fail" => return Err(Lost(std::io::Error::other("the disk is full")).into()),
        "panic" => panic!("out of order"),
        "resolve" => cx.resolve_with("solved"),
        "wait" => std::future::pending().await,
        "who" => {
            let name = &cx.event.author.full_name;
            return Ok(Some(format!(
                "You are {name}, and there are {} messages.",
                cx.history.entries().len()
            )));
        }
        "" => {
            let files = cx.event.attachments.iter().map(|file| {
                format!(
                    "{} {}",
                    file.name.as_deref().unwrap_or("?"),
                    file.size.unwrap_or_default()
                )
            });
            return Ok(Some(format!(
                "I have got {}",
                files.collect::<Vec<_>>().join(", ")
            )));
        }
        text => return Ok(Some(format!("You said: {text}"))),
    }
    Ok(None)
}

async fn clicked(cx: Turn<Action>) -> String {
    match &cx.human_response {
        Some(response) if response.expired => "Nobody has answered.".into(),
        Some(response) => format!("Chosen: {}", response.option_id.as_deref().unwrap_or("nothing")),
        None => format!(
            "clicked {} with {}",
            cx.event.id,
            cx.event.value.as_deref().unwrap_or("nothing")
        ),
    }
}

async fn decided(cx: Turn<Decision>) -> String {
    let word = if cx.event.approved { "approved" } else { "denied" };
    format!("{} is {word}.", cx.event.call.name)
}

async fn reacted(cx: Turn<Reaction>) -> Option<String> {
    cx.event
        .added
        .then(|| format!("Thank you for {}!", cx.event.emoji))
}

/// Creates the agent.
pub fn support() -> Agent {
    Agent::builder("support", answer)
        .on_action(clicked)
        .on_tool_approval(decided)
        .on_reaction(reacted)
        .on_resolve(async |_: Turn<Resolve>| "Goodbye!")
        .build()
}
