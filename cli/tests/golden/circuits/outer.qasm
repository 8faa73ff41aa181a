OPENQASM 3.0;
include "inner.inc";
qubit q;
