//! Tests of the studio's page in a real browser.
//!
//! A [`Site`](site::Site) serves a program of the tests in this process, behind a witness that records each
//! exchange and can plant a [`Defect`](defect::Defect). A [`Page`](page::Page) is a window of a browser that
//! a WebDriver process drives. The [`runner`] gives each test a [`Stage`](stage::Stage) with both.

pub mod defect;
pub mod driver;
pub mod example;
pub mod page;
pub mod programs;
pub mod runner;
pub mod shots;
pub mod site;
pub mod stage;
