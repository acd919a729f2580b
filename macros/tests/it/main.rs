//! The macro as users call it: through `novu_framework`.

mod sources;
mod ui;
mod written;
