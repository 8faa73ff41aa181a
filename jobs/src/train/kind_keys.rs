//! Which keys of `[training]` mean something for a model that is trained in one go.
//!
//! Called by the reader of training files; every other key of that table is refused where it stands.

use crate::data::Task;
use crate::error::Outcome;
use crate::model::{MachineKeys, MachineSettings};
use crate::toml_file::TomlFile;

/// Refuses keys of `[training]` that do nothing for such a model, and a seed that is given twice.
///
/// # Errors
/// There is such a key; the message says what to do instead.
pub(super) fn check(file: &TomlFile, settings: &MachineSettings, task: Task) -> Outcome {
    let seeded = settings.seed().is_some();
    let weighs = settings.weighs_classes(task);
    for key in file.keys("training") {
        if key.name == "class_weight" && weighs {
            continue;
        }
        let place = format!("training.{}", key.name);
        if key.name != "seed" || !seeded {
            return Err(file.at(&[&place], refusal(&key.name, settings)));
        }
        if let Some(other) = own_seeds().into_iter().find(|other| file.has(other)) {
            let message = format!("the seed is given twice; remove this one or `{other}`");
            return Err(file.at(&[&place], message));
        }
    }
    Ok(())
}

/// Where `[model]` may have a seed of its own.
fn own_seeds() -> [&'static str; 2] {
    ["model.seed", "model.alignment.seed"]
}

/// Why a key does nothing, and what does.
fn refusal(key: &str, settings: &MachineSettings) -> String {
    let kind = settings.kind.name();
    let steps = matches!(settings.keys, MachineKeys::Dense(_));
    let (why, instead) = match key {
        "seed" => ("from which nothing is drawn", "remove it"),
        "class_weight" => ("which predicts numbers", "numbers have no classes to weigh; remove it"),
        "start" => ("which is trained from the start", "networks start from a model file"),
        "validation_fraction" | "early_stopping" | "plateau" => {
            ("which is trained on all rows at once", "remove it")
        }
        "optimizer" | "learning_rate" if steps => ("which has its own", "give it to [model]"),
        "epochs" if steps => ("which steps on all rows at once", "give `steps` to [model]"),
        _ => ("which is solved on all rows at once", "remove it"),
    };
    format!("`{key}` does nothing for `{kind}`, {why}; {instead}")
}
