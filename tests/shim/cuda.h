// CUDA on one thread of a processor: enough of the language for the project's kernels, which are included unchanged.
// Every CUDA thread of a block is a fiber; a barrier is reached when all fibers of the block wait at it, a shuffle when all
// of a warp do. Shared memory starts as NaN in every block, so that what is read before it is written shows.
// It does not show races inside a warp, nor what an optimising device may reorder.

#pragma once
#include <cmath>
#include <cstdint>
#include <cstring>
#include <ucontext.h>

#define __global__
#define __device__
#define __noinline__
#define __shared__ static thread_local
#define __launch_bounds__(...)
#define SHARED_MEMORY_IS_DECLARED

namespace shim {

struct dim {
    unsigned x, y, z;
};

enum class waits { nothing, at_barrier, at_shuffle, done };

struct fiber {
    ucontext_t context;
    dim thread;
    waits state;
    unsigned shuffles;
};

struct block_state {
    dim block, grid, size;
    unsigned char *shared;
    // The barrier of each block that is left out, counted from 0; none if negative.
    long dropped_barrier;
    long barriers;
};

extern thread_local block_state block;
extern thread_local fiber *current;

void barrier();
uint64_t exchange(uint64_t bits, int mask);

} // namespace shim

#define threadIdx (shim::current->thread)
#define blockIdx (shim::block.block)
#define gridDim (shim::block.grid)
#define blockDim (shim::block.size)
#define shared_memory (shim::block.shared)
#define __syncthreads() shim::barrier()

inline double __shfl_xor_sync(unsigned, double value, int mask) {
    uint64_t bits;
    std::memcpy(&bits, &value, sizeof bits);
    bits = shim::exchange(bits, mask);
    std::memcpy(&value, &bits, sizeof bits);
    return value;
}

inline int __popc(unsigned bits) { return __builtin_popcount(bits); }
inline int __popcll(unsigned long long bits) { return __builtin_popcountll(bits); }
inline int __clz(int bits) { return bits == 0 ? 32 : __builtin_clz((unsigned)bits); }

inline void sincospi(double x, double *sin_of, double *cos_of) {
    double pi = 3.14159265358979323846;
    *sin_of = std::sin(pi * x);
    *cos_of = std::cos(pi * x);
}

inline void sincospif(float x, float *sin_of, float *cos_of) {
    double s, c;
    sincospi((double)x, &s, &c);
    *sin_of = (float)s;
    *cos_of = (float)c;
}
