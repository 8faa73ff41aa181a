OPENQASM 2.0;
include "qelib1.inc";
gate pair(a) x, y { cx x, y; rz(a / 2) y; cx x, y; }
qreg q[3];
creg c[3];
u3(pi / 2, 0, pi) q[0];
pair(0.5) q[0], q[1];
ccx q[0], q[1], q[2];
barrier q;
measure q -> c;
