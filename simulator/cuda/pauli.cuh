// Pauli sums, X mask by X mask: (H psi)_j = sum_x W_x(j ^ x) psi_{j ^ x} with W_x(j) = sum_k w_k (-1)^{|z_k & j|}.

__device__ inline amplitude weight_at(const u8 *image, const Observable *observable, const Group *group, u32 lane, u64 j) {
    const u64 *masks = (const u64 *)(image + observable->masks);
    const amplitude *weights = (const amplitude *)(image + observable->weights);
    amplitude sum = zero_amplitude();
#pragma unroll 1
    for (u64 k = group->first; k < group->first + group->count; k++) {
        amplitude w = observable->lanes == 1 ? weights[k] : weights[k * observable->lanes + lane];
        real sign = parity(j & masks[k]) ? (real)-1 : (real)1;
        sum.re += sign * w.re;
        sum.im += sign * w.im;
    }
    return sum;
}

// Re(conj(a) b)
__device__ inline real overlap_re(amplitude a, amplitude b) { return a.re * b.re + a.im * b.im; }

// One number of the block: the sum over its threads. All threads call it.
__device__ inline void write_partial(double own, double *partials) {
    put_warp_sum(0, own);
    __syncthreads();
    if (threadIdx.x == 0) partials[(u64)blockIdx.y * gridDim.x + blockIdx.x] = block_sum(0);
}

// Blocks (x, lane); partials[lane * gridDim.x + x].
extern "C" __global__ void KERNEL(expectation)(const u8 *image, u64 observable_at, const amplitude *state,
                                               u64 num_qubits, double *partials) {
    const Observable *observable = (const Observable *)(image + observable_at);
    const Group *groups = (const Group *)(image + observable->groups);
    const amplitude *lane = state + ((u64)blockIdx.y << num_qubits);
    u64 step = (u64)gridDim.x * blockDim.x;
    double sum = 0;
    for (u64 j = (u64)blockIdx.x * blockDim.x + threadIdx.x; j < (1ull << num_qubits); j += step) {
        amplitude x = lane[j];
#pragma unroll 1
        for (u64 g = 0; g < observable->count; g++) {
            amplitude w = weight_at(image, observable, &groups[g], blockIdx.y, j);
            sum += (double)overlap_re(lane[j ^ groups[g].x], multiply_add(zero_amplitude(), w, x));
        }
    }
    write_partial(sum, partials);
}

// out = H state, and the partials of <state|H|state>.
extern "C" __global__ void KERNEL(apply_terms)(const u8 *image, u64 observable_at, const amplitude *state,
                                               u64 num_qubits, amplitude *out, double *partials) {
    const Observable *observable = (const Observable *)(image + observable_at);
    const Group *groups = (const Group *)(image + observable->groups);
    u64 first = (u64)blockIdx.y << num_qubits;
    const amplitude *lane = state + first;
    u64 step = (u64)gridDim.x * blockDim.x;
    double sum = 0;
    for (u64 j = (u64)blockIdx.x * blockDim.x + threadIdx.x; j < (1ull << num_qubits); j += step) {
        amplitude total = zero_amplitude();
#pragma unroll 1
        for (u64 g = 0; g < observable->count; g++) {
            u64 from = j ^ groups[g].x;
            total = multiply_add(total, weight_at(image, observable, &groups[g], blockIdx.y, from), lane[from]);
        }
        out[first + j] = total;
        sum += (double)overlap_re(lane[j], total);
    }
    write_partial(sum, partials);
}
