//! Source texts, as the attribute macro records them.
//!
//! The macro writes these structs into the workflow function, so their names and fields are public. They are
//! not part of the API: the macro crate's version is pinned to this one's.

/// The sources of one function.
#[derive(Debug)]
pub struct FunctionSource {
    /// The function.
    pub workflow: &'static str,
    /// The steps that it takes, as far as the macro knows their ids.
    pub steps: &'static [StepSource],
}

/// The sources of one step.
#[derive(Debug)]
pub struct StepSource {
    /// The step's id.
    pub id: &'static str,
    /// The resolver; `None` if it is a function that is defined elsewhere.
    pub resolver: Option<&'static str>,
    /// Provider ids with their closures.
    pub providers: &'static [(&'static str, &'static str)],
}

impl StepSource {
    /// Returns the source of a provider's closure.
    pub(super) fn provider(&self, id: &str) -> Option<&'static str> {
        let mut providers = self.providers.iter();
        providers
            .find(|(known, _)| *known == id)
            .map(|(_, source)| *source)
    }
}
