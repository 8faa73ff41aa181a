// Passes: a tile is read once, all steps of the pass act on it in shared memory, and it is written back.

__device__ inline void run_steps(const Tile *tile, const Pass *pass) {
    const Step *steps = (const Step *)(tile->image + pass->steps);
#pragma unroll 1
    for (u32 k = 0; k < pass->num_steps; k++) {
        const Step *step = &steps[k];
        switch (step->kind) {
        case TURNS: run_turns(tile, step); break;
        case PHASES: run_phases(tile, step); break;
        default: apply_matrix<PLAIN>(tile, step, 0); break;
        }
    }
}

__device__ inline void undo_steps(const Tile *tile, const Pass *pass, double *sums) {
    const Step *steps = (const Step *)(tile->image + pass->steps);
#pragma unroll 1
    for (u32 k = pass->num_steps; k-- > 0;) {
        const Step *step = &steps[k];
        switch (step->kind) {
        case TURNS: undo_turns(tile, step, sums); break;
        case PHASES: undo_phases(tile, step, sums); break;
        default: undo_matrix(tile, step, sums); break;
        }
    }
}

// Blocks (x, lane): tiles x, x + gridDim.x, ... of a lane.
extern "C" __global__ void __launch_bounds__(MOST_THREADS, BLOCKS_AT_ONCE)
KERNEL(run_pass)(const u8 *image, u64 pass_at, amplitude *state, u64 num_qubits) {
    const Pass *pass = (const Pass *)(image + pass_at);
    amplitude *lane = state + ((u64)blockIdx.y << num_qubits);
    Tile tile = tile_of(image, pass, blockIdx.y);
    for (u64 number = blockIdx.x; number < (1ull << pass->outer_count); number += gridDim.x) {
        tile.base = base_of(pass, number);
        load_tile(&tile, lane, 0);
        __syncthreads();
        run_steps(&tile, pass);
        store_tile(&tile, lane, 0);
        __syncthreads();
    }
}

// Un-applies a pass to both states; partials[(lane * gridDim.x + x) * num_sums + sum].
extern "C" __global__ void __launch_bounds__(MOST_THREADS, BLOCKS_AT_ONCE)
KERNEL(reverse_pass)(const u8 *image, u64 pass_at, amplitude *bra, amplitude *ket, u64 num_qubits, double *partials) {
    const Pass *pass = (const Pass *)(image + pass_at);
    Tile tile = tile_of(image, pass, blockIdx.y);
    amplitude *bra_lane = bra + ((u64)blockIdx.y << num_qubits), *ket_lane = ket + ((u64)blockIdx.y << num_qubits);
    double *sums = partials + ((u64)blockIdx.y * gridDim.x + blockIdx.x) * pass->num_sums;
    for (u32 s = threadIdx.x; s < pass->num_sums; s += blockDim.x) sums[s] = 0;
    for (u64 number = blockIdx.x; number < (1ull << pass->outer_count); number += gridDim.x) {
        tile.base = base_of(pass, number);
        load_tile(&tile, bra_lane, 0);
        load_tile(&tile, ket_lane, tile.size);
        __syncthreads();
        undo_steps(&tile, pass, sums);
        store_tile(&tile, bra_lane, 0);
        store_tile(&tile, ket_lane, tile.size);
        __syncthreads();
    }
}

// sums[(first + s) * lanes + lane] = the partials of `blocks` blocks, in a fixed order. One block for each sum and lane.
extern "C" __global__ void KERNEL(fold_sums)(const double *partials, u64 blocks, u64 num_sums, u64 lanes, double *sums,
                                             u64 first) {
    u64 s = blockIdx.x, lane = blockIdx.y;
    double sum = 0;
    for (u64 block = threadIdx.x; block < blocks; block += blockDim.x) {
        sum += partials[(lane * blocks + block) * num_sums + s];
    }
    put_warp_sum(0, sum);
    __syncthreads();
    if (threadIdx.x == 0) sums[(first + s) * lanes + lane] = block_sum(0);
}
