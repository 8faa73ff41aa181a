// Any matrix on a few element bits, with controls. Up to three bits stay in registers; with more, each thread computes the
// elements it owns from the tile and writes them when all threads have read.

// The matrix, or its adjoint.
enum Form { PLAIN, ADJOINT };

// U[row][column], or the adjoint's.
template <Form FORM>
__device__ inline amplitude entry_of(const Tile *tile, const Step *step, u32 row, u32 column) {
    const amplitude *numbers = (const amplitude *)(tile->image + step->numbers);
    u32 at = FORM == ADJOINT ? (column << step->count) + row : (row << step->count) + column;
    amplitude entry = step->lanes == 1 ? numbers[at] : numbers[(u64)at * step->lanes + tile->lane];
    if (FORM == ADJOINT) entry.im = -entry.im;
    return entry;
}

__device__ inline bool acts_on_tile(const Tile *tile, const Step *step) {
    return (tile->base & step->outer_mask) == step->outer_value;
}

// Bit k of `r` at positions[k].
__device__ inline u32 deposit(u32 r, const Step *step) {
    u32 e = 0;
#pragma unroll 1
    for (u32 k = 0; k < step->count; k++) e |= ((r >> k) & 1u) << step->positions[k];
    return e;
}

template <int BITS, Form FORM>
__device__ inline void mix_tile(const Tile *tile, const Step *step, u32 offset) {
    amplitude *elements = elements_at(offset);
    u32 mask = position_mask(step), steps[BITS];
#pragma unroll
    for (int k = 0; k < BITS; k++) steps[k] = place(1u << step->positions[k]);
#pragma unroll 1
    for (u32 g = threadIdx.x; g < (tile->size >> BITS); g += blockDim.x) {
        u32 first = open_mask(g, mask);
        if ((first & step->inner_mask) != step->inner_value) continue;
        u32 at = place(first);
        amplitude x[1 << BITS];
#pragma unroll
        for (int r = 0; r < (1 << BITS); r++) x[r] = elements[moved<BITS>(at, steps, r)];
#pragma unroll
        for (int r = 0; r < (1 << BITS); r++) {
            amplitude sum = zero_amplitude();
#pragma unroll
            for (int c = 0; c < (1 << BITS); c++) sum = multiply_add(sum, entry_of<FORM>(tile, step, r, c), x[c]);
            elements[moved<BITS>(at, steps, r)] = sum;
        }
    }
}

// Bits of the element at the step's positions: the row of the matrix.
__device__ inline u32 row_of(u32 e, const Step *step) {
    u32 row = 0;
#pragma unroll 1
    for (u32 k = 0; k < step->count; k++) row |= ((e >> step->positions[k]) & 1u) << k;
    return row;
}

// What the matrix makes of element `e`.
template <Form FORM>
__device__ inline amplitude widened(const Tile *tile, const Step *step, u32 offset, u32 e) {
    const amplitude *elements = elements_at(offset);
    if ((e & step->inner_mask) != step->inner_value) return elements[place(e)];
    u32 rest = e & ~position_mask(step), row = row_of(e, step);
    amplitude sum = zero_amplitude();
#pragma unroll 1
    for (u32 c = 0; c < (1u << step->count); c++) {
        sum = multiply_add(sum, entry_of<FORM>(tile, step, row, c), elements[place(rest | deposit(c, step))]);
    }
    return sum;
}

template <Form FORM>
__device__ inline void widen_tile(const Tile *tile, const Step *step, u32 offset) {
    amplitude out[ELEMENTS];
#pragma unroll 1
    for (int r = 0; r < ELEMENTS; r++) {
        out[r] = zero_amplitude();
        if (has_element(tile, r)) {
            out[r] = widened<FORM>(tile, step, offset, threadIdx.x + ((u32)r << tile->thread_bits));
        }
    }
    __syncthreads();
#pragma unroll 1
    for (int r = 0; r < ELEMENTS; r++) {
        if (has_element(tile, r)) elements_at(offset)[place_of(tile, r)] = out[r];
    }
}

template <Form FORM>
__device__ __noinline__ void apply_matrix(const Tile *tile, const Step *step, u32 offset) {
    if (!acts_on_tile(tile, step)) return;
    switch (step->count) {
    case 1: mix_tile<1, FORM>(tile, step, offset); break;
    case 2: mix_tile<2, FORM>(tile, step, offset); break;
    case 3: mix_tile<3, FORM>(tile, step, offset); break;
    default: widen_tile<FORM>(tile, step, offset); break;
    }
    __syncthreads();
}

// Adds conj(bra_i) ket_j of every entry (i, j), where the controls allow: real and imaginary part in turn.
__device__ inline void matrix_overlaps(const Tile *tile, const Step *step, double *sums) {
    const amplitude *bra = elements_at(0), *ket = elements_at(tile->size);
    u32 mask = position_mask(step), entries = 1u << (2 * step->count);
#pragma unroll 1
    for (u32 first = 0; first < entries; first += SUMS_AT_ONCE / 2) {
        u32 here = entries - first < SUMS_AT_ONCE / 2 ? entries - first : SUMS_AT_ONCE / 2;
#pragma unroll 1
        for (u32 k = 0; k < here; k++) {
            u32 row = place(deposit((first + k) >> step->count, step));
            u32 column = place(deposit((first + k) & ((1u << step->count) - 1u), step));
            real re = 0, im = 0;
#pragma unroll 1
            for (u32 g = threadIdx.x; g < (tile->size >> step->count); g += blockDim.x) {
                u32 e = open_mask(g, mask);
                if ((e & step->inner_mask) != step->inner_value) continue;
                amplitude b = bra[place(e) ^ row], x = ket[place(e) ^ column];
                re += b.re * x.re + b.im * x.im;
                im += b.re * x.im - b.im * x.re;
            }
            put_warp_sum(2 * k, (double)re);
            put_warp_sum(2 * k + 1, (double)im);
        }
        __syncthreads();
        if (threadIdx.x < 2 * here) sums[step->sums + 2 * first + threadIdx.x] += block_sum(threadIdx.x);
        __syncthreads();
    }
}

__device__ __noinline__ void undo_matrix(const Tile *tile, const Step *step, double *sums) {
    if (!acts_on_tile(tile, step)) return;
    if (step->sums != NO_SUMS) matrix_overlaps(tile, step, sums);
    apply_matrix<ADJOINT>(tile, step, 0);
    apply_matrix<ADJOINT>(tile, step, tile->size);
}
