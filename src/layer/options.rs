/// Who may read the source texts of workflows: the answer to `action=code`, and every `code` in the discovery
/// document.
///
/// With the attribute macro of the feature `macros` these are the texts of functions and closures, otherwise
/// their Rust paths. Novu's dashboard displays them and has no other use for them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum Sources {
    /// Nobody: every `code` is an empty string.
    Hidden,
    /// Everybody who signs. Nobody if signatures are
    /// [not checked](super::NovuLayerBuilder::insecure_without_signature).
    #[default]
    Signed,
    /// Everybody, even if signatures are [not checked](super::NovuLayerBuilder::insecure_without_signature).
    /// Novu's local Studio then displays them.
    InsecurePublic,
}

/// The content of health checks, which need no signature.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum HealthCheck {
    /// Status, the versions of SDK and protocol, and the numbers of workflows and steps, like Novu's own SDK.
    #[default]
    Full,
    /// `{"status":"ok"}`. Neither Novu nor its command line needs more.
    Minimal,
}
