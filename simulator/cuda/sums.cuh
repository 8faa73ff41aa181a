// Sums over a block in a fixed order: over a warp by a tree, over warps in order, over tiles in order. One thread owns a
// sum, so that no addition is atomic.

#define MOST_WARPS 32
// Sums that are on their way at once.
#define SUMS_AT_ONCE 32

__device__ inline double warp_sum(double x) {
    for (int offset = 16; offset > 0; offset >>= 1) x += __shfl_xor_sync(0xffffffffu, x, offset);
    return x;
}

// Sums of warps: parts[slot * MOST_WARPS + warp].
__device__ inline double *warp_parts() {
    __shared__ double parts[SUMS_AT_ONCE * MOST_WARPS];
    return parts;
}

__device__ inline void put_warp_sum(u32 slot, double x) {
    double sum = warp_sum(x);
    if ((threadIdx.x & 31u) == 0) warp_parts()[slot * MOST_WARPS + (threadIdx.x >> 5)] = sum;
}

// What the warps have put, after a barrier.
__device__ inline double block_sum(u32 slot) {
    double sum = 0;
    for (u32 warp = 0; warp < (blockDim.x >> 5); warp++) sum += warp_parts()[slot * MOST_WARPS + warp];
    return sum;
}
