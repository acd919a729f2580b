//! The variables and filters that templates refer to.

use crate::liquid::{Key, Place, Template};

fn shown(place: &Place) -> String {
    let keys = place.keys.iter().map(|key| match key {
        Key::Name(name) => format!(".{name}"),
        Key::Any => "[]".to_owned(),
    });
    format!("{}{}", place.name, keys.collect::<String>())
}

/// Returns the variables that `template` reads; those that it prints unescaped have a `!`.
fn variables(template: &str) -> String {
    let references = Template::parse(template).unwrap().references();
    let variables = references.variables.iter().map(|variable| {
        let mark = if variable.is_printed { "!" } else { "" };
        format!("{}{mark}", shown(&variable.place))
    });
    variables.collect::<Vec<_>>().join(" ")
}

#[test]
fn variables_of_every_tag_are_listed() {
    for (template, expected) in [
        ("plain", ""),
        ("{{ payload.a }}", "payload.a payload.a!"),
        ("{{ payload['a b'].c }}", "payload.a b.c payload.a b.c!"),
        ("{{ payload[key][0].b }}", "key payload[][].b payload[][].b!"),
        ("{{ ['payload'].a | upcase | raw }}", "payload.a"),
        ("{{ [a].b }}{{ 'x'.size }}{{ (a..b).first }}", "a a b"),
        (
            "{% if a == b.c and not d %}{{ e | size }}{% elsif f %}{% else %}{% echo g %}{% endif %}",
            "a b.c d e f g g!",
        ),
        ("{% unless a %}{{ b | escape }}{% endunless %}", "a b"),
        (
            "{% case a %}{% when b, 'x' %}{% if c %}{% endif %}{% else %}{% if d %}{% endif %}{% endcase %}",
            "a b c d",
        ),
        ("{% cycle a: b, 'c' %}", "a b b!"),
        (
            "{% assign x = payload.a | append: payload.b %}",
            "payload.a payload.b",
        ),
        ("{% capture x %}{{ a | json }}{% endcapture %}", "a"),
        ("{% liquid if a\n echo b\n endif %}", "a b b!"),
        (
            "{% raw %}{{ a }}{% endraw %}{% comment %}{{ b }}{% endcomment %}{% # c %}",
            "",
        ),
        (
            "{% block x %}{% if a %}{% endif %}{% endblock %}{% layout none %}{% if b %}{% endif %}",
            "a b",
        ),
    ] {
        assert_eq!(variables(template), expected, "{template}");
    }
}

#[test]
fn loop_variables_are_elements_of_their_collection() {
    for (template, expected) in [
        (
            "{% for x in payload.l limit: n %}{{ x.a }}{% else %}{{ x }}{% endfor %}",
            "payload.l n payload.l[].a payload.l[].a! x x!",
        ),
        (
            "{% for x in a %}{% for y in x.b %}{% if y %}{% endif %}{% endfor %}{% endfor %}",
            "a a[].b a[].b[]",
        ),
        (
            "{% for x in (1..n) %}{{ x.a }}{{ forloop.index }}{% endfor %}",
            "n",
        ),
        (
            "{% for x in a offset: continue %}{% endfor %}{% if x %}{% endif %}",
            "a x",
        ),
        (
            "{% tablerow x in a cols: c %}{{ tablerowloop.col }}{{ x.b | size }}{% endtablerow %}",
            "a c a[].b",
        ),
    ] {
        assert_eq!(variables(template), expected, "{template}");
    }
}

#[test]
fn filters_lead_to_properties_of_elements() {
    for (template, expected) in [
        ("{{ a.l | map: 'n' | join }}", "a.l a.l[].n a.l[].n!"),
        (
            "{% assign x = a.l | where: 'b.c', d | sort: 'e' | first %}",
            "a.l d a.l[].b.c a.l[].e",
        ),
        ("{% assign x = a | find: 'b' %}", "a a[].b"),
        ("{% if a | where_exp: 'x', 'x.b > c' %}{% endif %}", "a a[].b c"),
        (
            "{% if a | where_exp: 'x', '|' | where_exp: y, 'y.b' %}{% endif %}",
            "a y",
        ),
        ("{{ a | toSentence: 'b.c' }}", "a a[].b.c a[].b.c!"),
        ("{{ a | digest: 2, 'b' }}", "a a[].b a[].b!"),
        ("{{ a | unknown: b }}", "a"),
        ("{{ a | default: b, allow_false: c }}", "a b c a!"),
    ] {
        assert_eq!(variables(template), expected, "{template}");
    }
}

#[test]
fn assigned_names_have_the_place_of_an_unchanged_value() {
    let template = "{% assign a = payload.x %}{% assign b = payload.l | where: 'd' | first %}\
        {% assign c = payload.x | upcase %}{% capture d %}{% endcapture %}{% increment e %}\
        {% for i in payload.l %}{% assign f = i.g %}{% endfor %}";
    let references = Template::parse(template).unwrap().references();
    let assigned = references.assigned.iter().map(|assigned| {
        let value = assigned.value.as_ref().map_or("?".to_owned(), shown);
        format!("{}={value}", assigned.name)
    });
    assert_eq!(
        assigned.collect::<Vec<_>>().join(" "),
        "a=payload.x b=payload.l[] c=? d=? e=? f=payload.l[].g"
    );
}

#[test]
fn filters_and_markup_are_listed() {
    let references = |template: &str| Template::parse(template).unwrap().references();
    let filters = references("{{ a | upcase | nope: b | raw }}{% assign x = 1 | plus: 1 %}").filters;
    assert_eq!(filters, ["upcase", "nope", "plus"].map(Box::from));
    for (template, has_markup) in [
        ("<p>{{ a }}</p>", true),
        ("{{ a }}<!-- b -->", true),
        ("</p>", true),
        ("a < b, 1<2, <3", false),
        ("{{ '<b>' }}<", false),
        ("{% if a %}<br>{% endif %}", true),
    ] {
        assert_eq!(references(template).has_markup, has_markup, "{template}");
    }
}
