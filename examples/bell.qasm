// A Bell pair, measured: half of the shots are 00, half are 11.
//   ansatz run examples/bell.qasm --shots 1000 --seed 7
OPENQASM 3.0;
include "stdgates.inc";

qubit[2] q;
bit[2] c;

h q[0];
cx q[0], q[1];
c = measure q;
