// A whole gradient in one launch, where a state fits into shared memory twice: one block for each lane runs all passes
// forward, applies the observable, and goes all the way back.

// values[lane] = <psi|H|psi>; sums[lane * num_sums + sum].
extern "C" __global__ void __launch_bounds__(MOST_THREADS, BLOCKS_AT_ONCE)
KERNEL(gradient)(const u8 *image, u64 passes_at, u64 num_passes, u64 reversed, u64 observable_at, double *values,
                 double *sums, u64 num_sums) {
    const Pass *passes = (const Pass *)(image + passes_at);
    const Observable *observable = (const Observable *)(image + observable_at);
    const Group *groups = (const Group *)(image + observable->groups);
    u32 lane = blockIdx.x;
    Tile tile = tile_of(image, passes, lane);
    amplitude *bra = elements_at(0), *ket = elements_at(tile.size);
    // The passes run where the bra will be.
    for (u32 e = threadIdx.x; e < tile.size; e += blockDim.x) {
        amplitude x = zero_amplitude();
        if (e == 0) x.re = 1;
        bra[place(e)] = x;
    }
    for (u64 s = threadIdx.x; s < num_sums; s += blockDim.x) sums[lane * num_sums + s] = 0;
    __syncthreads();
#pragma unroll 1
    for (u64 p = 0; p < num_passes; p++) run_steps(&tile, &passes[p]);
    for (u32 e = threadIdx.x; e < tile.size; e += blockDim.x) ket[e] = bra[e];
    __syncthreads();
    double value = 0;
#pragma unroll 1
    for (u32 e = threadIdx.x; e < tile.size; e += blockDim.x) {
        amplitude total = zero_amplitude();
#pragma unroll 1
        for (u64 g = 0; g < observable->count; g++) {
            u32 from = e ^ (u32)groups[g].x;
            amplitude w = weight_at(image, observable, &groups[g], lane, from);
            total = multiply_add(total, w, ket[place(from)]);
        }
        bra[place(e)] = total;
        value += (double)overlap_re(ket[place(e)], total);
    }
    put_warp_sum(0, value);
    __syncthreads();
    if (threadIdx.x == 0) values[lane] = block_sum(0);
    __syncthreads();
#pragma unroll 1
    for (u64 p = num_passes; p-- > num_passes - reversed;) {
        undo_steps(&tile, &passes[p], sums + lane * num_sums + passes[p].first_sum);
    }
}
