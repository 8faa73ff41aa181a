//! Every report: what is on the page, where it says that it comes from, and, where a browser is installed, how it looks there.
#![allow(clippy::unwrap_used)]
#![allow(clippy::print_stdout)] // A test's notes go to its output.

mod support;

use sha2::{Digest, Sha256};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::Duration;
use support::{Scratch, finish, start};

/// A report, the command that writes it, and what must be on it.
struct Report {
    command: &'static str,
    path: &'static str,
    sections: &'static [&'static str],
    figures: usize,
    tables: usize,
}

const TRAIN: &str = "[data]\ngenerator = 'moons'\nsamples = 60\ntest_fraction = 0.25\npreprocess = ['standardize']\n[model]\nqubits = 2\nlayers = 2\n\
    embedding = 'reuploading'\n[training]\nepochs = 8\nbatch_size = 0\n";
const REGRESSION: &str = "[data]\nfile = 'line.csv'\ntask = 'regression'\n[model]\nqubits = 2\nlayers = 1\nembedding = 'reuploading'\n\
    [training]\nepochs = 3\nbatch_size = 0\n";
const STUDY: &str = "[study]\nseeds = 3\nbaselines = ['rbf_svm', 'logistic_regression']\nlearning_curve = [0.5, 1.0]\nimportance = 2\n\
    [training]\nepochs = 3\n[[data]]\ngenerator = 'moons'\nsamples = 60\n\
    [[model]]\nname = 'a network with quite a long name, as people give'\nkind = 'reuploading'\ncandidates = { layers = [1, 2] }\n";
const MACHINE: &str = "[data]\ngenerator = 'moons'\nsamples = 60\ntest_fraction = 0.25\npreprocess = ['standardize']\n\
    [model]\nkind = 'kernel_classifier'\nkernel = { embedding = 'angle' }\n";
const STUDY_OF_NUMBERS: &str = "[study]\nseeds = 2\n[training]\nepochs = 2\n[[data]]\nfile = 'line.csv'\ntask = 'regression'\n\
    [[model]]\nkind = 'kernel_regressor'\nkernel = { embedding = 'angle' }\n";
const ENERGY: &str = "[problem]\nobservable = '@ising.txt'\nreference = -4.271558410139714\nstates = 2\n[ansatz]\nkind = 'hardware_efficient'\n\
    layers = 2\nqubits = 3\n[minimize]\noptimizer = 'lbfgs'\n";
const CUT: &str = "[graph]\ngenerator = 'ring'\nnodes = 4\n[ansatz]\nkind = 'qaoa'\nlayers = 1\n";
const KERNEL: &str = "[data]\nfile = 'points.csv'\ntest_fraction = 0.25\n[kernel]\nembedding = 'angle'\n";

const REPORTS: [Report; 10] = [
    Report {
        command: "train classes.toml --out classes",
        path: "classes/report.html",
        sections: &[
            "Metrics",
            "Training",
            "Confusion, test rows",
            "Decision regions",
            "Circuit",
            "Configuration",
            "Provenance",
        ],
        figures: 3,
        tables: 4,
    },
    Report {
        command: "train numbers.toml --out numbers",
        path: "numbers/report.html",
        sections: &["Metrics", "Training", "Predicted and known", "Circuit", "Configuration", "Provenance"],
        figures: 3,
        tables: 3,
    },
    Report {
        command: "train machine.toml --out machine",
        path: "machine/report.html",
        sections: &[
            "Metrics",
            "Training",
            "Confusion, test rows",
            "Decision regions",
            "Circuit",
            "Configuration",
            "Provenance",
        ],
        figures: 2,
        tables: 4,
    },
    Report {
        command: "study study_of_numbers.toml --out study_of_numbers",
        path: "study_of_numbers/report.html",
        sections: &["line", "Configuration", "Provenance"],
        figures: 1,
        tables: 2,
    },
    Report {
        command: "study study.toml --out study",
        path: "study/report.html",
        sections: &["moons", "Configuration", "Provenance"],
        figures: 2,
        tables: 4,
    },
    Report {
        command: "health --ansatz hardware_efficient --qubits 4 --layers 3 --fidelities 1024 --draws 20 --report health.html",
        path: "health.html",
        sections: &["Summary", "States", "Gradients", "Spectra", "Provenance"],
        figures: 4,
        tables: 3,
    },
    Report {
        command: "minimize energy.toml --report energy.html",
        path: "energy.html",
        sections: &["Result", "Search", "States", "Circuit", "Configuration", "Provenance"],
        figures: 3,
        tables: 4,
    },
    Report {
        command: "minimize cut.toml --report cut.html",
        path: "cut.html",
        sections: &["Result", "Search", "Solution", "Circuit", "Configuration", "Provenance"],
        figures: 3,
        tables: 5,
    },
    Report {
        command: "gram kernel.toml --out k.npy --report kernel.html",
        path: "kernel.html",
        sections: &["Result", "Matrix", "Configuration", "Provenance"],
        figures: 2,
        tables: 2,
    },
    Report {
        command: "bench --max-qubits 8 --max-seconds 2 --report bench.html",
        path: "bench.html",
        sections: &["Seconds over qubits", "Workloads of one size", "Rows", "Provenance"],
        figures: 0,
        tables: 2,
    },
];

/// A folder with every file that the commands read.
fn folder() -> Scratch {
    let scratch = Scratch::new();
    for (name, text) in [
        ("classes.toml", TRAIN),
        ("numbers.toml", REGRESSION),
        ("study.toml", STUDY),
        ("machine.toml", MACHINE),
        ("study_of_numbers.toml", STUDY_OF_NUMBERS),
        ("energy.toml", ENERGY),
        ("cut.toml", CUT),
        ("kernel.toml", KERNEL),
        ("ising.txt", "-1 Z0 Z1 - 1 Z1 Z2 - 1 X0 - 1 X1 - 1 X2\n"),
    ] {
        scratch.file(name, text);
    }
    let line = |k: usize| format!("{},{}\n", k as f64 / 10.0, (k as f64 / 10.0).sin());
    scratch.file("line.csv", "x,y\n".to_owned() + &(0..24).map(line).collect::<String>());
    let point = |k: usize| format!("{},{},{}\n", k % 7, k % 5, ["up", "down"][k % 2]);
    scratch.file("points.csv", "x,y,class\n".to_owned() + &(0..40).map(point).collect::<String>());
    scratch
}

impl Report {
    fn page(&self, scratch: &Scratch) -> String {
        scratch.ansatz(&format!("{} --quiet", self.command)).success();
        std::fs::read_to_string(scratch.path(self.path)).unwrap()
    }
}

/// The texts between two marks.
fn between<'a>(page: &'a str, open: &str, close: &str) -> Vec<&'a str> {
    page.split(open).skip(1).filter_map(|rest| rest.split_once(close)).map(|(text, _)| text).collect()
}

#[test]
fn every_report_has_its_sections_pictures_and_tables() {
    let scratch = folder();
    for report in &REPORTS {
        let (page, name) = (report.page(&scratch), report.path);
        assert_eq!(page.matches("<h1>").count(), 1, "{name}");
        assert_eq!(between(&page, "<h2>", "</h2>"), report.sections, "{name}");
        let figures = page.matches("<figure").count();
        assert!(
            if report.figures == 0 { figures >= 2 } else { figures == report.figures },
            "{name}: {figures}"
        );
        assert_eq!(page.matches("<svg").count(), figures, "{name}: a picture in every figure");
        assert_eq!(page.matches("<table").count(), report.tables, "{name}");
        assert_eq!(
            page.matches("<div class=\"scroll\"><table").count(),
            report.tables,
            "{name}: tables scroll"
        );
        for tag in
            ["section", "figure", "table", "thead", "tbody", "div", "details", "svg", "main", "header", "pre"]
        {
            let opened =
                page.matches(&format!("<{tag}>")).count() + page.matches(&format!("<{tag} ")).count();
            assert_eq!(opened, page.matches(&format!("</{tag}>")).count(), "{name}: {tag}");
        }
        assert_eq!(page.matches("<th>").count(), 0, "{name}: headers say of what");
    }
}

#[test]
fn no_report_needs_anything_or_runs_anything() {
    let scratch = folder();
    for report in &REPORTS {
        let page = report.page(&scratch);
        for part in ["http", "<script", "src=", "href=", "url(", "@import", "javascript:"] {
            assert_eq!(page.find(part), None, "{}: {part}", report.path);
        }
        let tags = between(&page, "<", ">");
        assert!(
            tags.iter().all(|tag| !tag.contains(" onload") && !tag.contains(" onerror")),
            "{}",
            report.path
        );
        // What pictures are drawn with on paper has a name on a page, so that it can be another in the dark.
        let pictures = between(&page, "<svg", "</svg>").concat();
        assert_eq!(
            between(&pictures, "=\"#", "\""),
            Vec::<&str>::new(),
            "{}: colours without a name",
            report.path
        );
    }
}

#[test]
fn reports_say_where_results_come_from() {
    let scratch = folder();
    for report in &REPORTS {
        let page = report.page(&scratch);
        let provenance = page.split("<h2>Provenance</h2>").nth(1).unwrap();
        let fact = |name: &str| {
            let cell = format!("<th scope=\"row\">{name}</th><td>");
            let found = between(provenance, &cell, "</td>").first().map(|text| (*text).to_string());
            found.unwrap_or_else(|| panic!("{}: no {name} in\n{provenance}", report.path))
        };
        assert_eq!(fact("ansatz"), env!("CARGO_PKG_VERSION"));
        assert_eq!(fact("precision"), "f64");
        assert!(
            fact("machine").starts_with(std::env::consts::OS)
                && fact("machine").contains(std::env::consts::ARCH)
        );
        let word = report.command.split(' ').next().unwrap();
        assert!(fact("command").starts_with(&format!("ansatz {word} ")), "{}", report.path);
        let hash = |name: &str| -> String {
            let bytes = std::fs::read(scratch.path(name)).unwrap();
            Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
        };
        let files = match report.path {
            "numbers/report.html" => &["numbers.toml", "line.csv"][..],
            "energy.html" => &["energy.toml", "ising.txt"],
            "kernel.html" => &["kernel.toml", "points.csv"],
            "classes/report.html" => &["classes.toml"],
            "study/report.html" => &["study.toml"],
            "machine/report.html" => &["machine.toml"],
            "study_of_numbers/report.html" => &["study_of_numbers.toml", "line.csv"],
            "cut.html" => &["cut.toml"],
            _ => &[],
        };
        for name in files {
            assert_eq!(fact(&format!("SHA-256 of {name}")), hash(name), "{}", report.path);
        }
        assert_eq!(provenance.matches("SHA-256 of").count(), files.len() + usize::from(word == "train"));
    }
}

#[test]
fn words_of_people_are_words_on_a_page() {
    let scratch = folder();
    let bad = "<script>alert(1)</script>";
    scratch.file("bad.toml", KERNEL.replace("points.csv", "bad.csv"));
    let text = std::fs::read_to_string(scratch.path("points.csv")).unwrap();
    scratch.file("bad.csv", text.replace("up", bad));
    scratch.ansatz("gram bad.toml --out k.npy --report bad.html").success();
    let page = std::fs::read_to_string(scratch.path("bad.html")).unwrap();
    assert!(!page.contains("<script") && page.contains("&lt;script&gt;"));
    // A report that cannot be written is a failure, and leaves nothing half-written.
    scratch.ansatz("gram kernel.toml --out k.npy --report absent/folder/r.html").failure(1);
    scratch.ansatz("minimize cut.toml --report absent/folder/r.html").failure(1);
}

/// A browser that can be asked for its view of a page, if one is installed.
fn browser() -> Option<PathBuf> {
    let names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];
    let path = std::env::var_os("PATH").unwrap_or_default();
    let of_path = std::env::split_paths(&path).flat_map(|folder| names.map(|name| folder.join(name)));
    let home = std::env::var_os("HOME").map(PathBuf::from).unwrap_or_default();
    let kept = std::fs::read_dir(home.join(".cache/ms-playwright")).into_iter().flatten().flatten();
    let of_tests = kept.map(|folder| folder.path().join("chrome-linux/chrome"));
    let mut all = of_path.chain(of_tests);
    let works = |path: &PathBuf| {
        let ran = Command::new(path).arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status();
        ran.is_ok_and(|status| status.success())
    };
    all.find(|path| path.is_file() && works(path))
}

/// Says of a page in a frame: how wide the frame and the page are, pictures that are seen, overlapping labels, the colours of the page and of
/// the paper of its first picture.
const LOOK: &str = r#"<script>
addEventListener("load", () => {
  document.querySelectorAll("details").forEach((part) => (part.open = true));
  let overlaps = 0, seen = 0;
  document.querySelectorAll("figure").forEach((figure) => {
    const svg = figure.querySelector("svg");
    const box = svg.getBoundingClientRect();
    if (box.width > 100 && box.height > 50) seen += 1;
    if (figure.className === "wide") return;
    const texts = [...svg.querySelectorAll("text")].map((text) => text.getBoundingClientRect());
    texts.forEach((a, i) => texts.slice(i + 1).forEach((b) => {
      const x = Math.min(a.right, b.right) - Math.max(a.left, b.left);
      const y = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
      if (x > 1 && y > 3) overlaps += 1;
    }));
  });
  const page = getComputedStyle(document.body).backgroundColor;
  const paper = getComputedStyle(document.querySelector("svg rect")).fill;
  const root = document.documentElement;
  parent.postMessage([innerWidth, root.scrollWidth, seen, overlaps, page, paper].join(";"), "*");
});
</script>"#;

/// What a browser says of a page in a frame.
#[derive(Debug)]
struct Look {
    window: u32,
    page: u32,
    pictures: usize,
    overlaps: usize,
    colour: String,
    paper: String,
}

const WIDTHS: [u32; 3] = [400, 900, 1600];

/// A page in frames of several widths, in a browser that prefers light (`1`) or dark (`0`).
fn looks(browser: &PathBuf, scratch: &Scratch, page: &str, preferred: &str) -> Vec<Look> {
    scratch.file("look/page.html", page.replace("</head>", &format!("{LOOK}</head>")));
    let frames = WIDTHS.map(|width| {
        format!("<iframe src=\"page.html\" style=\"width:{width}px;height:900px;border:0\"></iframe>")
    });
    let collect = "<script>addEventListener('message', (m) => { document.querySelector('pre').append(m.data + '\\n'); });</script>";
    let wrapper = format!(
        "<!doctype html><pre></pre>{collect}<meta name=\"color-scheme\" content=\"light dark\">{}",
        frames.concat()
    );
    let wrapper = scratch.file("look/wrapper.html", wrapper);
    let mut command = Command::new(browser);
    command.args([
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--hide-scrollbars",
    ]);
    command.args(["--enable-logging=stderr", "--virtual-time-budget=10000", "--window-size=1700,1000"]);
    command.arg(format!("--blink-settings=preferredColorScheme={preferred}"));
    command.arg(format!("--user-data-dir={}", scratch.path("look/profile").display()));
    command.arg("--dump-dom").arg(format!("file://{}", wrapper.display()));
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let ran = finish(start(&mut command), Duration::from_secs(120));
    let said: Vec<&str> = ran.stderr.lines().filter(|line| line.contains("CONSOLE")).collect();
    assert!(said.is_empty(), "the console says {said:?}");
    let text = between(&ran.stdout, "<pre>", "</pre>");
    let text = text.first().unwrap_or_else(|| panic!("no page: {ran:?}"));
    let look = |line: &str| {
        let parts: Vec<&str> = line.split(';').collect();
        let number = |k: usize| parts[k].parse::<f64>().unwrap();
        Look {
            window: number(0) as u32,
            page: number(1) as u32,
            pictures: number(2) as usize,
            overlaps: number(3) as usize,
            colour: parts[4].into(),
            paper: parts[5].into(),
        }
    };
    text.lines().filter(|line| !line.is_empty()).map(look).collect()
}

#[test]
fn a_browser_shows_every_report_in_every_width_light_and_dark() {
    let Some(browser) = browser() else {
        println!("skipped: no Chromium or Chrome is installed");
        return;
    };
    let scratch = folder();
    for report in &REPORTS {
        let page = report.page(&scratch);
        let mut colours = Vec::new();
        for preferred in ["1", "0"] {
            let looks = looks(&browser, &scratch, &page, preferred);
            let mut windows: Vec<u32> = looks.iter().map(|look| look.window).collect();
            windows.sort_unstable();
            assert_eq!(windows, WIDTHS, "{}", report.path);
            for look in &looks {
                assert!(look.page <= look.window, "{}: wider than its window: {look:?}", report.path);
                assert_eq!(look.pictures, page.matches("<figure").count(), "{}: {look:?}", report.path);
                assert_eq!(look.overlaps, 0, "{}: labels overlap: {look:?}", report.path);
                assert_eq!(look.colour, look.paper, "{}: pictures have the page's colour", report.path);
            }
            colours.extend(looks.into_iter().map(|look| look.colour).take(1));
        }
        assert_eq!(colours, ["rgb(255, 255, 255)", "rgb(21, 25, 30)"], "{}", report.path);
    }
}
