//! Machines with an NVIDIA driver that is of no use, played by a library of a few functions: each gets its reason, nobody
//! gets a crash, and `auto` computes on the processor.

use crate::support::{Ran, command, finish, start};
use std::path::Path;
use std::process::Command;
use std::time::Duration;

/// What every driver has, as a stub.
const OTHERS: &str = "int cuDeviceGetAttribute(int *v, int a, int d) { *v = a == 75 ? MAJOR : 0; return 0; }
int cuDeviceGet(int *d, int n) { *d = n; return 0; }
int cuDeviceGetName(char *s, int n, int d) { s[0] = 'X'; s[1] = '1'; s[2] = 0; return 0; }
int cuDeviceTotalMem_v2(unsigned long *v, int d) { *v = 1ul << 32; return 0; }
int cuDevicePrimaryCtxRetain(void **c, int d) { *c = (void *)1; return LATER; }
int cuDevicePrimaryCtxRelease_v2(int d) { return 0; }
int cuCtxSetCurrent(void *c) { return 0; }
int cuCtxGetCurrent(void **c) { *c = (void *)1; return 0; }
int cuMemGetInfo_v2(unsigned long *f, unsigned long *t) { *f = 1ul << 20; *t = 1ul << 32; return LATER; }
int cuModuleLoadData(void) { return LATER; }
int cuModuleUnload(void) { return LATER; }
int cuModuleGetFunction(void) { return LATER; }
int cuFuncSetAttribute(void) { return LATER; }
int cuFuncGetAttribute(void) { return LATER; }
int cuDeviceGetDefaultMemPool(void) { return LATER; }
int cuMemPoolGetAttribute(void) { return LATER; }
int cuMemPoolSetAttribute(void) { return LATER; }
int cuStreamCreate(void) { return LATER; }
int cuStreamDestroy_v2(void) { return LATER; }
int cuStreamWaitEvent(void) { return LATER; }
int cuMemAllocAsync(void) { return LATER; }
int cuMemFreeAsync(void) { return LATER; }
int cuMemAlloc_v2(void) { return LATER; }
int cuMemFree_v2(void) { return LATER; }
int cuMemcpyHtoDAsync_v2(void) { return LATER; }
int cuMemcpyDtoHAsync_v2(void) { return LATER; }
int cuMemcpyDtoDAsync_v2(void) { return LATER; }
int cuStreamSynchronize(void) { return LATER; }
";

/// How a driver fails.
struct Stub {
    name: &'static str,
    init: i32,
    version: i32,
    count: i32,
    major: i32,
    launches: bool,
    /// What everything says that needs a context.
    later: i32,
    says: &'static str,
}

const STUBS: [Stub; 6] = [
    Stub {
        name: "no device",
        init: 100,
        version: 12080,
        count: 0,
        major: 9,
        launches: true,
        later: 999,
        says: "finds no device",
    },
    Stub {
        name: "none counted",
        init: 0,
        version: 12080,
        count: 0,
        major: 9,
        launches: true,
        later: 999,
        says: "finds no device",
    },
    Stub {
        name: "old",
        init: 0,
        version: 11080,
        count: 1,
        major: 9,
        launches: true,
        later: 999,
        says: "knows CUDA 11.8; 12.0 (driver 525)",
    },
    Stub {
        name: "ancient",
        init: 0,
        version: 12080,
        count: 1,
        major: 9,
        launches: false,
        later: 999,
        says: "it has no cuLaunchKernel",
    },
    Stub {
        name: "mismatch",
        init: 803,
        version: 12080,
        count: 1,
        major: 9,
        launches: true,
        later: 999,
        says: "do not fit together",
    },
    Stub {
        name: "old device",
        init: 0,
        version: 12080,
        count: 1,
        major: 6,
        launches: true,
        later: 999,
        says: "compute capability 6.0; 7.0 is needed",
    },
];

/// Compiles the stub as the driver's library. It takes a C compiler, `cc`.
fn compile(stub: &Stub, folder: &Path) {
    let launch = if stub.launches { "int cuLaunchKernel(void) { return LATER; }\n" } else { "" };
    let own = format!(
        "int cuInit(unsigned f) {{ return {}; }}
int cuDriverGetVersion(int *v) {{ *v = {}; return 0; }}
int cuDeviceGetCount(int *n) {{ *n = {}; return 0; }}\n",
        stub.init, stub.version, stub.count
    );
    let source = folder.join("stub.c");
    std::fs::write(
        &source,
        format!("#define MAJOR {}\n#define LATER {}\n{own}{OTHERS}{launch}", stub.major, stub.later),
    )
    .expect("a folder of its own");
    let mut compiler = Command::new("cc");
    compiler.args(["-shared", "-fPIC", "-w", "-o"]).arg(folder.join("libcuda.so.1")).arg(source);
    let status = compiler.status().expect("these tests need a C compiler, `cc`");
    assert!(status.success(), "{}: the stub compiles", stub.name);
}

#[test]
#[cfg(target_os = "linux")]
fn a_driver_that_is_of_no_use_is_explained() {
    for stub in STUBS {
        let folder = tempfile::tempdir().expect("a folder");
        compile(&stub, folder.path());
        let ansatz = |arguments: &[&str]| {
            let mut command = command(arguments);
            command.env("LD_LIBRARY_PATH", folder.path());
            finish(start(&mut command), Duration::from_secs(20))
        };
        let devices = ansatz(&["devices"]);
        let listed = devices.success();
        assert!(listed.contains(stub.says) && listed.contains("not usable"), "{}: {listed}", stub.name);
        let file = folder.path().join("bell.qasm");
        std::fs::write(&file, "OPENQASM 3.0; include \"stdgates.inc\"; qubit[2] q; h q[0]; cx q[0], q[1];")
            .expect("written");
        let file = file.to_str().expect("a plain path");
        ansatz(&["run", file, "--device", "cuda"]).failed(1, &["CUDA", stub.says]);
        ansatz(&["run", file, "--device", "auto"]).success();
    }
}

/// A driver that seems all right until a context is made, and what it says then.
fn works(later: i32) -> Stub {
    Stub { name: "works", init: 0, version: 12080, count: 1, major: 9, launches: true, later, says: "" }
}

/// Twenty qubits on a device, with a driver.
fn run_large(stub: &Stub, device: &str) -> Ran {
    let folder = tempfile::tempdir().expect("a folder");
    compile(stub, folder.path());
    let file = folder.path().join("big.qasm");
    std::fs::write(&file, "OPENQASM 3.0; qubit[20] q; h q;").expect("written");
    let file = file.to_str().expect("a plain path");
    let mut command = command(["run", file, "--top", "1", "--probabilities", "--device", device]);
    command.env("LD_LIBRARY_PATH", folder.path()).env("XDG_CACHE_HOME", folder.path());
    finish(start(&mut command), Duration::from_secs(60))
}

#[test]
#[cfg(target_os = "linux")]
fn a_driver_that_breaks_later_is_explained() {
    let stub = Stub { name: "breaks", ..works(999) };
    run_large(&stub, "cuda").failed(1, &["CUDA", "cannot be opened"]);
    run_large(&stub, "auto").success();
}

/// Of four gibibytes only one mebibyte is free: no room for a state of twenty qubits.
#[test]
#[cfg(target_os = "linux")]
fn auto_passes_over_a_gpu_that_has_no_room_now() {
    let stub = Stub { name: "full", ..works(0) };
    run_large(&stub, "cuda").failed(1, &["20 qubits"]);
    run_large(&stub, "auto").success();
}
