//! Questions about the whole program, asked once it is complete.

use crate::schema::{
    SchemaError,
    program::{General, Items, Node, NodeId, Program, Rest, Rules},
};

/// Rejects schemas that reach themselves again without going deeper into the data: they would run
/// indefinitely.
pub(super) fn check_progress(program: &Program) -> Result<(), SchemaError> {
    #[derive(Clone, Copy, PartialEq)]
    enum State {
        New,
        Open,
        Done,
    }
    let mut states = vec![State::New; program.nodes.len()];
    for start in 0..program.nodes.len() {
        let mut stack = vec![(start, false)];
        while let Some((id, leaving)) = stack.pop() {
            if leaving {
                states[id] = State::Done;
                continue;
            }
            if states[id] != State::New {
                continue;
            }
            states[id] = State::Open;
            stack.push((id, true));
            let Node::Rules(rules) = &program.nodes[id] else {
                continue;
            };
            let mut looped = false;
            same_value(rules, &mut |child| {
                looped |= states[child as usize] == State::Open;
                stack.push((child as usize, false));
            });
            if looped {
                return Err(SchemaError::fault(
                    "",
                    "a `$ref` leads back to itself for the same value",
                ));
            }
        }
    }
    Ok(())
}

/// Marks the unions whose branches leave the data alone.
pub(super) fn mark_repeatable(program: &mut Program) {
    let mut users: Vec<Vec<NodeId>> = vec![Vec::new(); program.nodes.len()];
    let mut edits = vec![false; program.nodes.len()];
    let mut queue = Vec::new();
    for (id, node) in (0..).zip(&program.nodes) {
        let Node::Rules(rules) = node else { continue };
        same_value(rules, &mut |child| users[child as usize].push(id));
        inner_value(rules, &mut |child| users[child as usize].push(id));
        let fills = rules
            .array
            .as_ref()
            .is_some_and(|rules| !rules.defaults.is_empty())
            || rules
                .object
                .as_ref()
                .is_some_and(|rules| !rules.defaults.is_empty());
        if fills
            || rules
                .object
                .as_ref()
                .is_some_and(|rules| rules.additional.is_some())
        {
            edits[id as usize] = true;
            queue.push(id);
        }
    }
    while let Some(id) = queue.pop() {
        for &user in &users[id as usize] {
            if !std::mem::replace(&mut edits[user as usize], true) {
                queue.push(user);
            }
        }
    }
    for node in &mut program.nodes {
        let Node::Rules(rules) = node else { continue };
        for rule in &mut rules.general {
            if let General::AnyOf(union) | General::OneOf(union) = rule {
                union.repeatable = union.branches.iter().all(|&branch| !edits[branch as usize]);
            }
        }
    }
}

/// The positions that see the same value as `rules`.
fn same_value(rules: &Rules, each: &mut impl FnMut(NodeId)) {
    for rule in &rules.general {
        match rule {
            General::Const(_) | General::Enum(_) => {}
            General::Reference { target: node, .. } | General::Not(node) => each(*node),
            General::AnyOf(union) | General::OneOf(union) => {
                union.branches.iter().copied().for_each(&mut *each)
            }
            General::AllOf(nodes) => nodes.iter().copied().for_each(&mut *each),
            General::If {
                condition,
                then,
                otherwise,
            } => {
                [Some(*condition), *then, *otherwise]
                    .into_iter()
                    .flatten()
                    .for_each(&mut *each);
            }
        }
    }
    if let Some(object) = &rules.object {
        object
            .schema_dependencies
            .iter()
            .for_each(|(_, node)| each(*node));
    }
}

/// The positions that see what is inside the value, or its keys.
fn inner_value(rules: &Rules, each: &mut impl FnMut(NodeId)) {
    if let Some(array) = &rules.array {
        match &array.items {
            Items::Any => {}
            Items::Each(node) => each(*node),
            Items::Positional(nodes, rest) => {
                nodes.iter().copied().for_each(&mut *each);
                if let Rest::Schema(node) = rest {
                    each(*node);
                }
            }
        }
        array.contains.into_iter().for_each(&mut *each);
    }
    if let Some(object) = &rules.object {
        object.property_names.into_iter().for_each(&mut *each);
        object.properties.iter().for_each(|property| each(property.node));
        object.patterns.iter().for_each(|(_, node)| each(*node));
        object
            .additional
            .iter()
            .filter_map(|additional| additional.keep)
            .for_each(&mut *each);
    }
}
