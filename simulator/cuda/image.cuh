// The image: what the host uploads for a run, in one piece. Passes, their steps, and the numbers of the steps; places are
// bytes from the image's start. `image.rs` writes it, field for field.

// At most this many qubits in a tile, and qubits in all.
#define MOST_LOCAL 16
#define MOST_QUBITS 64
// At most this many element bits that one step mixes.
#define MOST_POSITIONS 12
// A step without sums.
#define NO_SUMS 0xffffffffu

enum Kind { TURNS = 0, PHASES = 1, MATRIX = 2 };

struct Pass {
    u64 steps;       // the first step
    u32 num_steps;
    u32 bits;        // element e of a tile has so many bits: local qubit j is bit j
    u32 outer_count; // a tile's number has so many bits: bit j is qubit outer[j]
    u32 num_sums;
    u32 first_sum;   // where its sums begin among all of the run
    u32 unused;
    u8 local[MOST_LOCAL];
    u8 outer[MOST_QUBITS];
};

// A flip: X on element bit `target` where `control` reads 1.
struct Flip {
    u8 target;
    u8 control;
    u8 where; // 0: no control, 1: an element bit, 2: a qubit outside the tile
    u8 unused;
};

struct Step {
    u64 numbers;     // turns: four entries each; matrix: the entries, row-major; phases: fixed angles
    u64 terms;       // phases: their terms; turns: their flips, before and then after
    u64 outer_mask;  // matrix: it acts where the tile's base row has these bits
    u64 outer_value; //
    u32 inner_mask;  // and where the element has these
    u32 inner_value;
    u32 kind;
    u32 count;       // positions in use; phases: terms
    u32 before;      // flips before
    u32 after;       // flips after
    u32 turned;      // turns: which positions are turned
    u32 lanes;       // 1, or as many numbers as lanes for each entry: numbers[entry * lanes + lane]
    u32 sums;        // the first sum of the way back
    u32 groups;      // phases: how many different inner masks
    u8 positions[MOST_POSITIONS]; // element bits, ascending for turns, the matrix's order for matrices
    u8 unused[4];
    u16 first_term[17]; // phases: terms by their bits above the thread's
    u16 more_unused[3];
};

// A parity (-1)^{|b & m|} by where the bits of m are.
struct Term {
    u64 outer; // outside the tile
    u32 low;   // element bits that are a thread's number
    u16 number; // its place in the operation
    u16 group; // terms with the same element bits are one group
};

// Terms of a Pauli sum with one X mask: sum_k w_k (-1)^{|z_k & j|} takes |j> to |j ^ x>.
struct Group {
    u64 x;
    u64 first;
    u64 count;
};

struct Observable {
    u64 groups;  // place of the groups
    u64 count;
    u64 masks;   // place of z_k
    u64 weights; // place of w_k, the power of i included: weights[k * lanes + lane]
    u64 lanes;   // 1, or the state's
};
