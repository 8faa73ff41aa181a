//! With the feature `cuda-shim`, the CUDA kernels as C++: it needs a C++ compiler, which nothing else in the project does.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    #[cfg(feature = "cuda-shim")]
    shim::build();
}

#[cfg(feature = "cuda-shim")]
mod shim {
    const KERNELS: &str = "../simulator/cuda";

    pub fn build() {
        println!("cargo::rerun-if-changed=shim");
        println!("cargo::rerun-if-changed={KERNELS}");
        for bits in ["32", "64"] {
            compiler()
                .define("REAL_BITS", bits)
                .file("shim/kernels.cpp")
                .compile(&format!("ansatz_kernels_{bits}"));
        }
        compiler().file("shim/shim.cpp").compile("ansatz_shim");
    }

    fn compiler() -> cc::Build {
        let mut build = cc::Build::new();
        build.cpp(true).std("c++14").opt_level(2).include("shim").include(KERNELS);
        // Pragmas are the other compiler's.
        build.flag_if_supported("-Wno-unknown-pragmas");
        build
    }
}
