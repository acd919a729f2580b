//! Declarations that many types share.

/// Declares setters of optional fields.
#[cfg(feature = "client")]
macro_rules! setters {
    ($($(#[$doc:meta])* $name:ident: $type:ty,)*) => {$(
        $(#[$doc])*
        pub fn $name(mut self, $name: impl Into<$type>) -> Self {
            self.$name = Some($name.into());
            self
        }
    )*};
}

/// Lets a request be awaited: it is sent by its method `send`.
#[cfg(any(
    feature = "client",
    all(feature = "agents", any(feature = "studio", feature = "testing"))
))]
macro_rules! awaited {
    ([$($generics:tt)*] $request:ty, $lifetime:lifetime => $output:ty) => {
        impl<$($generics)*> std::future::IntoFuture for $request {
            type Output = $output;
            type IntoFuture =
                std::pin::Pin<Box<dyn std::future::Future<Output = Self::Output> + Send + $lifetime>>;

            fn into_future(self) -> Self::IntoFuture {
                Box::pin(self.send())
            }
        }
    };
}
