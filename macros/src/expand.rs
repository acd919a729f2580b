//! From the function as it is written to the one that is compiled.

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

/// The function with its sources; with errors too if something is wrong with it.
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

/// The function, if it can be a workflow's.
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

/// Which parameter is the context: the one that says so, or the only one.
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

/// The table that discovery reads.
fn sources(item: &TokenStream, calls: &[StepCall]) -> TokenStream {
    let source = Source::of(item);
    let mut counts: HashMap<&str, usize> = HashMap::new();
    for id in calls.iter().filter_map(|call| call.id.as_deref()) {
        *counts.entry(id).or_default() += 1;
    }
    let steps = calls.iter().filter_map(|call| {
        // Where two branches share an id, nobody knows here which of them discovery takes.
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

/// Has the function hand over its sources before it does anything else.
fn record(function: &mut ItemFn, at: usize, sources: &TokenStream) {
    let Some(FnArg::Typed(parameter)) = function.sig.inputs.iter_mut().nth(at) else {
        return;
    };
    let (name, rest) = name(parameter);
    // Behind the items that open the block, because Clippy wants those first.
    let statements = &mut function.block.stmts;
    let first = statements
        .iter()
        .take_while(|statement| matches!(statement, Stmt::Item(_)));
    let first = first.count();
    // Where the parameter is no context, that is where the error belongs.
    let span = Span::call_site().located_at(name.span());
    let hand_over: Stmt = parse_quote_spanned!(span=> #name.step.__source(&#sources););
    statements.splice(first..first, [hand_over].into_iter().chain(rest));
}

/// The parameter's name. If it is a pattern it gets one, and the pattern becomes a statement.
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
