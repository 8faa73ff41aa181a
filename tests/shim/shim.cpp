// Blocks one after the other, the threads of a block as fibers.

#include "cuda.h"
#include <cstdlib>
#include <vector>

namespace shim {

thread_local block_state block;
thread_local fiber *current;

namespace {

const std::size_t STACK_BYTES = 128 << 10;

// What a launch calls.
struct call {
    bool (*kernel)(const char *, const uint64_t *);
    const char *name;
    const uint64_t *arguments;
    bool is_known;
};

thread_local std::vector<fiber> fibers;
thread_local std::vector<unsigned char> stacks;
thread_local std::vector<uint64_t> slots;
thread_local ucontext_t scheduler;
thread_local call running;

void start() {
    running.is_known = running.kernel(running.name, running.arguments);
    current->state = waits::done;
}

void wait(waits state) {
    current->state = state;
    swapcontext(&current->context, &scheduler);
}

void resume(fiber &f) {
    current = &f;
    f.state = waits::nothing;
    swapcontext(&scheduler, &f.context);
}

// Whether every fiber from `first` up to `last` that is not done waits for the same.
bool all_wait(std::size_t first, std::size_t last, waits state) {
    for (std::size_t k = first; k < last; k++) {
        if (fibers[k].state != state && fibers[k].state != waits::done) return false;
    }
    return true;
}

bool all_done() {
    for (const fiber &f : fibers) {
        if (f.state != waits::done) return false;
    }
    return true;
}

void resume_range(std::size_t first, std::size_t last) {
    for (std::size_t k = first; k < last; k++) {
        if (fibers[k].state != waits::done) resume(fibers[k]);
    }
}

void run_block() {
    std::size_t count = fibers.size();
    for (std::size_t k = 0; k < count; k++) {
        fiber &f = fibers[k];
        getcontext(&f.context);
        f.context.uc_stack.ss_sp = &stacks[k * STACK_BYTES];
        f.context.uc_stack.ss_size = STACK_BYTES;
        f.context.uc_link = &scheduler;
        f.thread = {(unsigned)k, 0, 0};
        f.shuffles = 0;
        makecontext(&f.context, start, 0);
        resume(f);
    }
    while (!all_done()) {
        bool moved = false;
        for (std::size_t warp = 0; warp < count; warp += 32) {
            std::size_t end = warp + 32 < count ? warp + 32 : count;
            // One that is done is not waiting.
            while (all_wait(warp, end, waits::at_shuffle) && !all_wait(warp, end, waits::done)) {
                resume_range(warp, end);
                moved = true;
            }
        }
        if (all_wait(0, count, waits::at_barrier) && !all_done()) {
            resume_range(0, count);
            moved = true;
        }
        // Some threads wait at a barrier, others at a shuffle, for ever: a device would hang.
        if (!moved && !all_done()) std::abort();
    }
}

} // namespace

void barrier() {
    // Every thread counts the same barriers.
    static thread_local std::vector<long> counts;
    counts.resize(fibers.size());
    if (block.barriers == 0) counts.assign(fibers.size(), 0);
    block.barriers = 1;
    long number = counts[current->thread.x]++;
    if (number == block.dropped_barrier) return;
    wait(waits::at_barrier);
}

// Two sets of slots take turns: nobody writes what another still has to read.
uint64_t exchange(uint64_t bits, int mask) {
    std::size_t own = current->thread.x, half = fibers.size() * (current->shuffles++ & 1);
    slots[half + own] = bits;
    wait(waits::at_shuffle);
    return slots[half + (own ^ (unsigned)mask)];
}

} // namespace shim

// Runs a kernel on a grid; false if there is none of the name. The barrier number `dropped_barrier` of each block is left
// out, none if it is negative.
extern "C" bool shim_launch(bool (*kernel)(const char *, const uint64_t *), const char *name, const unsigned *grid,
                            unsigned threads, std::size_t shared_bytes, const uint64_t *arguments,
                            long dropped_barrier) {
    using namespace shim;
    fibers.resize(threads);
    if (stacks.size() < threads * STACK_BYTES) stacks.resize(threads * STACK_BYTES);
    slots.assign(2 * threads, 0);
    running = {kernel, name, arguments, false};
    std::vector<uint64_t> shared(shared_bytes / 8 + 2);
    for (unsigned y = 0; y < grid[1]; y++) {
        for (unsigned x = 0; x < grid[0]; x++) {
            // All bits set is NaN in both precisions.
            std::memset(shared.data(), 0xff, shared.size() * 8);
            block = {{x, y, 0}, {grid[0], grid[1], 1}, {threads, 1, 1}, nullptr, dropped_barrier, 0};
            block.shared = (unsigned char *)(((uintptr_t)shared.data() + 15) & ~(uintptr_t)15);
            run_block();
        }
    }
    return running.is_known;
}
