// Every outcome has an angle of its own, so that no two of 2^60 branches meet again: the exact distribution must stop.
OPENQASM 3.0;
include "stdgates.inc";
qubit q;
qubit r;
angle[20] c;
bit out;
h r;
uint[20] power = 1;
for uint i in [0:59] {
  reset q;
  h q;
  ctrl @ pow(power) @ phase(0.3) q, r;
  inv @ phase(c) q;
  h q;
  out = measure q;
  c[0] = out;
  c <<= 1;
  power <<= 1;
}
