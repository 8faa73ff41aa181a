//! The quantum approximate optimization algorithm reaches the values that theory knows, to 1e-6.
#![allow(clippy::unwrap_used, clippy::print_stdout)]

use ansatz_qml::{
    energy::maxcut::{
        Graph, GraphError, GraphFormat, GraphShape, complete, cube, cut_energy, maxcut_circuit, maxcut_ramp,
        petersen, regular, ring_graph,
    },
    energy::{Energy, MinimizeSettings, Minimum, Start, minimize},
};
use ansatz_simulator::{Device, ValueAndGradient};
use std::f64::consts::FRAC_PI_8;

fn optimum(graph: &Graph, layers: usize, starts: usize) -> Minimum {
    let circuit = maxcut_circuit(graph, layers).unwrap();
    let energy = Energy::new(&Device::cpu(), &circuit, cut_energy(graph)).unwrap();
    let settings = MinimizeSettings { starts, ..MinimizeSettings::default() };
    minimize(energy, &Start::Given(maxcut_ramp(graph, layers)), &settings, &mut |_, _| {}).unwrap()
}

fn bipartite() -> Graph {
    Graph::new(6, (0..3).flat_map(|i| (3..6).map(move |j| (i, j, 1.0))).collect()).unwrap()
}

/// The share of edges cut, for each graph and depth.
#[test]
fn the_known_values_are_reached() {
    println!("graph       p  <C>/m         expected");
    for (name, graph, layers, expected) in [
        ("ring C8", ring_graph(8).unwrap(), 1, 3.0 / 4.0),
        ("ring C8", ring_graph(8).unwrap(), 2, 5.0 / 6.0),
        ("ring C8", ring_graph(8).unwrap(), 3, 7.0 / 8.0),
        ("cube", cube(), 1, 0.692_450_09),
        ("K33", bipartite(), 1, 0.692_450_09),
        ("Petersen", petersen(), 1, 0.692_450_09),
        ("Petersen", petersen(), 2, 0.740_354_67),
        ("K4", complete(4).unwrap(), 1, 0.616_252_68),
    ] {
        let minimum = optimum(&graph, layers, 5);
        let share = -minimum.energy / graph.edges().len() as f64;
        println!("{name:10}  {layers}  {share:.10}  {expected:.8}");
        assert!((share - expected).abs() < 1e-6, "{name} p={layers}: {share}");
    }
}

#[test]
fn one_ramp_suffices_for_rings() {
    for layers in 1..4 {
        let minimum = optimum(&ring_graph(8).unwrap(), layers, 1);
        let expected = (2 * layers + 1) as f64 / (2 * layers + 2) as f64;
        assert!((-minimum.energy / 8.0 - expected).abs() < 1e-6, "{layers}: {minimum:?}");
    }
}

#[test]
fn the_optimal_angles_of_triangle_free_cubic_graphs_are_known() {
    for graph in [cube(), bipartite(), petersen()] {
        let circuit = maxcut_circuit(&graph, 1).unwrap();
        let energy = Energy::new(&Device::cpu(), &circuit, cut_energy(&graph)).unwrap();
        let ValueAndGradient { value, gradient } = energy.gradient(&[0.615_479_709, FRAC_PI_8]).unwrap();
        assert!((-value / graph.edges().len() as f64 - 0.692_450_09).abs() < 1e-8);
        assert!(gradient.iter().all(|slope| slope.abs() < 1e-7), "{gradient:?}");
    }
}

#[test]
fn weights_scale_angles_and_energies() {
    let plain = petersen();
    let heavy = plain.edges().iter().map(|(i, j, weight)| (*i, *j, 2.5 * weight)).collect();
    let heavy = Graph::new(10, heavy).unwrap();
    let (plain, heavy) = (optimum(&plain, 1, 1), optimum(&heavy, 1, 1));
    assert!((heavy.energy - 2.5 * plain.energy).abs() < 1e-8);
    assert!((heavy.parameters[0] * 2.5 - plain.parameters[0]).abs() < 1e-5);
}

#[test]
fn the_largest_cut_is_found_by_trying_all() {
    assert_eq!(petersen().max_cut().unwrap().0, 12.0);
    assert_eq!(complete(4).unwrap().max_cut().unwrap().0, 4.0);
    assert_eq!(ring_graph(8).unwrap().max_cut(), Some((8.0, 0b101_0101)));
    assert_eq!(ring_graph(40).unwrap().max_cut(), None);
    let graph = Graph::from_text("0 1 -1.0\n1,2,0.5 # comment\n\n2 3\n0 3 2\n0\t2 0.25\n").unwrap();
    let best = (0..16).map(|side| graph.cut(side)).fold(0.0, f64::max);
    let (cut, side) = graph.max_cut().unwrap();
    assert_eq!((cut, graph.cut(side)), (best, best));
    // The lowest energy is the largest cut with its sign turned.
    assert_eq!(cut_energy(&graph).terms().len(), 6);
}

#[test]
fn random_regular_graphs_are_regular_and_named_by_their_seed() {
    let shape = GraphShape { nodes: 12, degree: 3, seed: 1 };
    let graph = regular(shape).unwrap();
    for node in 0..12 {
        assert_eq!(graph.edges().iter().filter(|(i, j, _)| *i == node || *j == node).count(), 3);
    }
    assert_eq!(graph, regular(shape).unwrap());
    assert_ne!(graph, regular(GraphShape { seed: 2, ..shape }).unwrap());
    let odd = GraphShape { nodes: 5, ..shape };
    assert!(matches!(regular(odd), Err(GraphError::Regular { nodes: 5, degree: 3, .. })));
}

#[test]
fn wrong_graphs_are_refused() {
    let error = |text: &str| Graph::from_text(text).unwrap_err();
    let at = |text: &str| match error(text) {
        GraphError::Text { line, column, .. } => (line, column),
        other => panic!("{text}: {other}"),
    };
    assert_eq!(at("0 1\n1 one"), (2, 3));
    assert_eq!(at("2 2"), (1, 3));
    assert_eq!(at("0 1\n1 0"), (2, 1));
    assert_eq!(at("0 1 inf"), (1, 5));
    assert_eq!(at("0 1 1 1"), (1, 7));
    assert_eq!(Graph::new(3, vec![(2, 2, 1.0)]).unwrap_err(), GraphError::Loop { node: 2 });
    let twice = Graph::new(3, vec![(0, 1, 1.0), (1, 0, 1.0)]).unwrap_err();
    assert_eq!(twice, GraphError::Repeated { i: 1, j: 0 });
    assert_eq!(error("# nothing"), GraphError::Nodes { nodes: 0 });
    assert!(matches!(error("0 18446744073709551615"), GraphError::Nodes { .. }));
    assert_eq!(error("0 70"), GraphError::Nodes { nodes: 71 });
    assert_eq!(
        Graph::new(2, vec![(0, 2, 1.0)]).unwrap_err(),
        GraphError::UnknownNode { i: 0, j: 2, nodes: 2 }
    );
}

/// A square with a diagonal, whose largest cut is 4.
const SQUARE: [(usize, usize, f64); 5] = [(0, 1, 1.0), (1, 2, 1.0), (2, 3, 1.0), (3, 0, 1.0), (0, 2, 1.0)];

#[test]
fn graphs_are_read_in_every_format() {
    let square = Graph::new(4, SQUARE.to_vec()).unwrap();
    assert_eq!(square.max_cut().unwrap().0, 4.0);
    for (text, format) in [
        ("4 5\n1 2 1\n2 3 1\n3 4 1\n4 1 1\n1 3 1\n", GraphFormat::Gset),
        ("\u{feff}4 5\n1 2\n2 3\n3 4\n4 1\n1 3\n", GraphFormat::Gset),
        ("# a comment\n0 1\n1 2\n2,3\n3 0 1.0\n0 2", GraphFormat::Edges),
        ("c a square\np edge 4 5\ne 1 2\ne 2 3\ne 3 4\ne 4 1 1.0\ne 1 3\n", GraphFormat::Dimacs),
        (
            "p col 4 10\ne 1 2\ne 2 1\ne 2 3\ne 3 2\ne 3 4\ne 4 3\ne 4 1\ne 1 4\ne 1 3\ne 3 1\n",
            GraphFormat::Dimacs,
        ),
        (
            "%%MatrixMarket matrix coordinate real symmetric\n% a comment\n4 4 5\n1 2 1.0\n2 3 1.0\n3 4 1\n4 1 1\n1 3 1\n",
            GraphFormat::MatrixMarket,
        ),
        (
            "%%MatrixMarket matrix coordinate pattern general\n4 4 5\n1 2\n2 3\n3 4\n4 1\n1 3\n",
            GraphFormat::MatrixMarket,
        ),
        (
            "%%matrixmarket matrix coordinate integer general\n4 4 6\n1 2 1\n2 1 1\n2 3 1\n3 4 1\n4 1 1\n1 3 1\n",
            GraphFormat::MatrixMarket,
        ),
    ] {
        let read = Graph::read(text, GraphFormat::Auto).unwrap_or_else(|error| panic!("{text}: {error}"));
        assert_eq!((read.format, &read.graph), (format, &square), "{text}");
        assert_eq!(Graph::read(text, format).unwrap(), read);
    }
}

#[test]
fn a_first_line_that_could_be_an_edge_is_not_guessed() {
    let auto = |text: &str| Graph::read(text, GraphFormat::Auto);
    // Three nodes and two edges, or a triangle.
    for text in ["3 2\n1 2\n1 3\n", "4 6\n1 2 1\n2 3 1\n"] {
        let error = auto(text).unwrap_err();
        assert!(
            matches!(error, GraphError::Ambiguous { .. }) && error.to_string().contains("format = "),
            "{text}"
        );
        assert!(Graph::read(text, GraphFormat::Edges).is_ok());
    }
    // A node 0, or another count, and it is a list of edges.
    for text in ["0 1\n1 2\n2 0\n", "1 2\n2 3\n3 1\n", "3 3\n0 1\n1 2\n0 2", "2 3\n1 2 0.5\n1 3\n"] {
        match auto(text) {
            Ok(read) => assert_eq!(read.format, GraphFormat::Edges, "{text}"),
            Err(error) => {
                assert!(matches!(error, GraphError::Text { line: 1, column: 3, .. }), "{text}: {error}")
            }
        }
    }
}

#[test]
fn files_that_do_not_keep_to_their_format_are_shown_where() {
    for (text, format, place, part) in [
        ("4 2\n1 2 1\n1 5 1\n", GraphFormat::Gset, (3, 3), "a node from 1 to 4"),
        ("4 2\n1 2 1\n", GraphFormat::Gset, (1, 3), "2 edges are announced, 1 are there"),
        ("4 2\n0 2 1\n1 2 1\n", GraphFormat::Gset, (2, 1), "a node from 1 to 4"),
        ("4\n", GraphFormat::Gset, (1, 1), "NODES EDGES"),
        ("", GraphFormat::Gset, (1, 1), "NODES EDGES"),
        ("e 1 2\n", GraphFormat::Dimacs, (1, 1), "before the line `p"),
        ("p edge 2 1\nq 1 2\n", GraphFormat::Dimacs, (2, 1), "`e NODE NODE [WEIGHT]`"),
        ("p edge 2 1\ne 1 2 heavy\n", GraphFormat::Dimacs, (2, 7), "a finite weight"),
        ("p edge 2 2\ne 1 2\ne 2 1 3\n", GraphFormat::Dimacs, (3, 3), "twice"),
        ("%%MatrixMarket matrix array real general\n", GraphFormat::MatrixMarket, (1, 23), "`coordinate`"),
        ("%%MatrixMarket matrix coordinate complex general\n", GraphFormat::MatrixMarket, (1, 34), "`real`"),
        (
            "%%MatrixMarket matrix coordinate real symmetric\n3 4 1\n1 2 1\n",
            GraphFormat::MatrixMarket,
            (2, 3),
            "as many columns",
        ),
        (
            "%%MatrixMarket matrix coordinate real symmetric\n3 3 1\n1 1 2\n",
            GraphFormat::MatrixMarket,
            (3, 3),
            "to itself",
        ),
        ("18446744073709551615 1\n1 2\n", GraphFormat::Gset, (0, 0), "from 2 to 62 nodes"),
    ] {
        let error = Graph::read(text, format).unwrap_err();
        let found = if let GraphError::Text { line, column, .. } = error { (line, column) } else { (0, 0) };
        assert_eq!(found, place, "{text}: {error}");
        assert!(error.to_string().contains(part), "{text}: {error}");
    }
}
