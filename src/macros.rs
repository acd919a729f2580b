//! Declarations that many types share.

/// Declares an enum whose variants have names.
macro_rules! named {
    ($(#[$attribute:meta])* $name:ident { $($(#[$doc:meta])* $variant:ident = $word:literal,)* }) => {
        $(#[$attribute])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum $name {
            $($(#[$doc])* $variant,)*
        }

        impl $name {
            /// All, in the order of their declaration.
            #[allow(dead_code, reason = "some are never listed")]
            pub(crate) const ALL: [Self; [$($word),*].len()] = [$(Self::$variant),*];

            /// Returns the name, as it is on the wire and in logs.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $word,)*
                }
            }
        }

        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.write_str(self.as_str())
            }
        }
    };
}

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
