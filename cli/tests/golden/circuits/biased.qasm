OPENQASM 3.0;
include "stdgates.inc";
qubit[3] q;
bit[3] c;
ry(0.9) q[0];
ry(1.7) q[1];
cx q[1], q[2];
rz(0.25) q[2];
c = measure q;
