OPENQASM 3.0;
include "stdgates.inc";
const int n = 3;
qubit[n] q;
bit[n] c;
array[float[64], n] angles = {0.3, -1.5, pi / 7};
def entangle(qubit a, qubit b, float x) -> bit {
  cx a, b;
  ctrl @ rz(x) a, b;
  return measure b;
}
int[8] k = 0;
for int i in [0:n - 1] {
  ry(angles[i]) q[i];
  k += i;
}
while (k > 1) {
  c[k % n] = entangle(q[0], q[1], k / 2.0);
  k -= 2;
}
switch (k) {
  case 0, 2 { x q[2]; }
  default { if (c[0] == 1 && !c[1]) { reset q[1]; } else { inv @ t q[2]; } }
}
c = measure q;
