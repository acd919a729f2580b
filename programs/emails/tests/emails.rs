//! The HTML of the e-mails.

use emails::{
    invitation::{self, Invitation},
    newsletter::{self, Article, Issue},
    receipt::{self, Item, Purchase},
};
use novu_framework::{
    Email, Workflow,
    testing::{Platform, Status, StepRun},
};
use serde::Serialize;
use serde_json::json;

/// Returns the step `mail` of a run, and its e-mail.
fn send<P>(workflow: &Workflow<P>, payload: impl Serialize) -> (StepRun, Email) {
    let registry = emails::registry().unwrap();
    assert_eq!(registry.warnings().len(), 0, "{:?}", registry.warnings());
    let to = json!({ "subscriberId": "ann", "firstName": "Ann & Co" });
    let run = Platform::new(&registry)
        .run(workflow, to, payload)
        .wait()
        .unwrap();
    let step = run.step("mail").clone();
    let mail = step.output().unwrap();
    (step, mail)
}

fn item(name: &str, cents: u64) -> Item {
    Item {
        name: name.into(),
        cents,
    }
}

#[test]
fn receipt_has_a_row_for_each_item_and_their_sum() {
    let items = vec![item("Tea", 350), item("Cake <3", 425)];
    let (step, mail) = send(&receipt::workflow(), Purchase { number: 7, items });
    assert_eq!(mail.subject, "Receipt 7");
    assert!(mail.body.starts_with("<!DOCTYPE html>"), "{}", mail.body);
    assert!(
        mail.body
            .contains("<tr><td>Cake &lt;3</td><td style=\"text-align: right\">4.25 €</td></tr>"),
        "{}",
        mail.body
    );
    assert!(
        mail.body.contains("<th style=\"text-align: right\">7.75 €</th>"),
        "{}",
        mail.body
    );
    step.assert_mail_checks(&[]);
}

fn article(title: &str, path: &str) -> Article {
    Article {
        title: title.into(),
        path: path.into(),
    }
}

#[test]
fn newsletter_escapes_titles_and_encodes_paths() {
    let articles = vec![
        article("Bolts & nuts", "bolts"),
        article("A <b> title", "a \"b\""),
    ];
    let (step, mail) = send(&newsletter::workflow(), Issue { articles });
    assert_eq!(mail.subject, "2 new articles");
    assert!(
        mail.body.contains("<title>2 new articles</title>"),
        "{}",
        mail.body
    );
    assert!(
        mail.body
            .contains("<a href=\"https://example.com/a%20%22b%22\">A &lt;b&gt; title</a>")
            || mail
                .body
                .contains("<a href=\"https://example.com/a%20%22b%22\">A &#60;b&#62; title</a>"),
        "{}",
        mail.body
    );
    assert!(mail.body.contains("Example Ltd"), "{}", mail.body);
    step.assert_mail_checks(&[]);
}

#[test]
fn newsletter_without_articles_is_skipped() {
    let registry = emails::registry().unwrap();
    let issue = Issue { articles: vec![] };
    let run = Platform::new(&registry)
        .run(&newsletter::workflow(), "ann", issue)
        .wait()
        .unwrap();
    run.step("mail").assert_status(Status::Skipped);
}

#[test]
fn invitation_is_escaped_html_with_styles_at_elements() {
    let payload = Invitation {
        team: "R&D <x>".into(),
        inviter: "Bob".into(),
        token: "t/1".into(),
    };
    let (step, mail) = send(&invitation::workflow(), payload);
    assert_eq!(mail.subject, "Bob invites you");
    assert!(!mail.body.contains("<mj-"), "{}", mail.body);
    assert!(!mail.body.contains("<x>"), "{}", mail.body);
    assert!(
        mail.body.contains("https://example.com/join/t%2F1"),
        "{}",
        mail.body
    );
    let team = mail.body.split("class=\"team\"").nth(1).unwrap();
    let team = team.split("</span>").next().unwrap();
    assert!(
        team.contains("color: #0050b3") && team.contains("R&amp;D &lt;x&gt;"),
        "{team}"
    );
    // The columns of Outlook and of small screens.
    assert!(mail.body.contains("<!--[if mso"), "{}", mail.body);
    assert!(mail.body.contains("@media"), "{}", mail.body);
    // MJML has a replacement for each feature that some programs lack.
    step.assert_mail_checks(&["support"]);
}

#[test]
fn no_text_becomes_html_unescaped() {
    let registry = emails::registry().unwrap();
    let found = registry.unescaped_texts().wait();
    assert!(found.is_empty(), "{found:?}");
}
