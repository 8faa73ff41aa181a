//! Whether standard output was closed when the program began. The standard library puts `/dev/null` in the place of a closed
//! stream before `main`, and results would be lost in silence; so it is asked before that.
//!
//! Called by the printing of results. Elsewhere than on Linux nothing is known.

use std::sync::atomic::{AtomicBool, Ordering::Relaxed};

static WAS_CLOSED: AtomicBool = AtomicBool::new(false);

/// Whether nobody can ever read standard output.
pub fn was_closed() -> bool {
    WAS_CLOSED.load(Relaxed)
}

#[cfg(target_os = "linux")]
mod early {
    use std::ffi::c_int;

    unsafe extern "C" {
        fn fcntl(file: c_int, command: c_int, ...) -> c_int;
    }

    /// Asks for the flags of a file, which fails if it is not open.
    const F_GETFD: c_int = 1;
    const STANDARD_OUTPUT: c_int = 1;

    extern "C" fn ask() {
        // SAFETY: POSIX lets `fcntl` be called with any number for a file; this command takes no other argument.
        let flags = unsafe { fcntl(STANDARD_OUTPUT, F_GETFD) };
        super::WAS_CLOSED.store(flags == -1, super::Relaxed);
    }

    // SAFETY: the loader calls the functions of this section in turn, before `main`; this one needs nothing that is made later.
    #[used]
    #[unsafe(link_section = ".init_array")]
    static ASK: extern "C" fn() = ask;
}
