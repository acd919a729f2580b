//! Arithmetic on JavaScript numbers. A missing argument is `NaN`, an undefined one 0 (liquid.md §9).

use super::{Arguments, Filtered};
use crate::{
    json::push_f64,
    liquid::{
        scope::Scope,
        value::{Value, parse_number},
    },
};

/// The argument at `index` as a number.
fn number(arguments: &Arguments<'_>, index: usize) -> f64 {
    if index < arguments.len() {
        arguments.get(index).to_number()
    } else {
        f64::NAN
    }
}

/// Without its sign.
pub(super) fn abs<'v>(value: Value<'v>, _: &Arguments<'v>, _: &mut Scope<'v>) -> Filtered<'v> {
    Ok(value.to_number().abs().into())
}

/// Rounded up.
pub(super) fn ceil<'v>(value: Value<'v>, _: &Arguments<'v>, _: &mut Scope<'v>) -> Filtered<'v> {
    Ok(value.to_number().ceil().into())
}

/// Rounded down.
pub(super) fn floor<'v>(value: Value<'v>, _: &Arguments<'v>, _: &mut Scope<'v>) -> Filtered<'v> {
    Ok(value.to_number().floor().into())
}

/// The sum.
pub(super) fn plus<'v>(value: Value<'v>, arguments: &Arguments<'v>, _: &mut Scope<'v>) -> Filtered<'v> {
    Ok((value.to_number() + number(arguments, 0)).into())
}

/// The difference.
pub(super) fn minus<'v>(value: Value<'v>, arguments: &Arguments<'v>, _: &mut Scope<'v>) -> Filtered<'v> {
    Ok((value.to_number() - number(arguments, 0)).into())
}

/// The product.
pub(super) fn times<'v>(value: Value<'v>, arguments: &Arguments<'v>, _: &mut Scope<'v>) -> Filtered<'v> {
    Ok((value.to_number() * number(arguments, 0)).into())
}

/// The quotient, rounded down when the second argument is true.
pub(super) fn divided_by<'v>(value: Value<'v>, arguments: &Arguments<'v>, _: &mut Scope<'v>) -> Filtered<'v> {
    let quotient = value.to_number() / number(arguments, 0);
    let whole = arguments.get(1).to_number() != 0.0;
    Ok(if whole { quotient.floor() } else { quotient }.into())
}

/// The remainder with the sign of the divisor.
pub(super) fn modulo<'v>(value: Value<'v>, arguments: &Arguments<'v>, _: &mut Scope<'v>) -> Filtered<'v> {
    let divisor = number(arguments, 0);
    Ok(((value.to_number() % divisor + divisor) % divisor).into())
}

/// The larger number.
pub(super) fn at_least<'v>(value: Value<'v>, arguments: &Arguments<'v>, _: &mut Scope<'v>) -> Filtered<'v> {
    Ok(value.to_number().max(number(arguments, 0)).into())
}

/// The smaller number.
pub(super) fn at_most<'v>(value: Value<'v>, arguments: &Arguments<'v>, _: &mut Scope<'v>) -> Filtered<'v> {
    Ok(value.to_number().min(number(arguments, 0)).into())
}

/// `Number(value)`, fractions and `NaN` included.
pub(super) fn to_integer<'v>(value: Value<'v>, _: &Arguments<'v>, _: &mut Scope<'v>) -> Filtered<'v> {
    Ok(value.to_js_number().into())
}

/// Rounded half up, away from zero, to a number of decimals.
pub(super) fn round<'v>(value: Value<'v>, arguments: &Arguments<'v>, _: &mut Scope<'v>) -> Filtered<'v> {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    let value = value.to_number();
    let decimals = arguments.given(0).map_or(0.0, Value::to_number);
    let scaled = shifted(value.abs(), decimals);
    // Neither is there anything to round, nor are decimals that are no integer.
    if scaled.is_nan() || scaled >= EXACT {
        return Ok(value.into());
    }
    let rounded = shifted(scaled.round(), -decimals);
    Ok(if value < 0.0 { -rounded } else { rounded }.into())
}

/// `number` with its decimal point moved, exactly: `1.005` moved by 2 is `100.5`, while `1.005 * 100` is less.
fn shifted(number: f64, places: f64) -> f64 {
    let mut text = String::new();
    push_f64(&mut text, number);
    let (digits, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    let exponent = parse_number(exponent) + places;
    let mut moved = format!("{digits}e");
    push_f64(&mut moved, exponent);
    parse_number(&moved)
}
