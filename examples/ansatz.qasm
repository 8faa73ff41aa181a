// A hardware-efficient ansatz on four qubits with two inputs: rotations, then a ring of CX, twice.
//   ansatz run examples/ansatz.qasm --param theta=0.3 --param phi=0.1 --observable "Z0 Z1"
//   ansatz grad examples/ansatz.qasm --param theta=0.3 --param phi=0.1 --observable "1.0 * Z0 Z1 + 0.5 * X0"
OPENQASM 3.0;
include "stdgates.inc";

input angle theta;
input angle phi;

qubit[4] q;

gate layer(a, b) q0, q1, q2, q3 {
  ry(a) q0;
  rz(b) q0;
  ry(a) q1;
  rz(b) q1;
  ry(a) q2;
  rz(b) q2;
  ry(a) q3;
  rz(b) q3;
  cx q0, q1;
  cx q1, q2;
  cx q2, q3;
  cx q3, q0;
}

layer(theta, phi) q[0], q[1], q[2], q[3];
layer(2 * theta, 2 * phi) q[0], q[1], q[2], q[3];
