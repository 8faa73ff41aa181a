// The kernels of one precision as C++, and how they are called by name: REAL_BITS is 32 or 64.

#include "cuda.h"
#include <cstddef>
#include <utility>

// Both precisions have functions of the same names.
namespace {

#include "kernels.cu"

template <typename T> T argument(uint64_t bits) {
    T value;
    static_assert(sizeof(T) == sizeof bits, "every argument has eight bytes");
    std::memcpy(&value, &bits, sizeof bits);
    return value;
}

template <typename... A, std::size_t... I>
void apply(void (*kernel)(A...), const uint64_t *arguments, std::index_sequence<I...>) {
    kernel(argument<A>(arguments[I])...);
}

template <typename... A> void apply(void (*kernel)(A...), const uint64_t *arguments) {
    apply(kernel, arguments, std::index_sequence_for<A...>{});
}

} // namespace

// Calls a kernel as the current fiber; false if there is none of the name.
#define CASE(kernel)                                                                                                   \
    if (std::strcmp(name, #kernel) == 0) {                                                                             \
        apply(KERNEL(kernel), arguments);                                                                              \
        return true;                                                                                                   \
    }

extern "C" bool KERNEL(shim_call)(const char *name, const uint64_t *arguments) {
    CASE(run_pass)
    CASE(reverse_pass)
    CASE(gradient)
    CASE(fold_sums)
    CASE(expectation)
    CASE(apply_terms)
    CASE(zero_state)
    CASE(broadcast)
    CASE(inner_product)
    CASE(probabilities)
    CASE(probability_of_one)
    CASE(project)
    CASE(stretch_sums)
    CASE(walk)
    return false;
}
