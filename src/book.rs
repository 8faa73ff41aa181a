//! The book's code, as documentation tests: every Rust block of `docs/src` and of the README is compiled and run by `cargo test --doc`.
//! Nothing calls it, and it is in no build. Commands that the book shows are run by `cli/tests/book.rs`.

/// One empty type for each page, whose text is its documentation.
macro_rules! pages {
    ($($page:ident = $file:literal;)*) => { $(#[doc = include_str!($file)] struct $page;)* };
}

pages! {
    Readme = "../README.md";
    Introduction = "../docs/src/introduction.md";
    Installation = "../docs/src/installation.md";
    Tour = "../docs/src/tour.md";
    Circuits = "../docs/src/circuits.md";
    Files = "../docs/src/files.md";
    Gradients = "../docs/src/gradients.md";
    Classifiers = "../docs/src/classifiers.md";
    Kernels = "../docs/src/kernels.md";
    Chemistry = "../docs/src/chemistry.md";
    Qaoa = "../docs/src/qaoa.md";
    Studies = "../docs/src/studies.md";
    Gpu = "../docs/src/gpu.md";
    Reproducibility = "../docs/src/reproducibility.md";
    HowItWorks = "../docs/src/how_it_works.md";
    Glossary = "../docs/src/glossary.md";
    Comparison = "../docs/src/comparison.md";
}
