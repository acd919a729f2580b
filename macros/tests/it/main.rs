//! The macro as users have it: through `novu_framework`.

mod sources;
mod ui;
mod written;
