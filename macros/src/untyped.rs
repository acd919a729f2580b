//! Finds resolvers whose controls have no type.

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::{
    Expr, ExprClosure, ExprMacro, Ident, Pat, Token,
    punctuated::Punctuated,
    visit::{self, Visit},
};

/// Returns the parameter of a resolver whose type the compiler cannot infer: nothing in the closure has a
/// type of its own before it is needed.
pub(crate) fn controls(closure: &ExprClosure) -> Option<TokenStream> {
    let [parameter] = &closure.inputs.iter().collect::<Vec<_>>()[..] else {
        return None;
    };
    let is_unknown = match parameter {
        Pat::Wild(_) => true,
        Pat::Ident(pattern) => is_used_before_known(&pattern.ident, &closure.body),
        _ => false,
    };
    is_unknown.then(|| parameter.to_token_stream())
}

/// Returns whether the first use of a variable needs its type: a field or a method of it.
fn is_used_before_known(name: &Ident, body: &Expr) -> bool {
    let mut first = FirstUse {
        name,
        needs_type: None,
    };
    first.visit_expr(body);
    first.needs_type.unwrap_or_default()
}

struct FirstUse<'n> {
    name: &'n Ident,
    /// `None` until a use is found.
    needs_type: Option<bool>,
}

impl FirstUse<'_> {
    fn is_it(&self, expr: &Expr) -> bool {
        matches!(expr, Expr::Path(path) if path.path.is_ident(self.name))
    }
}

impl<'ast> Visit<'ast> for FirstUse<'_> {
    fn visit_expr(&mut self, expr: &'ast Expr) {
        if self.needs_type.is_some() {
            return;
        }
        match expr {
            Expr::Field(field) if self.is_it(&field.base) => self.needs_type = Some(true),
            Expr::MethodCall(call) if self.is_it(&call.receiver) => self.needs_type = Some(true),
            expr if self.is_it(expr) => self.needs_type = Some(false),
            expr => visit::visit_expr(self, expr),
        }
    }

    fn visit_expr_macro(&mut self, call: &'ast ExprMacro) {
        let arguments = Punctuated::<Expr, Token![,]>::parse_terminated;
        match call.mac.parse_body_with(arguments) {
            Ok(arguments) => arguments.iter().for_each(|argument| {
                // The names of format arguments are not uses.
                let argument = match argument {
                    Expr::Assign(named) => &named.right,
                    argument => argument,
                };
                // Macros take their arguments by reference, which needs no type.
                self.visit_expr(argument);
            }),
            // It may use the variable in any way.
            Err(_) => self.needs_type = Some(false),
        }
    }
}
