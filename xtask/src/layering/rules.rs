//! The table of rules, as `ARCHITECTURE.md` states them, and what is known to break them. Read by the check.

use super::{Dependencies, Never, Rule};
use crate::pending::Pending;

/// Every library.
const LIBRARIES: &[&str] =
    &["circuits/src", "simulator/kernels/src", "simulator/src", "qml/src", "jobs/src", "candle/src", "src"];
/// Where circuits run.
const SIMULATOR: &[&str] = &["simulator/kernels/src", "simulator/src"];

/// Who may use what, and what no library may do.
pub const RULES: &[Rule] = &[
    Rule {
        law: "circuits know no threads, files, clocks and no other member",
        within: &["circuits/src"],
        except: &[],
        never: Never::Path(&[
            "rayon",
            "ndarray",
            "std::fs",
            "std::thread",
            "std::time",
            "std::net",
            "ansatz_simulator",
            "ansatz_qml",
            "ansatz_jobs",
        ]),
    },
    Rule {
        law: "the simulator knows circuits alone",
        within: SIMULATOR,
        except: &[],
        never: Never::Path(&["ansatz_qml", "ansatz_jobs", "nalgebra", "std::fs"]),
    },
    Rule {
        law: "the simulator reads no text format",
        within: &["simulator/src"],
        except: &[],
        never: Never::Path(&["ansatz_circuits::qasm"]),
    },
    Rule {
        law: "plans know no backend",
        within: &["simulator/src/plan"],
        except: &[],
        never: Never::Name(&["Cpu", "CpuOptions", "Cuda", "CudaOptions", "cpu", "cuda"]),
    },
    Rule {
        law: "kernels know no circuits",
        within: &["simulator/kernels/src"],
        except: &[],
        never: Never::Path(&["ansatz_circuits", "ansatz_simulator"]),
    },
    Rule {
        law: "what runs on a device knows no circuits, complex numbers alone",
        within: &["simulator/src/cuda"],
        except: &[],
        never: Never::Name(&[
            "Circuit",
            "FlatCircuit",
            "FlatInstruction",
            "FlatOperation",
            "Gate",
            "Instruction",
            "Parameter",
            "PauliSum",
        ]),
    },
    Rule {
        law: "kernels, plans and the engine name no gate",
        within: SIMULATOR,
        except: &[],
        never: Never::Gates,
    },
    Rule {
        law: "the front end names no gate",
        within: &["circuits/src/qasm"],
        except: &[],
        never: Never::Gates,
    },
    Rule {
        law: "qml sees no state of a device",
        within: &["qml/src"],
        except: &[],
        never: Never::Name(&["FinalState", "Statevector", "Cuda", "cudarc"]),
    },
    Rule {
        law: "threads are started in few places",
        within: LIBRARIES,
        except: &[
            "simulator/kernels/src/parallel.rs",
            // A device with threads of its own.
            "simulator/src/device/pooled.rs",
            "qml/src/study/parallel.rs",
            // How many threads a job may have.
            "jobs/src/options.rs",
            "jobs/src/plan.rs",
            "jobs/src/study/mod.rs",
        ],
        never: Never::Path(&["rayon", "std::thread"]),
    },
    Rule {
        law: "instruction sets are left to one crate",
        within: LIBRARIES,
        except: &[],
        never: Never::Name(&["arch", "target_feature", "is_x86_feature_detected"]),
    },
    Rule {
        law: "unsafe code is in listed files",
        within: LIBRARIES,
        // Tiles are handed to threads as raw parts, and vectors are read and written where a power-of-two length has
        // been checked once; on a device, kernels are given addresses, and the driver's library is asked.
        except: &[
            "simulator/kernels/src/tile.rs",
            "simulator/kernels/src/cube.rs",
            "simulator/src/cuda/device.rs",
            "simulator/src/cuda/driver.rs",
            "simulator/src/cuda/mod.rs",
            "simulator/src/cuda/passes.rs",
            "simulator/src/cuda/probe.rs",
            "simulator/src/cuda/reductions.rs",
            "simulator/src/cuda/sampling.rs",
        ],
        never: Never::Unsafe,
    },
    Rule {
        law: "libraries do not print, and have no unfinished code",
        within: LIBRARIES,
        except: &[],
        never: Never::Macro(&["println", "print", "eprintln", "eprint", "dbg", "todo", "unimplemented"]),
    },
    Rule {
        law: "libraries do not exit, and read neither the environment nor the clock of the day",
        within: LIBRARIES,
        except: &[],
        never: Never::Path(&["std::env", "std::process", "std::time::SystemTime"]),
    },
    Rule {
        law: "random numbers have a seed",
        within: LIBRARIES,
        except: &[],
        never: Never::Name(&["thread_rng", "from_entropy", "from_os_rng", "OsRng", "ThreadRng"]),
    },
    Rule {
        law: "libraries have no state that lasts",
        within: LIBRARIES,
        except: &[],
        never: Never::MutableStatic,
    },
    Rule {
        law: "a thread has no state that lasts",
        within: LIBRARIES,
        except: &[],
        never: Never::Macro(&["thread_local"]),
    },
    Rule {
        law: "jobs draw no terminal",
        within: &["jobs/src"],
        except: &[],
        never: Never::Name(&["clap", "IsTerminal", "stdin", "stdout", "stderr"]),
    },
    Rule {
        law: "libraries do not speak of the command line",
        within: LIBRARIES,
        except: &[],
        never: Never::Options,
    },
];

/// What members may depend on.
pub const DEPENDENCIES: &[Dependencies] = &[
    Dependencies {
        member: "circuits",
        only: Some(&["num-complex", "nalgebra", "smallvec", "thiserror", "serde"]),
        never: &[],
    },
    Dependencies {
        member: "simulator/kernels",
        only: None,
        never: &["ansatz", "ansatz-circuits", "ansatz-simulator", "nalgebra", "ndarray", "cudarc"],
    },
    Dependencies {
        member: "simulator",
        only: None,
        never: &["ansatz", "ansatz-qml", "ansatz-jobs", "ansatz-cli", "nalgebra", "clap", "indicatif"],
    },
    Dependencies {
        member: "qml",
        only: None,
        never: &["ansatz", "ansatz-jobs", "ansatz-cli", "cudarc", "clap", "indicatif"],
    },
    Dependencies {
        member: "jobs",
        only: None,
        never: &["ansatz-cli", "clap", "indicatif", "comfy-table", "annotate-snippets", "plotters", "cudarc"],
    },
];

const fn pending(law: &'static str, within: &'static str, at_most: usize, reason: &'static str) -> Pending {
    Pending { law, within, at_most, reason }
}

/// The laws that something still breaks.
const THREAD: &str = "a thread has no state that lasts";

/// What is known to break a rule, and what becomes of it.
pub const PENDING: &[Pending] = &[
    pending(THREAD, "simulator/src/plan", 2, "scratch that a backend owns"),
    pending(THREAD, "simulator/kernels/src/scratch.rs", 1, "scratch that a backend owns"),
    pending(
        "plans know no backend",
        "simulator/src/plan/work.rs",
        2,
        "the cost model gets a backend's numbers",
    ),
];
