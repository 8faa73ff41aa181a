OPENQASM 3.0;
include "stdgates.inc";
qubit[2] q;
bit[2] q;
cxx q[0], q[1];
h q[2];
const int n = "two";
rz(thera) q[0];
