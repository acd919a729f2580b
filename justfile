# `just verify` before a commit; `just <check>` for one of its checks.

set positional-arguments

# Everything that has to hold for a commit.
verify:
    .ci/run

fmt:
    cargo fmt --all

# Examples compile as they are rendered.
visible:
    .ci/run visible

# Comments and documents use plain words.
words:
    .ci/run words

clippy:
    .ci/run clippy

doc:
    .ci/run doc

# Tests, as in `just test liquid`.
test *args:
    cargo test "$@"

hosts:
    .ci/run hosts

# Benches, fuzz targets and the soak compile; the bench servers answer.
other-crates:
    .ci/run other-crates

# Programs, the template and the files for deployment.
programs:
    .ci/run programs

# The studio's page in a browser; needs npm, installs Chromium if it is missing.
browser:
    .ci/run browser

packaging:
    .ci/run packaging

features:
    .ci/run features

supply-chain:
    .ci/run supply-chain

minimal-versions:
    .ci/run minimal-versions

# Checks the types of the studio's modules; needs Node and npm.
page:
    .ci/run page

# Checks the files of CI; needs npm.
workflows:
    .ci/run workflows

# Lines that no test reaches; ten minutes.
coverage:
    .ci/run coverage

# Counts the instructions of the hot paths.
instructions:
    .ci/run instructions

# Against the reference SDK; needs Node 20 and npm.
reference:
    .ci/run reference

# Reports vectors that the reference SDK answers differently now.
drift:
    cd tests/reference && npm ci && node record.mjs --check

# The oldest Rust that we promise.
msrv:
    cargo +1.88 check --workspace --lib --all-features

# A million mixed requests to an example server; minutes.
soak *args:
    tests/soak/run "$@"

# Licences, duplicates, sources.
deny:
    cargo deny --all-features check bans licenses sources

# The crates that our public API shows.
external-types:
    cargo +nightly-2025-10-18 check-external-types --all-features

semver:
    cargo semver-checks --all-features
