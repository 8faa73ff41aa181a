// Tiles: the amplitudes of a pass's local qubits, in shared memory. A block works on one tile of one lane at a time; lane
// after lane is contiguous, so that a block never leaves its lane. Thread t owns the elements t + r T, r = 0 ... 15.
//
// Everything that says where an element is, is linear over GF(2): its bits at their qubits, the bank it lies in, the flips
// of a step. So an address is the exclusive or of the thread's and of one number for each bit of r.

// At most this many elements a thread, and their bits.
#define ELEMENTS 16
#define ELEMENT_BITS 4
// And this many threads a block: tiles of at most 2^12 elements, of 2^11 in double precision, where registers count twice.
#if REAL_BITS == 32
#define MOST_THREADS 256
#define BLOCKS_AT_ONCE 2
#else
#define MOST_THREADS 128
#define BLOCKS_AT_ONCE 3
#endif

#ifndef SHARED_MEMORY_IS_DECLARED
extern __shared__ __align__(16) unsigned char shared_memory[];
#endif

// The tile that starts after `offset` elements. Named here, so that the compiler knows it for shared memory.
__device__ inline amplitude *elements_at(u32 offset) { return (amplitude *)shared_memory + offset; }

// Neighbouring elements, and those that differ in one high bit, lie in different banks.
__device__ inline u32 place(u32 e) {
    return e ^ (((e >> BANK_BITS) ^ (e >> (2 * BANK_BITS)) ^ (e >> (3 * BANK_BITS))) & ((1u << BANK_BITS) - 1u));
}

// What a block knows while it works on a tile.
struct Tile {
    const u8 *image;
    u64 base;                      // the row of element 0
    u32 lane;
    u32 size;                      // elements
    u32 thread_bits;               // T = 2^thread_bits
    u32 thread_place;              // where the thread's first element is,
    u32 place_steps[ELEMENT_BITS]; // and what the bits of r change
    u64 thread_row;                // its row above the base,
    u64 row_steps[ELEMENT_BITS];   // and what the bits of r change
};

__device__ inline u32 log2_of(u32 power) { return 31u - (u32)__clz((int)power); }

// Element bits at the places of their qubits.
__device__ inline u64 spread(const Pass *pass, u32 e) {
    u64 row = 0;
#pragma unroll 1
    for (u32 j = 0; j < pass->bits; j++) row |= (u64)((e >> j) & 1u) << pass->local[j];
    return row;
}

__device__ inline Tile tile_of(const u8 *image, const Pass *pass, u32 lane) {
    Tile tile;
    tile.image = image;
    tile.base = 0;
    tile.lane = lane;
    tile.size = 1u << pass->bits;
    tile.thread_bits = log2_of(blockDim.x);
    tile.thread_place = place(threadIdx.x);
    tile.thread_row = spread(pass, threadIdx.x);
#pragma unroll
    for (int k = 0; k < ELEMENT_BITS; k++) {
        tile.place_steps[k] = place(1u << (tile.thread_bits + k));
        tile.row_steps[k] = spread(pass, 1u << (tile.thread_bits + k));
    }
    return tile;
}

// Whether the thread has an element number r.
__device__ inline bool has_element(const Tile *tile, int r) {
    return threadIdx.x + ((u32)r << tile->thread_bits) < tile->size;
}

// Where it is.
__device__ inline u32 place_of(const Tile *tile, int r) {
    u32 at = tile->thread_place;
#pragma unroll
    for (int k = 0; k < ELEMENT_BITS; k++) at ^= (r >> k) & 1 ? tile->place_steps[k] : 0u;
    return at;
}

// And its row in the state.
__device__ inline u64 row_at(const Tile *tile, int r) {
    u64 row = tile->base | tile->thread_row;
#pragma unroll
    for (int k = 0; k < ELEMENT_BITS; k++) row |= (r >> k) & 1 ? tile->row_steps[k] : 0ull;
    return row;
}

// The row of element 0 of tile number `number`.
__device__ inline u64 base_of(const Pass *pass, u64 number) {
    u64 base = 0;
#pragma unroll 1
    for (u32 j = 0; j < pass->outer_count; j++) base |= ((number >> j) & 1ull) << pass->outer[j];
    return base;
}

__device__ inline void load_tile(const Tile *tile, const amplitude *lane, u32 offset) {
    amplitude *elements = elements_at(offset);
#pragma unroll 8
    for (int r = 0; r < ELEMENTS; r++) {
        if (has_element(tile, r)) elements[place_of(tile, r)] = lane[row_at(tile, r)];
    }
}

__device__ inline void store_tile(const Tile *tile, amplitude *lane, u32 offset) {
    const amplitude *elements = elements_at(offset);
#pragma unroll 8
    for (int r = 0; r < ELEMENTS; r++) {
        if (has_element(tile, r)) lane[row_at(tile, r)] = elements[place_of(tile, r)];
    }
}

// Number `g` with zeros put in where `mask` has ones.
__device__ inline u32 open_mask(u32 g, u32 mask) {
#pragma unroll 1
    for (; mask; mask &= mask - 1u) {
        u32 below = (mask & (0u - mask)) - 1u;
        g = ((g & ~below) << 1) | (g & below);
    }
    return g;
}

// Element bits that the step mixes.
__device__ inline u32 position_mask(const Step *step) {
    u32 mask = 0;
#pragma unroll 1
    for (u32 k = 0; k < step->count; k++) mask |= 1u << step->positions[k];
    return mask;
}
