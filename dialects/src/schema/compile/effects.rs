//! Questions about the whole program, asked once it is complete.

use crate::schema::program::{General, Items, Node, NodeId, Program, Rest, Rules};

/// Returns a position that is nothing but a reference and leads back to itself.
pub(super) fn circular_reference(program: &Program) -> Option<NodeId> {
    let next = |id: NodeId| match &program.nodes[id as usize] {
        Node::Rules(rules) => rules.only_reference(),
        _ => None,
    };
    (0..).zip(&program.nodes).find_map(|(start, _)| {
        // A chain longer than there are nodes is in a circle by then.
        std::iter::successors(Some(start), |&id| next(id)).nth(program.nodes.len())
    })
}

/// Marks the unions whose branches leave the data alone.
pub(super) fn mark_repeatable(program: &mut Program) {
    let mut users: Vec<Vec<NodeId>> = vec![Vec::new(); program.nodes.len()];
    let mut edits = vec![false; program.nodes.len()];
    let mut queue = Vec::new();
    for (id, node) in (0..).zip(&program.nodes) {
        let Node::Rules(rules) = node else { continue };
        rules.same_value(&mut |child| users[child as usize].push(id));
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

/// Visits the positions that see the values inside the value, or its keys.
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
