//! Declarations that many types share.

/// Declares methods that return a field of the same name.
macro_rules! getters {
    ($($(#[$doc:meta])* $field:ident: $type:ty = $value:expr;)*) => {$(
        $(#[$doc])*
        #[must_use]
        pub fn $field(&self) -> $type {
            let Self { $field, .. } = self;
            $value
        }
    )*};
}

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
#[cfg(feature = "client")]
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
