//! Registries: what a name stands for, one line an item. The line is the only place outside of an item's own file that names it.
//!
//! Called where a kind of thing can be chosen by text: losses, optimizers, embeddings, ansätze, models. Must not know the things.

/// Names of one kind. The first form makes values or functions of names:
///
/// ```text
/// registry! {
///     /// The names of losses.
///     pub const LOSSES: "loss";
///     fn find -> Arc<dyn Loss> {
///         "cross_entropy" => Arc::new(CrossEntropy),
///         "hinge" => Arc::new(Hinge),
///     }
/// }
/// ```
///
/// gives the list `LOSSES`, in this order, and `find("hinge")`, whose error has the nearest name. The second form makes an enum of settings whose
/// serde tag is the name; each of them has a default:
///
/// ```text
/// registry! {
///     /// The kinds of models.
///     pub const MODELS: "kind of model";
///     /// What a model is.
///     #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
///     #[serde(tag = "kind")]
///     pub enum ModelSettings: Architecture {
///         /// Data re-uploading with trainable scales.
///         "reuploading" => Reuploading(ReuploadingSettings),
///     }
/// }
/// ```
///
/// gives `MODELS`, the enum, `From` of every variant's settings, `FromStr` (the defaults of that name), `kind()` (the name), and `as_dyn()`, the
/// settings as what they have in common, a trait of the crate.
macro_rules! registry {
    (
        $(#[$of_names:meta])*
        $visible:vis const $names:ident: $kind:literal;
        $(#[$of_find:meta])*
        $find_visible:vis fn $find:ident -> $item:ty { $($name:literal => $value:expr,)+ }
    ) => {
        $(#[$of_names])*
        $visible const $names: [&str; <[&str]>::len(&[$($name),+])] = [$($name),+];

        $(#[$of_find])*
        $find_visible fn $find(name: &str) -> Result<$item, $crate::UnknownName> {
            match name {
                $($name => Ok($value),)+
                _ => Err($crate::UnknownName::new($kind, name, &$names)),
            }
        }
    };
    (
        $(#[$of_names:meta])*
        $visible:vis const $names:ident: $kind:literal;
        $(#[$of_enum:meta])*
        $enum_visible:vis enum $settings:ident: $shared:ident {
            $($(#[$of_variant:meta])* $name:literal => $variant:ident($inner:ident),)+
        }
    ) => {
        $(#[$of_names])*
        $visible const $names: [&str; <[&str]>::len(&[$($name),+])] = [$($name),+];

        $(#[$of_enum])*
        $enum_visible enum $settings {
            $($(#[$of_variant])* #[serde(rename = $name)] $variant($inner),)+
        }

        impl $settings {
            /// The kind, as files name it.
            pub fn kind(&self) -> &'static str {
                match self {
                    $(Self::$variant(_) => $name,)+
                }
            }

            /// The settings as what all of them have in common.
            fn as_dyn(&self) -> &dyn $shared {
                match self {
                    $(Self::$variant(settings) => settings,)+
                }
            }
        }

        impl std::str::FromStr for $settings {
            type Err = $crate::UnknownName;

            fn from_str(name: &str) -> Result<Self, Self::Err> {
                match name {
                    $($name => Ok(Self::$variant($inner::default())),)+
                    _ => Err($crate::UnknownName::new($kind, name, &$names)),
                }
            }
        }

        $(impl From<$inner> for $settings {
            fn from(settings: $inner) -> Self {
                Self::$variant(settings)
            }
        })+
    };
}

pub(crate) use registry;

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use serde::{Deserialize, Serialize};

    registry! {
        /// Numbers.
        const NUMBERS: "number";
        fn number -> u32 {
            "one" => 1,
            "two" => 2,
        }
    }

    trait Sides {
        fn sides(&self) -> usize;
    }

    #[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
    struct Square {
        side: f64,
    }

    #[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
    struct Ring {
        radius: f64,
    }

    impl Sides for Square {
        fn sides(&self) -> usize {
            4
        }
    }

    impl Sides for Ring {
        fn sides(&self) -> usize {
            1
        }
    }

    registry! {
        /// Shapes.
        const SHAPES: "shape";
        /// A shape.
        #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
        #[serde(tag = "kind")]
        enum Shape: Sides {
            /// Four sides.
            "square" => Quadrangle(Square),
            /// No corner.
            "ring" => Circle(Ring),
        }
    }

    #[test]
    fn values_are_found_by_their_names_in_order() {
        assert_eq!(NUMBERS.map(|name| number(name).unwrap()), [1, 2]);
        assert_eq!(number("oone").unwrap_err().to_string(), "unknown number `oone`; did you mean `one`?");
    }

    #[test]
    fn settings_are_tagged_by_their_names() {
        for (name, sides) in SHAPES.into_iter().zip([4, 1]) {
            let shape: Shape = name.parse().unwrap();
            assert_eq!((shape.kind(), shape.as_dyn().sides()), (name, sides));
            let text = serde_json::to_string(&shape).unwrap();
            assert!(text.contains(&format!("\"kind\":\"{name}\"")), "{text}");
            assert_eq!(serde_json::from_str::<Shape>(&text).unwrap(), shape);
        }
        assert_eq!(Shape::from(Ring { radius: 2.0 }).kind(), "ring");
        let error = "rang".parse::<Shape>().unwrap_err();
        assert_eq!(error.to_string(), "unknown shape `rang`; did you mean `ring`?");
    }
}
