// All kernels of one precision, in one translation unit. Compiled ahead to PTX by compile.py, and as C++ by the tests.

#include "real.cuh"
#include "image.cuh"
#include "tile.cuh"
#include "sums.cuh"
#include "turns.cuh"
#include "phases.cuh"
#include "matrix.cuh"
#include "pass.cuh"
#include "pauli.cuh"
#include "gradient.cuh"
#include "state.cuh"
#include "sample.cuh"
