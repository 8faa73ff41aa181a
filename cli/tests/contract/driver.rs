//! Machines with an NVIDIA driver that is of no use, played by a library of a few functions: each gets its reason, nobody
//! gets a crash, and `auto` computes on the processor.

use crate::support::{command, finish, start};
use std::path::Path;
use std::process::Command;
use std::time::Duration;

/// What every driver has, as a stub.
const OTHERS: &str = "int cuDeviceGetAttribute(int *v, int a, int d) { *v = a == 75 ? MAJOR : 0; return 0; }
int cuDeviceGet(int *d, int n) { *d = n; return 0; }
int cuDeviceGetName(char *s, int n, int d) { s[0] = 'X'; s[1] = '1'; s[2] = 0; return 0; }
int cuDeviceTotalMem_v2(unsigned long *v, int d) { *v = 1ul << 32; return 0; }
int cuDevicePrimaryCtxRetain(void **c, int d) { return 999; }
int cuDevicePrimaryCtxRelease_v2(int d) { return 0; }
int cuCtxSetCurrent(void *c) { return 0; }
int cuCtxGetCurrent(void **c) { *c = 0; return 0; }
int cuMemGetInfo_v2(unsigned long *f, unsigned long *t) { return 999; }
int cuModuleLoadData(void) { return 999; }
int cuModuleUnload(void) { return 999; }
int cuModuleGetFunction(void) { return 999; }
int cuFuncSetAttribute(void) { return 999; }
int cuFuncGetAttribute(void) { return 999; }
int cuDeviceGetDefaultMemPool(void) { return 999; }
int cuMemPoolGetAttribute(void) { return 999; }
int cuMemPoolSetAttribute(void) { return 999; }
int cuStreamCreate(void) { return 999; }
int cuStreamDestroy_v2(void) { return 999; }
int cuStreamWaitEvent(void) { return 999; }
int cuMemAllocAsync(void) { return 999; }
int cuMemFreeAsync(void) { return 999; }
int cuMemAlloc_v2(void) { return 999; }
int cuMemFree_v2(void) { return 999; }
int cuMemcpyHtoDAsync_v2(void) { return 999; }
int cuMemcpyDtoHAsync_v2(void) { return 999; }
int cuMemcpyDtoDAsync_v2(void) { return 999; }
int cuStreamSynchronize(void) { return 999; }
";

/// How a driver fails.
struct Stub {
    name: &'static str,
    init: i32,
    version: i32,
    count: i32,
    major: i32,
    launches: bool,
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
        says: "finds no device",
    },
    Stub {
        name: "none counted",
        init: 0,
        version: 12080,
        count: 0,
        major: 9,
        launches: true,
        says: "finds no device",
    },
    Stub {
        name: "old",
        init: 0,
        version: 11080,
        count: 1,
        major: 9,
        launches: true,
        says: "knows CUDA 11.8; 12.0 (driver 525)",
    },
    Stub {
        name: "ancient",
        init: 0,
        version: 12080,
        count: 1,
        major: 9,
        launches: false,
        says: "it has no cuLaunchKernel",
    },
    Stub {
        name: "mismatch",
        init: 803,
        version: 12080,
        count: 1,
        major: 9,
        launches: true,
        says: "do not fit together",
    },
    Stub {
        name: "old device",
        init: 0,
        version: 12080,
        count: 1,
        major: 6,
        launches: true,
        says: "compute capability 6.0; 7.0 is needed",
    },
];

/// Compiles the stub as the driver's library; false where there is no C compiler.
fn compile(stub: &Stub, folder: &Path) -> bool {
    let launch = if stub.launches { "int cuLaunchKernel(void) { return 999; }\n" } else { "" };
    let own = format!(
        "int cuInit(unsigned f) {{ return {}; }}
int cuDriverGetVersion(int *v) {{ *v = {}; return 0; }}
int cuDeviceGetCount(int *n) {{ *n = {}; return 0; }}\n",
        stub.init, stub.version, stub.count
    );
    let source = folder.join("stub.c");
    std::fs::write(&source, format!("#define MAJOR {}\n{own}{OTHERS}{launch}", stub.major))
        .expect("a folder of its own");
    let mut compiler = Command::new("cc");
    compiler.args(["-shared", "-fPIC", "-w", "-o"]).arg(folder.join("libcuda.so.1")).arg(source);
    compiler.status().is_ok_and(|status| status.success())
}

#[test]
#[cfg(target_os = "linux")]
fn a_driver_that_is_of_no_use_is_explained() {
    for stub in STUBS {
        let folder = tempfile::tempdir().expect("a folder");
        if !compile(&stub, folder.path()) {
            return;
        }
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

/// A driver that seems all right until a context is made.
#[test]
#[cfg(target_os = "linux")]
fn a_driver_that_breaks_later_is_explained() {
    let folder = tempfile::tempdir().expect("a folder");
    let stub = Stub { name: "breaks", init: 0, version: 12080, count: 1, major: 9, launches: true, says: "" };
    if !compile(&stub, folder.path()) {
        return;
    }
    let file = folder.path().join("big.qasm");
    std::fs::write(&file, "OPENQASM 3.0; qubit[20] q; h q;").expect("written");
    let run = |device: &str| {
        let mut command = command([
            "run",
            file.to_str().expect("a plain path"),
            "--top",
            "1",
            "--probabilities",
            "--device",
            device,
        ]);
        command.env("LD_LIBRARY_PATH", folder.path()).env("XDG_CACHE_HOME", folder.path());
        finish(start(&mut command), Duration::from_secs(60))
    };
    run("cuda").failed(1, &["CUDA", "cannot be opened"]);
    run("auto").success();
}
