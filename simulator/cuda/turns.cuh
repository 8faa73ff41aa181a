// Flips, then real 2x2 matrices on up to three element bits, then flips: what mixes stays in a thread's registers. Flips
// cost nothing but another address. A matrix acts on x0, x1, the amplitudes with its bit 0 and 1:
// (x0, x1) -> (m0 x0 + m1 x1, m2 x0 + m3 x1).

__device__ inline u32 flipped(u32 e, Flip flip, u64 base) {
    u32 acts = 1u;
    if (flip.where == 1) acts = (e >> flip.control) & 1u;
    if (flip.where == 2) acts = (u32)(base >> flip.control) & 1u;
    return e ^ (acts << flip.target);
}

// Which flips lie between the registers and the tile.
enum Side { BEFORE, AFTER };

// Where the amplitude comes from that is element `e` after the step's first flips, and where it goes by the last ones.
template <Side SIDE>
__device__ inline u32 carried(u32 e, const Step *step, const Flip *flips, u64 base) {
    if (SIDE == BEFORE) {
#pragma unroll 1
        for (u32 k = step->before; k-- > 0;) e = flipped(e, flips[k], base);
    } else {
#pragma unroll 1
        for (u32 k = 0; k < step->after; k++) e = flipped(e, flips[step->before + k], base);
    }
    return place(e);
}

// What each bit of a register's number changes.
template <int BITS, Side SIDE>
__device__ inline void carried_steps(u32 *steps, const Step *step, const Flip *flips, u64 base) {
    u32 origin = carried<SIDE>(0, step, flips, base);
#pragma unroll
    for (int k = 0; k < BITS; k++) steps[k] = carried<SIDE>(1u << step->positions[k], step, flips, base) ^ origin;
}

template <int BITS>
__device__ inline u32 moved(u32 at, const u32 *steps, int r) {
#pragma unroll
    for (int k = 0; k < BITS; k++) at ^= (r >> k) & 1 ? steps[k] : 0u;
    return at;
}

__device__ inline void turn_pair(amplitude *x0, amplitude *x1, const real *m) {
    amplitude a = *x0, b = *x1;
    x0->re = m[0] * a.re + m[1] * b.re;
    x0->im = m[0] * a.im + m[1] * b.im;
    x1->re = m[2] * a.re + m[3] * b.re;
    x1->im = m[2] * a.im + m[3] * b.im;
}

// The matrices of a step's positions, or their transposes; the identity where none turns.
template <int BITS>
__device__ inline void turn_matrices(const Tile *tile, const Step *step, real *m, bool transposed) {
    const real *numbers = (const real *)(tile->image + step->numbers);
    u64 stride = step->lanes;
    const real *own = numbers + (step->lanes == 1 ? 0 : tile->lane);
#pragma unroll
    for (int q = 0; q < BITS; q++) {
        bool turns = (step->turned >> q) & 1u;
        m[4 * q] = turns ? own[0] : (real)1;
        m[4 * q + 1] = turns ? own[(transposed ? 2 : 1) * stride] : (real)0;
        m[4 * q + 2] = turns ? own[(transposed ? 1 : 2) * stride] : (real)0;
        m[4 * q + 3] = turns ? own[3 * stride] : (real)1;
        if (turns) own += 4 * stride;
    }
}

template <int BITS>
__device__ inline void turn_registers(const Step *step, amplitude *x, const real *m) {
#pragma unroll
    for (int q = 0; q < BITS; q++) {
        if (!((step->turned >> q) & 1u)) continue;
#pragma unroll
        for (int r = 0; r < (1 << BITS); r++) {
            if (!((r >> q) & 1)) turn_pair(&x[r], &x[r | (1 << q)], m + 4 * q);
        }
    }
}

template <int BITS>
__device__ inline void turn_tile(const Tile *tile, const Step *step) {
    const Flip *flips = (const Flip *)(tile->image + step->terms);
    amplitude *elements = elements_at(0);
    u32 mask = position_mask(step), in[BITS], out[BITS];
    carried_steps<BITS, BEFORE>(in, step, flips, tile->base);
    carried_steps<BITS, AFTER>(out, step, flips, tile->base);
    real m[4 * BITS];
    turn_matrices<BITS>(tile, step, m, false);
#pragma unroll 1
    for (u32 g = threadIdx.x; g < (tile->size >> BITS); g += blockDim.x) {
        u32 first = open_mask(g, mask);
        u32 from = carried<BEFORE>(first, step, flips, tile->base);
        u32 to = carried<AFTER>(first, step, flips, tile->base);
        amplitude x[1 << BITS];
#pragma unroll
        for (int r = 0; r < (1 << BITS); r++) x[r] = elements[moved<BITS>(from, in, r)];
        turn_registers<BITS>(step, x, m);
#pragma unroll
        for (int r = 0; r < (1 << BITS); r++) elements[moved<BITS>(to, out, r)] = x[r];
    }
}

// Adds Re(conj(bra_1) ket_0 - conj(bra_0) ket_1) of each turn.
template <int BITS>
__device__ inline void turn_overlaps(const amplitude *bra, const amplitude *ket, real *sums) {
#pragma unroll
    for (int q = 0; q < BITS; q++) {
        real sum = 0;
#pragma unroll
        for (int r = 0; r < (1 << BITS); r++) {
            if ((r >> q) & 1) continue;
            amplitude b0 = bra[r], b1 = bra[r | (1 << q)], k0 = ket[r], k1 = ket[r | (1 << q)];
            sum += (b1.re * k0.re - b0.re * k1.re) + (b1.im * k0.im - b0.im * k1.im);
        }
        sums[q] += sum;
    }
}

// The way back: sums of the turns just after them, then everything is undone in both tiles.
template <int BITS>
__device__ inline void unturn_tiles(const Tile *tile, const Step *step, double *sums) {
    const Flip *flips = (const Flip *)(tile->image + step->terms);
    amplitude *bra = elements_at(0), *ket = elements_at(tile->size);
    u32 mask = position_mask(step), in[BITS], out[BITS];
    carried_steps<BITS, BEFORE>(in, step, flips, tile->base);
    carried_steps<BITS, AFTER>(out, step, flips, tile->base);
    real m[4 * BITS], partial[BITS];
    turn_matrices<BITS>(tile, step, m, true);
#pragma unroll
    for (int q = 0; q < BITS; q++) partial[q] = 0;
#pragma unroll 1
    for (u32 g = threadIdx.x; g < (tile->size >> BITS); g += blockDim.x) {
        u32 first = open_mask(g, mask);
        u32 from = carried<AFTER>(first, step, flips, tile->base);
        u32 to = carried<BEFORE>(first, step, flips, tile->base);
        amplitude b[1 << BITS], k[1 << BITS];
#pragma unroll
        for (int r = 0; r < (1 << BITS); r++) {
            b[r] = bra[moved<BITS>(from, out, r)];
            k[r] = ket[moved<BITS>(from, out, r)];
        }
        if (step->sums != NO_SUMS) turn_overlaps<BITS>(b, k, partial);
        turn_registers<BITS>(step, b, m);
        turn_registers<BITS>(step, k, m);
#pragma unroll
        for (int r = 0; r < (1 << BITS); r++) {
            bra[moved<BITS>(to, in, r)] = b[r];
            ket[moved<BITS>(to, in, r)] = k[r];
        }
    }
    if (step->sums == NO_SUMS) return;
    u32 slot = 0;
#pragma unroll
    for (int q = 0; q < BITS; q++) {
        if ((step->turned >> q) & 1u) put_warp_sum(slot++, (double)partial[q]);
    }
    __syncthreads();
    if (threadIdx.x < slot) sums[step->sums + threadIdx.x] += block_sum(threadIdx.x);
}

__device__ __noinline__ void run_turns(const Tile *tile, const Step *step) {
    switch (step->count) {
    case 1: turn_tile<1>(tile, step); break;
    case 2: turn_tile<2>(tile, step); break;
    default: turn_tile<3>(tile, step); break;
    }
    __syncthreads();
}

__device__ __noinline__ void undo_turns(const Tile *tile, const Step *step, double *sums) {
    switch (step->count) {
    case 1: unturn_tiles<1>(tile, step, sums); break;
    case 2: unturn_tiles<2>(tile, step, sums); break;
    default: unturn_tiles<3>(tile, step, sums); break;
    }
    __syncthreads();
}
