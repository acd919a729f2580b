//! Finds the steps in the body of a workflow function.

use crate::untyped;
use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use std::collections::{HashMap, HashSet};
use syn::{
    BinOp, Expr, ExprBinary, ExprClosure, ExprForLoop, ExprIf, ExprLoop, ExprMatch, ExprMethodCall,
    ExprWhile, FnArg, Item, ItemFn, Lit, Local, Macro, Member, Pat, Path, Token, Type,
    punctuated::Punctuated,
    visit::{self, Visit},
};

/// The step methods of `Steps`.
const KINDS: [&str; 11] = [
    "email",
    "sms",
    "push",
    "chat",
    "in_app",
    "tool",
    "digest",
    "delay",
    "throttle",
    "custom",
    "http_request",
];

/// A call of a step method.
#[derive(Debug)]
pub(crate) struct StepCall {
    /// The id, if it is a literal.
    pub(crate) id: Option<String>,
    /// The id as written.
    pub(crate) id_tokens: TokenStream,
    /// `cx.step.email`, for errors to point at.
    pub(crate) callee: TokenStream,
    /// The innermost place around the step that may not run exactly once.
    pub(crate) place: Option<Place>,
    /// The resolver, unless it is the path of a function.
    pub(crate) resolver: Option<TokenStream>,
    /// The parameter of the resolver, if the compiler cannot infer its type.
    pub(crate) untyped: Option<TokenStream>,
    /// Provider ids with their closures.
    pub(crate) providers: Vec<(String, TokenStream)>,
}

/// A part of a function that may not run, or may run more than once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    If,
    Match,
    LetElse,
    /// The right side of `&&` or `||`.
    Lazy,
    Loop,
    Closure,
}

/// Finds the steps of a function, in source order.
pub(crate) fn find(function: &ItemFn) -> Vec<StepCall> {
    let mut finder = Finder::default();
    for input in &function.sig.inputs {
        if let FnArg::Typed(input) = input {
            let steps = is_named(&input.ty, "Steps");
            finder.bind(&input.pat, steps.then_some(Bound::Steps));
        }
    }
    finder.visit_block(&function.block);
    finder.calls
}

/// Returns whether `ty` is the type `name` or a reference to it.
pub(crate) fn is_named(ty: &Type, name: &str) -> bool {
    match ty {
        Type::Group(group) => is_named(&group.elem, name),
        Type::Paren(paren) => is_named(&paren.elem, name),
        Type::Reference(reference) => is_named(&reference.elem, name),
        Type::Path(path) => ends_with(&path.path, name),
        _ => false,
    }
}

fn ends_with(path: &Path, name: &str) -> bool {
    path.segments.last().is_some_and(|last| last.ident == name)
}

#[derive(Default)]
struct Finder {
    calls: Vec<StepCall>,
    place: Option<Place>,
    /// Variables that are `cx.step`.
    steps: HashSet<String>,
    /// Variables that are closures, with their text.
    closures: HashMap<String, TokenStream>,
}

/// The known value of a variable.
enum Bound {
    Steps,
    Closure(TokenStream),
}

impl Finder {
    /// Visits with `place` as the innermost place.
    fn inside(&mut self, place: Place, visit: impl FnOnce(&mut Self)) {
        let outer = self.place.replace(place);
        visit(self);
        self.place = outer;
    }

    /// Records the bindings of a pattern. Scopes are ignored: the last binding of a name wins.
    fn bind(&mut self, pattern: &Pat, bound: Option<Bound>) {
        match pattern {
            Pat::Ident(pattern) => {
                let name = pattern.ident.to_string();
                self.steps.remove(&name);
                self.closures.remove(&name);
                match bound {
                    Some(Bound::Steps) => drop(self.steps.insert(name)),
                    Some(Bound::Closure(closure)) => drop(self.closures.insert(name, closure)),
                    None => {}
                }
            }
            Pat::Type(pattern) => self.bind(&pattern.pat, bound),
            Pat::Paren(pattern) => self.bind(&pattern.pat, bound),
            Pat::Struct(pattern) if ends_with(&pattern.path, "Context") => {
                for field in &pattern.fields {
                    let steps = matches!(&field.member, Member::Named(name) if name == "step");
                    self.bind(&field.pat, steps.then_some(Bound::Steps));
                }
            }
            _ => {}
        }
    }

    /// Returns whether `receiver` is `<any>.step`, or a variable with that value.
    fn is_steps(&self, receiver: &Expr) -> bool {
        match peel(receiver) {
            Expr::Field(field) => matches!(&field.member, Member::Named(name) if name == "step"),
            Expr::Path(path) => path
                .path
                .get_ident()
                .is_some_and(|name| self.steps.contains(&name.to_string())),
            _ => false,
        }
    }

    fn initial(&self, value: &Expr) -> Option<Bound> {
        match peel(value) {
            Expr::Closure(closure) => Some(Bound::Closure(closure.to_token_stream())),
            Expr::MethodCall(call) if call.method == "clone" => {
                self.is_steps(&call.receiver).then_some(Bound::Steps)
            }
            value => self.is_steps(value).then_some(Bound::Steps),
        }
    }

    fn step(&self, call: &ExprMethodCall) -> Option<StepCall> {
        let mut arguments = call.args.iter();
        let (Some(id), Some(resolver), None) = (arguments.next(), arguments.next(), arguments.next()) else {
            return None;
        };
        let known = KINDS.iter().any(|kind| call.method == kind) && self.is_steps(&call.receiver);
        known.then(|| {
            let (receiver, dot, method) = (&call.receiver, call.dot_token, &call.method);
            StepCall {
                id: literal(id),
                id_tokens: id.to_token_stream(),
                callee: quote!(#receiver #dot #method),
                place: self.place,
                resolver: self.function(resolver),
                untyped: match peel(resolver) {
                    Expr::Closure(closure) => untyped::controls(closure),
                    _ => None,
                },
                providers: Vec::new(),
            }
        })
    }

    /// Returns the tokens to show for a resolver or a provider closure; of a variable, the closure in it. The
    /// path of a function has no text, because discovery already shows the name of its type, which contains
    /// more.
    fn function(&self, function: &Expr) -> Option<TokenStream> {
        match peel(function) {
            Expr::Path(path) => {
                let name = path.path.get_ident()?.to_string();
                self.closures.get(&name).cloned()
            }
            function => Some(function.to_token_stream()),
        }
    }
}

impl<'ast> Visit<'ast> for Finder {
    fn visit_expr_method_call(&mut self, outer: &'ast ExprMethodCall) {
        // A chain of calls is one step with its options.
        let mut chain = vec![outer];
        let mut start = &*outer.receiver;
        while let Expr::MethodCall(call) = start {
            chain.push(call);
            start = &call.receiver;
        }
        self.visit_expr(start);
        let mut current: Option<usize> = None;
        for call in chain.into_iter().rev() {
            if let Some(step) = self.step(call) {
                current = Some(self.calls.len());
                self.calls.push(step);
            } else if call.method == "provider"
                && let Some(at) = current
                && let Some(id) = call.args.first().and_then(literal)
                && let Some(closure) = call.args.last().and_then(|closure| self.function(closure))
            {
                self.calls[at].providers.push((id, closure));
            }
            for argument in &call.args {
                self.visit_expr(argument);
            }
        }
    }

    fn visit_local(&mut self, local: &'ast Local) {
        let Some(init) = &local.init else { return };
        self.visit_expr(&init.expr);
        if let Some((_, diverge)) = &init.diverge {
            self.inside(Place::LetElse, |this| this.visit_expr(diverge));
        }
        let bound = self.initial(&init.expr);
        self.bind(&local.pat, bound);
    }

    fn visit_expr_if(&mut self, expr: &'ast ExprIf) {
        self.visit_expr(&expr.cond);
        self.inside(Place::If, |this| {
            this.visit_block(&expr.then_branch);
            if let Some((_, branch)) = &expr.else_branch {
                this.visit_expr(branch);
            }
        });
    }

    fn visit_expr_match(&mut self, expr: &'ast ExprMatch) {
        self.visit_expr(&expr.expr);
        self.inside(Place::Match, |this| {
            for arm in &expr.arms {
                this.visit_arm(arm);
            }
        });
    }

    fn visit_expr_binary(&mut self, expr: &'ast ExprBinary) {
        self.visit_expr(&expr.left);
        match expr.op {
            BinOp::And(_) | BinOp::Or(_) => self.inside(Place::Lazy, |this| this.visit_expr(&expr.right)),
            _ => self.visit_expr(&expr.right),
        }
    }

    fn visit_expr_while(&mut self, expr: &'ast ExprWhile) {
        self.inside(Place::Loop, |this| visit::visit_expr_while(this, expr));
    }

    fn visit_expr_for_loop(&mut self, expr: &'ast ExprForLoop) {
        self.visit_expr(&expr.expr);
        self.inside(Place::Loop, |this| this.visit_block(&expr.body));
    }

    fn visit_expr_loop(&mut self, expr: &'ast ExprLoop) {
        self.inside(Place::Loop, |this| this.visit_block(&expr.body));
    }

    fn visit_expr_closure(&mut self, closure: &'ast ExprClosure) {
        self.inside(Place::Closure, |this| this.visit_expr(&closure.body));
    }

    fn visit_macro(&mut self, call: &'ast Macro) {
        // `join!` and similar macros take expressions. Other contents of a macro call are unknown.
        if let Ok(arguments) = call.parse_body_with(Punctuated::<Expr, Token![,]>::parse_terminated) {
            let mut inner = Self {
                calls: std::mem::take(&mut self.calls),
                place: self.place,
                steps: self.steps.clone(),
                closures: self.closures.clone(),
            };
            for argument in &arguments {
                inner.visit_expr(argument);
            }
            self.calls = inner.calls;
        }
    }

    fn visit_item(&mut self, _: &'ast Item) {
        // Nested functions are not part of this one.
    }
}

/// Strips groups, parentheses and references.
fn peel(mut expr: &Expr) -> &Expr {
    loop {
        expr = match expr {
            Expr::Group(group) => &group.expr,
            Expr::Paren(paren) => &paren.expr,
            Expr::Reference(reference) => &reference.expr,
            expr => return expr,
        }
    }
}

fn literal(expr: &Expr) -> Option<String> {
    match expr {
        Expr::Group(group) => literal(&group.expr),
        Expr::Paren(paren) => literal(&paren.expr),
        Expr::Lit(expr) => match &expr.lit {
            Lit::Str(text) => Some(text.value()),
            _ => None,
        },
        _ => None,
    }
}
