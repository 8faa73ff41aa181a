// A condition that is never true is printed, and warned about when it is read again.
OPENQASM 2.0; include "qelib1.inc"; qreg q[2]; creg c[1]; if(c==1) x q[0]; h q[0]; measure q[0] -> c[0]; if(c==1) u1(pi/2) q[1];
