// Sampling: from numbers in [0, 1) to basis states. The host has the probability of every stretch of rows and says which
// draws fall into it; a block walks one stretch.

#define MOST_WALKERS 256

__device__ inline double probability(amplitude a) {
    return (double)a.re * (double)a.re + (double)a.im * (double)a.im;
}

// sums[block] of `stretch` rows each, in order; one block for each stretch, or more stretches for each block.
extern "C" __global__ void KERNEL(stretch_sums)(const amplitude *rows, u64 stretches, u64 stretch, double *sums) {
    for (u64 k = blockIdx.x; k < stretches; k += gridDim.x) {
        double sum = 0;
        for (u64 j = threadIdx.x; j < stretch; j += blockDim.x) sum += probability(rows[k * stretch + j]);
        put_warp_sum(0, sum);
        __syncthreads();
        if (threadIdx.x == 0) sums[k] = block_sum(0);
        __syncthreads();
    }
}

// A stretch that is hit: its first row is number * stretch, the rows before it sum to `before`, and its draws are
// first ... first + count - 1.
struct Hit {
    u64 number;
    double before;
    u64 first;
    u64 count;
};

// rows[draw] = the row at which the running sum first exceeds targets[draw].
extern "C" __global__ void KERNEL(walk)(const amplitude *rows, u64 stretch, const Hit *hits, u64 num_hits,
                                        const double *targets, u64 *out) {
    __shared__ double ends[MOST_WALKERS];
    for (u64 h = blockIdx.x; h < num_hits; h += gridDim.x) {
        Hit hit = hits[h];
        const amplitude *own = rows + hit.number * stretch;
        u64 share = (stretch + blockDim.x - 1) / blockDim.x;
        double sum = 0;
        for (u64 j = threadIdx.x * share; j < (threadIdx.x + 1) * share && j < stretch; j++) sum += probability(own[j]);
        ends[threadIdx.x] = sum;
        __syncthreads();
        if (threadIdx.x == 0) {
            double running = hit.before;
            for (u32 t = 0; t < blockDim.x; t++) {
                running += ends[t];
                ends[t] = running;
            }
        }
        __syncthreads();
        for (u64 d = threadIdx.x; d < hit.count; d += blockDim.x) {
            double target = targets[hit.first + d];
            u32 t = 0;
            while (t + 1 < blockDim.x && ends[t] <= target) t++;
            double running = t == 0 ? hit.before : ends[t - 1];
            // A draw past the end, by rounding, is the last row that has a probability.
            u64 found = 0;
            bool any = false;
            for (u64 j = t * share; j < (t + 1) * share && j < stretch; j++) {
                double p = probability(own[j]);
                if (p == 0) continue;
                found = j;
                any = true;
                running += p;
                if (running > target) break;
            }
            for (u64 j = t * share; !any && j-- > 0;) {
                found = j;
                any = probability(own[j]) != 0;
            }
            out[hit.first + d] = hit.number * stretch + found;
        }
        __syncthreads();
    }
}
