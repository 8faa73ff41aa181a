// A diagonal exp(i sum_k a_k (-1)^{|b & m_k|}). A thread's elements are thread + r T, r = 0 ... 15. The parity of m_k is one
// number for the bits of the tile's place and of the thread, and a sign for r: so terms add up in sixteen numbers, and a
// Walsh-Hadamard transform over r makes the sixteen angles of them. Its cost for an amplitude is a sixteenth of the terms.

// At most this many terms in one step; the host cuts longer sums.
#define MOST_TERMS 512

// x_r -> sum_s (-1)^{|r & s|} x_s
template <typename T>
__device__ inline void walsh_hadamard(T *x) {
#pragma unroll
    for (int half = 1; half < ELEMENTS; half <<= 1) {
#pragma unroll
        for (int r = 0; r < ELEMENTS; r++) {
            if (r & half) continue;
            T a = x[r], b = x[r | half];
            x[r] = a + b;
            x[r | half] = a - b;
        }
    }
}

// The angles with the signs of the bits outside the tile, and the element bits of their masks.
struct Staged {
    fixed angles[MOST_TERMS];
    u32 low[MOST_TERMS];
};

__device__ inline Staged *staged() {
    __shared__ Staged terms;
    return &terms;
}

__device__ inline void stage_terms(const Tile *tile, const Step *step) {
    const Term *terms = (const Term *)(tile->image + step->terms);
    const fixed *angles = (const fixed *)(tile->image + step->numbers);
    Staged *out = staged();
    for (u32 k = threadIdx.x; k < step->count; k += blockDim.x) {
        fixed angle = step->lanes == 1 ? angles[k] : angles[(u64)k * step->lanes + tile->lane];
        out->angles[k] = parity(tile->base & terms[k].outer) ? -angle : angle;
        out->low[k] = terms[k].low;
    }
    __syncthreads();
}

// The angles of the thread's elements.
__device__ inline void thread_angles(const Step *step, fixed *angles) {
    const Staged *terms = staged();
#pragma unroll
    for (int s = 0; s < ELEMENTS; s++) {
        fixed sum = 0;
#pragma unroll 1
        for (u32 k = step->first_term[s]; k < step->first_term[s + 1]; k++) {
            fixed angle = terms->angles[k];
            sum += parity32(threadIdx.x & terms->low[k]) ? -angle : angle;
        }
        angles[s] = sum;
    }
    walsh_hadamard(angles);
}

__device__ __noinline__ void run_phases(const Tile *tile, const Step *step) {
    amplitude *elements = elements_at(0);
    stage_terms(tile, step);
    fixed angles[ELEMENTS];
    thread_angles(step, angles);
#pragma unroll
    for (int r = 0; r < ELEMENTS; r++) {
        if (!has_element(tile, r)) continue;
        amplitude *x = &elements[place_of(tile, r)];
        *x = multiply_add(zero_amplitude(), phase_of(angles[r]), *x);
    }
    __syncthreads();
}

// Adds sum_b (-1)^{|b & m|} Im(conj(bra_b) ket_b) of every term with sums: one reduction for terms with the same element
// bits, whatever their bits outside the tile.
__device__ inline void phase_overlaps(const Tile *tile, const Step *step, double *sums) {
    const amplitude *bra = elements_at(0), *ket = elements_at(tile->size);
    const Term *terms = (const Term *)(tile->image + step->terms);
    real q[ELEMENTS];
#pragma unroll
    for (int r = 0; r < ELEMENTS; r++) {
        q[r] = 0;
        if (!has_element(tile, r)) continue;
        amplitude b = bra[place_of(tile, r)], k = ket[place_of(tile, r)];
        q[r] = b.re * k.im - b.im * k.re;
    }
    walsh_hadamard(q);
    for (u32 first = 0; first < step->groups; first += SUMS_AT_ONCE) {
#pragma unroll
        for (int s = 0; s < ELEMENTS; s++) {
            u32 last = 0xffffffffu;
#pragma unroll 1
            for (u32 k = step->first_term[s]; k < step->first_term[s + 1]; k++) {
                u32 group = terms[k].group;
                if (group == last || group - first >= SUMS_AT_ONCE) continue;
                last = group;
                put_warp_sum(group - first, (double)(parity32(threadIdx.x & terms[k].low) ? -q[s] : q[s]));
            }
        }
        __syncthreads();
        for (u32 k = threadIdx.x; k < step->count; k += blockDim.x) {
            u32 slot = terms[k].group - first;
            if (slot >= SUMS_AT_ONCE) continue;
            double sum = block_sum(slot);
            sums[step->sums + terms[k].number] += parity(tile->base & terms[k].outer) ? -sum : sum;
        }
        __syncthreads();
    }
}

__device__ __noinline__ void undo_phases(const Tile *tile, const Step *step, double *sums) {
    amplitude *bra = elements_at(0), *ket = elements_at(tile->size);
    if (step->sums != NO_SUMS) phase_overlaps(tile, step, sums);
    stage_terms(tile, step);
    fixed angles[ELEMENTS];
    thread_angles(step, angles);
#pragma unroll
    for (int r = 0; r < ELEMENTS; r++) {
        if (!has_element(tile, r)) continue;
        amplitude phase = phase_of(angles[r]), *b = &bra[place_of(tile, r)], *k = &ket[place_of(tile, r)];
        phase.im = -phase.im;
        *b = multiply_add(zero_amplitude(), phase, *b);
        *k = multiply_add(zero_amplitude(), phase, *k);
    }
    __syncthreads();
}
