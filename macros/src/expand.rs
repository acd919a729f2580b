//! Expands the written function into the compiled one.

use crate::{
    checks,
    options::Options,
    source::{self, Source},
    steps::{self, StepCall},
};
use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use std::collections::HashMap;
use syn::{Error, FnArg, ItemFn, Pat, PatType, Result, Stmt, Type, parse_quote, parse_quote_spanned};

/// Returns the function with its sources, or unchanged with the errors that were found.
pub(crate) fn workflow(arguments: TokenStream, item: &TokenStream) -> TokenStream {
    let expanded = Options::parse(arguments).and_then(|options| expand(options, item));
    expanded.unwrap_or_else(|error| {
        let errors = error.into_compile_error();
        quote!(#item #errors)
    })
}

fn expand(options: Options, item: &TokenStream) -> Result<TokenStream> {
    let mut function = parse(item)?;
    let at = context(&function)?;
    let calls = steps::find(&function);
    checks::check(&calls, options)?;
    let sources = sources(item, &calls);
    record(&mut function, at, &sources);
    Ok(function.into_token_stream())
}

/// Parses the function, if it can be a workflow's.
fn parse(item: &TokenStream) -> Result<ItemFn> {
    let is_fn = |token| matches!(token, TokenTree::Ident(word) if word == "fn");
    if !item.clone().into_iter().any(is_fn) {
        return Err(Error::new(
            Span::call_site(),
            "`#[workflow]` goes on a workflow function: `async fn name(cx: Context<Payload>) -> Result<()>`",
        ));
    }
    let function: ItemFn = syn::parse2(item.clone())?;
    if function.sig.asyncness.is_none() {
        return Err(Error::new_spanned(
            function.sig.fn_token,
            "a workflow function is an `async fn`",
        ));
    }
    Ok(function)
}

/// Finds the position of the context: the parameter of that type, or the only one.
fn context(function: &ItemFn) -> Result<usize> {
    let inputs = &function.sig.inputs;
    let of_type = |wanted: &dyn Fn(&Type) -> bool| {
        let mut inputs = inputs.iter();
        inputs.position(|input| matches!(input, FnArg::Typed(input) if wanted(&input.ty)))
    };
    let typed = inputs.iter().filter(|input| matches!(input, FnArg::Typed(_)));
    of_type(&|ty| steps::is_named(ty, "Context"))
        .or_else(|| (typed.count() == 1).then(|| of_type(&|_| true))?)
        .ok_or_else(|| {
            Error::new_spanned(
                &function.sig.ident,
                "a workflow function has a parameter of type `novu_framework::Context<Payload>`",
            )
        })
}

/// Creates the table of sources that discovery reads.
fn sources(item: &TokenStream, calls: &[StepCall]) -> TokenStream {
    let source = Source::of(item);
    let mut counts: HashMap<&str, usize> = HashMap::new();
    for id in calls.iter().filter_map(|call| call.id.as_deref()) {
        *counts.entry(id).or_default() += 1;
    }
    let steps = calls.iter().filter_map(|call| {
        // If two branches share an id, discovery may take either.
        let id = call.id.as_deref().filter(|id| counts[id] == 1)?;
        let resolver = match &call.resolver {
            Some(tokens) => {
                let text = source.text(tokens);
                quote!(::core::option::Option::Some(#text))
            }
            None => quote!(::core::option::Option::None),
        };
        let providers = call.providers.iter().map(|(id, tokens)| {
            let text = source.text(tokens);
            quote!((#id, #text))
        });
        Some(quote!(::novu_framework::__macros::StepSource {
            id: #id,
            resolver: #resolver,
            providers: &[#(#providers),*],
        }))
    });
    let workflow = source::function(item);
    quote!(::novu_framework::__macros::FunctionSource {
        workflow: #workflow,
        steps: &[#(#steps),*],
    })
}

/// Makes the function record its sources as its first statement.
fn record(function: &mut ItemFn, at: usize, sources: &TokenStream) {
    let Some(FnArg::Typed(parameter)) = function.sig.inputs.iter_mut().nth(at) else {
        return;
    };
    let (name, rest) = name(parameter);
    // After the items at the start of the block, because Clippy wants these first.
    let statements = &mut function.block.stmts;
    let first = statements
        .iter()
        .take_while(|statement| matches!(statement, Stmt::Item(_)));
    let first = first.count();
    // If the parameter is not a context, the compiler's error points at it.
    let span = Span::call_site().located_at(name.span());
    let hand_over: Stmt = parse_quote_spanned!(span=> #name.step.__source(&#sources););
    statements.splice(first..first, [hand_over].into_iter().chain(rest));
}

/// Returns the parameter's name. A pattern is replaced by a name, and becomes a statement.
fn name(parameter: &mut PatType) -> (Ident, Option<Stmt>) {
    if let Pat::Ident(pattern) = &*parameter.pat
        && pattern.subpat.is_none()
        && pattern.by_ref.is_none()
    {
        return (pattern.ident.clone(), None);
    }
    let name = Ident::new("cx", Span::mixed_site());
    let pattern = std::mem::replace(&mut *parameter.pat, parse_quote!(#name));
    let destructure = parse_quote!(let #pattern = #name;);
    (name, Some(destructure))
}
