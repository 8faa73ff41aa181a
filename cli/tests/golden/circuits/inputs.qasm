OPENQASM 3.0;
include "stdgates.inc";
input float[64] theta;
input float[64] phi;
qubit[2] q;
ry(theta) q[0];
rz(2 * phi) q[1];
cx q[0], q[1];
rx(theta - phi) q[1];
