//! Arithmetic on JavaScript numbers. A missing argument is `NaN`, an undefined one 0 (liquid.md §9).

use super::{Call, Filtered};
use crate::{
    json::push_f64,
    liquid::{error::Error, value::parse_number},
};

/// Returns the argument at `index` as a number.
fn argument(call: &Call<'_, '_>, index: usize) -> Result<f64, Error> {
    if index < call.count() {
        call.argument(index).to_number(call.meter())
    } else {
        Ok(f64::NAN)
    }
}

/// Returns the number without its sign.
pub(super) fn abs<'v>(call: Call<'_, 'v>) -> Filtered<'v> {
    Ok(call.number()?.abs().into())
}

/// Rounds up.
pub(super) fn ceil<'v>(call: Call<'_, 'v>) -> Filtered<'v> {
    Ok(call.number()?.ceil().into())
}

/// Rounds down.
pub(super) fn floor<'v>(call: Call<'_, 'v>) -> Filtered<'v> {
    Ok(call.number()?.floor().into())
}

/// Returns the sum.
pub(super) fn plus<'v>(call: Call<'_, 'v>) -> Filtered<'v> {
    Ok((call.number()? + argument(&call, 0)?).into())
}

/// Returns the difference.
pub(super) fn minus<'v>(call: Call<'_, 'v>) -> Filtered<'v> {
    Ok((call.number()? - argument(&call, 0)?).into())
}

/// Returns the product.
pub(super) fn times<'v>(call: Call<'_, 'v>) -> Filtered<'v> {
    Ok((call.number()? * argument(&call, 0)?).into())
}

/// Returns the quotient, rounded down when the second argument is true.
pub(super) fn divided_by<'v>(call: Call<'_, 'v>) -> Filtered<'v> {
    let quotient = call.number()? / argument(&call, 0)?;
    let whole = call.argument(1).to_number(call.meter())? != 0.0;
    Ok(if whole { quotient.floor() } else { quotient }.into())
}

/// Returns the remainder with the sign of the divisor.
pub(super) fn modulo<'v>(call: Call<'_, 'v>) -> Filtered<'v> {
    let divisor = argument(&call, 0)?;
    Ok(((call.number()? % divisor + divisor) % divisor).into())
}

/// Returns the larger number.
pub(super) fn at_least<'v>(call: Call<'_, 'v>) -> Filtered<'v> {
    Ok(call.number()?.max(argument(&call, 0)?).into())
}

/// Returns the smaller number.
pub(super) fn at_most<'v>(call: Call<'_, 'v>) -> Filtered<'v> {
    Ok(call.number()?.min(argument(&call, 0)?).into())
}

/// Returns `Number(value)`, fractions and `NaN` included.
pub(super) fn to_integer<'v>(call: Call<'_, 'v>) -> Filtered<'v> {
    Ok(call.value.to_js_number(call.meter())?.into())
}

/// The work of moving a decimal point.
const SHIFT: usize = 300;

/// Rounds half up, away from zero, to a number of decimals.
pub(super) fn round<'v>(call: Call<'_, 'v>) -> Filtered<'v> {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    call.charge(2 * SHIFT)?;
    let value = call.number()?;
    let decimals = match call.given(0) {
        Some(given) => given.to_number(call.meter())?,
        None => 0.0,
    };
    let scaled = shifted(value.abs(), decimals);
    // Nothing is left to round, or the number of decimals is not an integer.
    if scaled.is_nan() || scaled >= EXACT {
        return Ok(value.into());
    }
    let rounded = shifted(scaled.round(), -decimals);
    Ok(if value < 0.0 { -rounded } else { rounded }.into())
}

/// Moves the decimal point of `number`, exactly: `1.005` moved by 2 is `100.5`, while `1.005 * 100` is less.
fn shifted(number: f64, places: f64) -> f64 {
    let mut text = String::new();
    push_f64(&mut text, number);
    let (digits, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    let exponent = parse_number(exponent) + places;
    let mut moved = format!("{digits}e");
    push_f64(&mut moved, exponent);
    parse_number(&moved)
}
