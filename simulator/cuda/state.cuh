// Whole states: starting, copying to lanes, reading out, sampling. Reductions give one number for each block, in the
// layout partials[lane * gridDim.x + x]; the host adds them in order.

__device__ inline u64 first_row() { return (u64)blockIdx.x * blockDim.x + threadIdx.x; }
__device__ inline u64 row_step() { return (u64)gridDim.x * blockDim.x; }

// |0...0> in every lane.
extern "C" __global__ void KERNEL(zero_state)(amplitude *state, u64 num_qubits) {
    amplitude *lane = state + ((u64)blockIdx.y << num_qubits);
    for (u64 j = first_row(); j < (1ull << num_qubits); j += row_step()) {
        amplitude x = zero_amplitude();
        if (j == 0) x.re = 1;
        lane[j] = x;
    }
}

// The same vector in every lane.
extern "C" __global__ void KERNEL(broadcast)(const amplitude *vector, amplitude *state, u64 num_qubits) {
    amplitude *lane = state + ((u64)blockIdx.y << num_qubits);
    for (u64 j = first_row(); j < (1ull << num_qubits); j += row_step()) lane[j] = vector[j];
}

// <bra|ket>: real parts, then imaginary parts after `count` partials.
extern "C" __global__ void KERNEL(inner_product)(const amplitude *bra, const amplitude *ket, u64 num_qubits,
                                                 double *partials, u64 count) {
    u64 first = (u64)blockIdx.y << num_qubits;
    double re = 0, im = 0;
    for (u64 j = first_row(); j < (1ull << num_qubits); j += row_step()) {
        amplitude b = bra[first + j], k = ket[first + j];
        re += (double)(b.re * k.re + b.im * k.im);
        im += (double)(b.re * k.im - b.im * k.re);
    }
    put_warp_sum(0, re);
    put_warp_sum(1, im);
    __syncthreads();
    if (threadIdx.x < 2) {
        partials[threadIdx.x * count + (u64)blockIdx.y * gridDim.x + blockIdx.x] = block_sum(threadIdx.x);
    }
}

// |amplitude|^2 of `count` rows.
extern "C" __global__ void KERNEL(probabilities)(const amplitude *rows, u64 count, double *out) {
    for (u64 j = first_row(); j < count; j += row_step()) {
        amplitude a = rows[j];
        out[j] = (double)a.re * (double)a.re + (double)a.im * (double)a.im;
    }
}

// The probability that one lane's qubit reads 1.
extern "C" __global__ void KERNEL(probability_of_one)(const amplitude *lane, u64 num_qubits, u64 qubit,
                                                      double *partials) {
    double sum = 0;
    for (u64 j = first_row(); j < (1ull << num_qubits); j += row_step()) {
        if ((j >> qubit) & 1ull) sum += (double)norm_sqr(lane[j]);
    }
    write_partial(sum, partials);
}

// Keeps the amplitudes where `qubit` reads `value`, times `scale`, in every lane.
extern "C" __global__ void KERNEL(project)(amplitude *state, u64 num_qubits, u64 qubit, u64 value, double scale) {
    amplitude *lane = state + ((u64)blockIdx.y << num_qubits);
    for (u64 j = first_row(); j < (1ull << num_qubits); j += row_step()) {
        amplitude a = lane[j];
        bool keep = ((j >> qubit) & 1ull) == value;
        a.re = keep ? a.re * (real)scale : (real)0;
        a.im = keep ? a.im * (real)scale : (real)0;
        lane[j] = a;
    }
}
