//! The means of one test: servers and windows.

use crate::{defect::Planted, driver::Driver, page::Page, site::Site};
use fantoccini::Client;
use novu_framework::NovuLayer;
use std::{
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

/// The means of one test. Nothing waits for longer than [`limit`](Self::limit).
pub struct Stage {
    pub(crate) driver: Arc<Driver>,
    pub(crate) client: Client,
    pub(crate) planted: Option<Arc<Planted>>,
    pub(crate) limit: Duration,
    /// Parts of messages that the console may show in this test.
    pub(crate) allowed: Arc<Mutex<Vec<&'static str>>>,
    /// Drivers of other browsers, which end with the test.
    pub(crate) others: Mutex<Vec<Driver>>,
}

impl Stage {
    /// Serves a program.
    pub async fn site(&self, layer: NovuLayer) -> Site {
        Site::start(layer, self.planted.clone()).await
    }

    /// Opens an address in the window of the test, 1440 pixels wide.
    pub async fn open(&self, url: &str) -> Page {
        let page = self.page();
        page.resize(1440, 900).await;
        page.goto(url).await;
        page
    }

    /// Returns the window of the test.
    pub fn page(&self) -> Page {
        Page::new(self.client.clone(), self.driver.engine, self.limit)
    }

    /// Waits until something is so in this process.
    pub async fn until(&self, name: &str, is_so: impl Fn() -> bool + Send) {
        let begin = Instant::now();
        while !is_so() {
            assert!(begin.elapsed() < self.limit, "waited in vain for {name}");
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }

    /// Starts a browser of its own, which shares nothing with the first. It ends with the test.
    pub async fn other_browser(&self) -> Page {
        let driver = Driver::start(self.driver.engine).await;
        let page = Page::new(driver.session().await, driver.engine, self.limit);
        self.others.lock().unwrap().push(driver);
        page.resize(1440, 900).await;
        page
    }

    /// Returns a text to look for, or another one if that is the defect.
    pub fn sought(&self, text: &'static str) -> &'static str {
        self.planted
            .as_ref()
            .map_or(text, |planted| planted.change_sought(text))
    }

    /// Allows messages of the console that contain a text: those that the test provokes.
    pub fn allow(&self, part: &'static str) {
        self.allowed.lock().unwrap().push(part);
    }
}
