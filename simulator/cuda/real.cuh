// Numbers. One translation unit is one precision: REAL_BITS is 32 or 64. Included by every other file; needs no header.
// An angle is a count of turns in fixed point, 2^-32 or 2^-64 of a turn: sums of angles are exact whatever their order.

typedef unsigned char u8;
typedef unsigned short u16;
typedef unsigned int u32;
typedef unsigned long long u64;

#if REAL_BITS == 32
typedef float real;
typedef int fixed;
#define KERNEL(name) name##_f32
// Sixteen elements of eight bytes span the banks of shared memory.
#define BANK_BITS 4
#else
typedef double real;
typedef long long fixed;
#define KERNEL(name) name##_f64
#define BANK_BITS 3
#endif

struct alignas(2 * sizeof(real)) amplitude {
    real re;
    real im;
};

__device__ inline amplitude zero_amplitude() {
    amplitude zero = {0, 0};
    return zero;
}

// sum + a b
__device__ inline amplitude multiply_add(amplitude sum, amplitude a, amplitude b) {
    sum.re += a.re * b.re - a.im * b.im;
    sum.im += a.re * b.im + a.im * b.re;
    return sum;
}

// The parity of a number of bits.
__device__ inline u32 parity(u64 bits) { return (u32)__popcll(bits) & 1u; }
__device__ inline u32 parity32(u32 bits) { return (u32)__popc(bits) & 1u; }

// e^{i 2 pi turns}
__device__ inline amplitude phase_of(fixed turns) {
    amplitude phase;
#if REAL_BITS == 32
    sincospif((float)turns * 4.656612873077393e-10f, &phase.im, &phase.re); // 2^-31
#else
    sincospi((double)turns * 1.0842021724855044e-19, &phase.im, &phase.re); // 2^-63
#endif
    return phase;
}

__device__ inline real norm_sqr(amplitude a) { return a.re * a.re + a.im * a.im; }
