//! The checks can fail: small made-up workspaces that break each kind of rule, and some that only seem to.

use std::fs;
use std::path::PathBuf;
use xtask::figures::measure;
use xtask::layering::{Dependencies, Never, Rule, check, check_dependencies};
use xtask::workspace::Workspace;

/// A workspace of one library `made-up` with these files, in a folder of its own.
fn made_up(name: &str, files: &[(&str, &str)]) -> (PathBuf, Workspace) {
    let root = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&root);
    let manifest =
        "[package]\nname = \"made-up\"\n[dependencies]\nrayon = \"1\"\n[dev-dependencies]\nclap = \"4\"\n";
    let own = [("Cargo.toml", "[workspace]\nmembers = [\"lib\"]\n"), ("lib/Cargo.toml", manifest)];
    for (path, text) in own.iter().chain(files) {
        let path = root.join(path);
        fs::create_dir_all(path.parent().expect("a file lies in a folder")).expect("folders can be made");
        fs::write(path, text).expect("files can be written");
    }
    let workspace = Workspace::read(&root).expect("it can be read");
    (root, workspace)
}

/// `path:line` of what breaks a rule in the made-up library, whose module `inner` is one text.
fn breaks(name: &str, never: Never, inner: &str) -> Vec<String> {
    let lib = "mod inner;\nmod other;\npub use other::Hidden as Shown;\n";
    let other = "pub struct Hidden;\npub use std::env as surroundings;\n";
    let files = [("lib/src/lib.rs", lib), ("lib/src/inner.rs", inner), ("lib/src/other.rs", other)];
    let rule = Rule { law: "none", within: &["lib/src/inner.rs"], except: &[], never };
    let found = check(&made_up(name, &files).1, &[rule], &["cx"]);
    found.breaches.iter().map(|breach| format!("{} {}", breach.line, breach.what)).collect()
}

#[test]
fn a_path_is_found_through_imports_renamings_and_groups() {
    let never = Never::Path(&["std::env", "rayon"]);
    let inner = "use std::{env as surroundings, fs};\nuse rayon::prelude::*;\n\
                 fn f() { surroundings::var(\"A\"); fs::read(\"b\"); }\n\
                 fn g() { crate::other::surroundings::args(); std::env::vars(); }\n";
    let expected =
        ["1 std::env", "2 rayon::prelude", "3 std::env::var", "4 std::env::args", "4 std::env::vars"];
    assert_eq!(breaks("paths", never, inner), expected);
}

#[test]
fn words_in_comments_texts_tests_and_longer_names_are_no_paths() {
    let never = Never::Path(&["rayon"]);
    let inner = "//! rayon\nfn rayon_like() { let text = \"rayon::join\"; }\n\
                 #[cfg(test)]\nmod tests { use rayon::join; }\nmod study { pub fn rayons() {} }\n";
    assert!(breaks("no-paths", never, inner).is_empty());
}

#[test]
fn names_macros_and_attributes_are_found_inside_macros_too() {
    let inner = "fn f() { assert!(vec![crate::Shown].len() == 1); println!(\"{}\", 1); }\n";
    assert_eq!(breaks("names", Never::Name(&["Hidden"]), inner), ["1 Hidden"]);
    assert_eq!(breaks("macros", Never::Macro(&["println"]), inner), ["1 println!"]);
    let inner =
        "#[target_feature(enable = \"avx2\")]\nfn f() {}\n#[cfg(target_feature = \"avx\")]\nfn g() {}\n";
    let found = breaks("attributes", Never::Name(&["target_feature"]), inner);
    assert_eq!(found, ["1 target_feature", "3 target_feature"]);
}

#[test]
fn unsafe_code_is_a_block_a_function_or_an_implementation() {
    let inner =
        "fn f() { unsafe { g() } }\nunsafe fn g() {}\nunsafe impl Send for A {}\nstruct A;\n// unsafe\n";
    assert_eq!(breaks("unsafe", Never::Unsafe, inner), ["1 unsafe", "2 unsafe", "3 unsafe"]);
}

#[test]
fn state_that_lasts_is_a_static_that_can_change() {
    let inner = "static A: Mutex<u8> = Mutex::new(0);\nstatic B: [AtomicUsize; 2] = [];\nstatic mut C: u8 = 0;\n\
                 static D: u8 = 0;\nconst E: u8 = 0;\n";
    assert_eq!(breaks("statics", Never::MutableStatic, inner), ["1 static A", "2 static B", "3 static C"]);
}

#[test]
fn options_and_gates_are_found_in_strings_and_not_in_documentation() {
    let inner = "/// `--precision`\n#[error(\"use --precision f32\")]\nstruct A;\n\
                 fn f() { g(\"a -- b\", \"--\", \"`--max-steps`\"); g(\"cx\", \"cxx\"); }\n";
    assert_eq!(breaks("options", Never::Options, inner), ["2 --precision", "4 --max-steps"]);
    assert_eq!(breaks("gates", Never::Gates, inner), ["4 \"cx\""]);
}

#[test]
fn an_exception_without_need_and_a_place_that_is_not_there_are_told() {
    let files = [("lib/src/lib.rs", "fn f() {}\n")];
    let (_, workspace) = made_up("idle", &files);
    let rule = Rule {
        law: "none",
        within: &["lib/src", "lib/gone", "no-member/src"],
        except: &["lib/src/lib.rs"],
        never: Never::Unsafe,
    };
    assert_eq!(check(&workspace, &[rule], &[]).idle, ["none: lib/src/lib.rs", "none: lib/gone"]);
}

#[test]
fn dependencies_are_those_of_the_library_not_of_its_tests() {
    let (_, workspace) = made_up("dependencies", &[("lib/src/lib.rs", "")]);
    let row = |only, never| Dependencies { member: "lib", only, never };
    let count = |row| check_dependencies(&workspace, &[row]).len();
    assert_eq!(count(row(None, &["rayon", "clap"])), 1);
    assert_eq!(count(row(Some(&["serde"]), &[])), 1);
    assert_eq!(count(row(Some(&["rayon"]), &[])), 0);
}

#[test]
fn figures_count_what_users_see() {
    let lib = "//! A library.\n//!\n//! ```\n//! f();\n//! ```\nmod inner;\npub mod room { //! A room.\n}\n\
               pub use inner::{Shown, shown};\npub use inner::Shown as Again;\n";
    let inner = "/// Documented.\npub struct Shown { pub bare: u8 }\npub struct Hidden { pub bare: u8 }\n\
                 impl Shown { pub fn bare(&self, (a, b): (u8, u8), c: bool) {} }\n\
                 /// Documented.\npub fn shown(a: &(u8, u8), b: u8, c: u8, d: u8, e: u8) {}\n\
                 fn hidden(a: (u8, u8)) {}\nimpl From<(u8, u8)> for Shown { fn from(a: (u8, u8)) -> Shown { todo!() } }\n\
                 #[cfg(test)]\nmod tests { fn f(a: (u8, u8)) {} }\n";
    let (root, workspace) = made_up("figures", &[("lib/src/lib.rs", lib), ("lib/src/inner.rs", inner)]);
    let measured = measure(&workspace, &root);
    let figure = |key: &str| measured.figures[key];
    assert_eq!(figure("tuple-parameters"), 3);
    assert_eq!(figure("tuple-parameters-public"), 2);
    assert_eq!(figure("boolean-parameters-public"), 1);
    assert_eq!(figure("functions-of-five-arguments"), 1);
    assert_eq!(figure("doctests-that-run"), 1);
    let bare = &measured.places["public-without-documentation"];
    assert_eq!(bare, &["lib/src/inner.rs: Shown::bare", "lib/src/inner.rs: bare"]);
}
