//! The compiled form of a schema: an arena of positions that name each other by index, so that recursive
//! schemas need no reference counting.

use super::{equality::Members, format::Format, pattern::Pattern};
use crate::json::Json;
use compact_str::CompactString;

/// Index of a [`Node`].
pub(super) type NodeId = u32;

/// The node of the whole schema.
pub(super) const ROOT: NodeId = 0;

/// A compiled schema.
#[derive(Debug, Default)]
pub(super) struct Program {
    /// Named by index.
    pub(super) nodes: Vec<Node>,
}

/// One schema position.
#[derive(Debug)]
pub(super) enum Node {
    /// Referred to, not compiled yet; none is left when compilation ends.
    Pending,
    /// `true`, `{}` and schemas that hold annotations only.
    Accept,
    /// `false`.
    Reject,
    /// Everything else.
    Rules(Box<Rules>),
}

/// The rules of a position, in the groups in which they run (§3).
#[derive(Debug, Default)]
pub(super) struct Rules {
    /// The cost of a visit: 1, and more if many properties are looked for, whether or not they are there.
    pub(super) weight: u64,
    /// Accepted types; empty for any.
    pub(super) types: Types,
    /// Set when the only type has a group of rules here: the type is then checked where that group runs.
    pub(super) late_type: Option<Group>,
    /// For any type, run before the typed ones.
    pub(super) general: Vec<General>,
    /// For numbers.
    pub(super) number: Option<Box<NumberRules>>,
    /// For strings.
    pub(super) string: Option<Box<StringRules>>,
    /// For arrays.
    pub(super) array: Option<Box<ArrayRules>>,
    /// For objects.
    pub(super) object: Option<Box<ObjectRules>>,
}

impl Rules {
    /// Visits the positions that see the same value as this one.
    pub(super) fn same_value(&self, each: &mut impl FnMut(NodeId)) {
        for rule in &self.general {
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
        if let Some(object) = &self.object {
            object
                .schema_dependencies
                .iter()
                .for_each(|(_, node)| each(*node));
        }
    }

    /// Returns the target of a position that is nothing but a reference.
    pub(super) fn only_reference(&self) -> Option<NodeId> {
        let typed = [
            self.number.is_some(),
            self.string.is_some(),
            self.array.is_some(),
            self.object.is_some(),
        ];
        match self.general[..] {
            [General::Reference { target, .. }] if self.types.is_empty() && !typed.contains(&true) => {
                Some(target)
            }
            _ => None,
        }
    }
}

/// The groups of typed rules, in their order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Group {
    Number,
    String,
    Array,
    Object,
}

/// A set of type names.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Types(u8);

impl Types {
    const NAMES: [&'static str; 7] = [
        "string", "number", "integer", "boolean", "array", "object", "null",
    ];
    const INTEGER: u8 = 1 << 2;
    const STRUCTURED: u8 = 1 << 4 | 1 << 5;

    /// Returns the set of one type, unless there is no such type.
    pub(super) fn named(name: &str) -> Option<Self> {
        let bit = Self::NAMES.iter().position(|&known| known == name)?;
        Some(Self(1 << bit))
    }

    /// Returns the union of both sets.
    pub(super) fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Returns whether no type is named, which means that every type is accepted.
    pub(super) fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Returns whether only `null`, booleans, numbers and strings are named.
    pub(super) fn is_scalar(self) -> bool {
        !self.is_empty() && self.0 & Self::STRUCTURED == 0
    }

    /// Returns the group of rules of the type, if this is one type and it has such a group.
    pub(super) fn group(self) -> Option<Group> {
        match self.0 {
            0b01 => Some(Group::String),
            0b10 => Some(Group::Number),
            0b1_0000 => Some(Group::Array),
            0b10_0000 => Some(Group::Object),
            _ => None,
        }
    }

    /// Returns whether the value has one of the types. `None`, a value that JSON does not have, has no type.
    pub(super) fn accept(self, value: Option<&Json>) -> bool {
        let bits = match value {
            None => 0,
            Some(Json::String(_)) => 1,
            Some(Json::Number(number)) if self.0 & Self::INTEGER != 0 => {
                let whole = number.as_f64().is_some_and(|number| number.fract() == 0.0);
                if whole { 1 << 1 | Self::INTEGER } else { 1 << 1 }
            }
            Some(Json::Number(_)) => 1 << 1,
            Some(Json::Bool(_)) => 1 << 3,
            Some(Json::Array(_)) => 1 << 4,
            Some(Json::Object(_)) => 1 << 5,
            Some(Json::Null) => 1 << 6,
        };
        self.0 & bits != 0
    }

    /// Returns the names, for messages.
    pub(super) fn names(self) -> impl Iterator<Item = &'static str> {
        Self::NAMES
            .into_iter()
            .enumerate()
            .filter(move |(bit, _)| self.0 & (1 << bit) != 0)
            .map(|(_, name)| name)
    }
}

/// Rules for any type, in the order in which they run.
#[derive(Debug)]
pub(super) enum General {
    /// `call`: the target is a function of its own in the reference, which forgets that it is called from a
    /// composite position (§4).
    Reference {
        target: NodeId,
        call: bool,
    },
    Const(Json),
    Enum(Members),
    Not(NodeId),
    AnyOf(Union),
    OneOf(Union),
    AllOf(Vec<NodeId>),
    If {
        condition: NodeId,
        then: Option<NodeId>,
        otherwise: Option<NodeId>,
    },
}

/// The branches of an `anyOf` or `oneOf`.
#[derive(Debug)]
pub(super) struct Union {
    /// In the order in which they are tried.
    pub(super) branches: Vec<NodeId>,
    /// No branch edits the data, so that a failed union can be run again to collect its violations.
    pub(super) repeatable: bool,
}

/// Rules for numbers; each field is the keyword of its name.
#[derive(Debug, Default)]
pub(super) struct NumberRules {
    pub(super) maximum: Option<f64>,
    pub(super) minimum: Option<f64>,
    pub(super) exclusive_maximum: Option<f64>,
    pub(super) exclusive_minimum: Option<f64>,
    pub(super) multiple_of: Option<f64>,
    pub(super) format: Option<Format>,
}

/// Rules for strings; each field is the keyword of its name. Lengths are doubles, as JavaScript compares
/// them.
#[derive(Debug, Default)]
pub(super) struct StringRules {
    pub(super) max_length: Option<f64>,
    pub(super) min_length: Option<f64>,
    pub(super) pattern: Option<Pattern>,
    pub(super) format: Option<Format>,
    /// `formatMaximum` and its kin.
    pub(super) limits: Vec<FormatLimit>,
}

/// `formatMinimum` and its kin.
#[derive(Debug)]
pub(super) struct FormatLimit {
    pub(super) keyword: &'static str,
    pub(super) format: Format,
    pub(super) limit: String,
}

/// Rules for arrays; each field is the keyword of its name.
#[derive(Debug, Default)]
pub(super) struct ArrayRules {
    /// The values that are added to a list that is too short, by position.
    pub(super) defaults: Vec<(usize, Json)>,
    pub(super) max_items: Option<f64>,
    pub(super) min_items: Option<f64>,
    pub(super) unique: Option<Unique>,
    pub(super) items: Items,
    pub(super) contains: Option<NodeId>,
}

/// `uniqueItems`: when the items are declared to be scalars, items of another type are not compared.
#[derive(Clone, Copy, Debug)]
pub(super) struct Unique {
    /// The types that are compared; empty for all.
    pub(super) only: Types,
}

/// `items` and `additionalItems`.
#[derive(Debug, Default)]
pub(super) enum Items {
    /// No rule.
    #[default]
    Any,
    /// One schema for all.
    Each(NodeId),
    /// A list by position, and a rule for what comes after it.
    Positional(Vec<NodeId>, Rest),
}

/// `additionalItems`.
#[derive(Clone, Copy, Debug)]
pub(super) enum Rest {
    Open,
    Closed,
    Schema(NodeId),
}

/// Rules for objects; each field is the keyword of its name.
#[derive(Debug, Default)]
pub(super) struct ObjectRules {
    /// The values of missing properties.
    pub(super) defaults: Vec<(CompactString, Json)>,
    pub(super) max_properties: Option<f64>,
    pub(super) min_properties: Option<f64>,
    pub(super) required: Vec<String>,
    pub(super) property_names: Option<NodeId>,
    pub(super) additional: Option<Additional>,
    /// `dependencies` that are lists of names; these run first.
    pub(super) key_dependencies: Vec<(String, Vec<String>)>,
    /// `dependencies` that are schemas.
    pub(super) schema_dependencies: Vec<(String, NodeId)>,
    pub(super) properties: Vec<Property>,
    /// `patternProperties`.
    pub(super) patterns: Vec<(Pattern, NodeId)>,
}

impl ObjectRules {
    /// Returns how many properties are looked for in every object.
    pub(super) fn lookups(&self) -> u64 {
        let lists = [
            self.defaults.len(),
            self.required.len(),
            self.key_dependencies.len(),
            self.schema_dependencies.len(),
            self.properties.len(),
        ];
        lists.iter().sum::<usize>() as u64
    }
}

/// A property with a schema.
#[derive(Debug)]
pub(super) struct Property {
    pub(super) name: String,
    pub(super) node: NodeId,
    /// The name is one that every JavaScript object has (§4), so the property is never missing.
    pub(super) inherited: bool,
    /// The index of the default, which is filled in outside composite positions.
    pub(super) default: Option<usize>,
}

/// `additionalProperties`, when it removes anything.
#[derive(Debug)]
pub(super) struct Additional {
    /// The names in `properties`, sorted.
    pub(super) known: Vec<String>,
    /// `patternProperties`, whether or not their schemas say anything.
    pub(super) patterns: Vec<Pattern>,
    /// The schema that additional properties must satisfy to be kept; `None` removes all.
    pub(super) keep: Option<NodeId>,
}

impl Additional {
    /// Returns whether `name` is one of the declared properties.
    pub(super) fn knows(&self, name: &str) -> bool {
        /// Up to this number, comparing lengths is faster than searching.
        const FEW: usize = 16;
        if self.known.len() <= FEW {
            self.known.iter().any(|known| known == name)
        } else {
            self.known
                .binary_search_by(|known| known.as_str().cmp(name))
                .is_ok()
        }
    }
}

/// Returns whether every JavaScript object has a property of this name (§4).
pub(super) fn is_inherited(name: &str) -> bool {
    matches!(
        name,
        "constructor"
            | "hasOwnProperty"
            | "isPrototypeOf"
            | "propertyIsEnumerable"
            | "toLocaleString"
            | "toString"
            | "valueOf"
            | "__defineGetter__"
            | "__defineSetter__"
            | "__lookupGetter__"
            | "__lookupSetter__"
            | "__proto__"
    )
}
