"""The project's stream of random numbers (ChaCha with 8 rounds; Bernstein 2008), so that both sides draw the same circuits.

Called by `circuits.py`. It follows `simulator/src/random.rs` number for number and must not know what they are for.
"""

import math
import struct

PURPOSE_TEST = 11
_CONSTANTS = struct.unpack("<4I", b"expand 32-byte k")
_MASK = 0xFFFFFFFF


def _quarter_round(x, a, b, c, d):
    for first, second, third, turn in ((a, b, d, 16), (c, d, b, 12), (a, b, d, 8), (c, d, b, 7)):
        x[first] = (x[first] + x[second]) & _MASK
        mixed = x[third] ^ x[first]
        x[third] = (mixed << turn | mixed >> (32 - turn)) & _MASK


def _block(key, counter, index):
    """Sixteen 32-bit words: key is 8 words, counter and index are 64-bit."""
    start = [*_CONSTANTS, *key, counter & _MASK, counter >> 32, index & _MASK, index >> 32]
    x = list(start)
    for _ in range(4):
        for column in range(4):
            _quarter_round(x, column, column + 4, column + 8, column + 12)
        for column in range(4):
            _quarter_round(x, column, (column + 1) % 4 + 4, (column + 2) % 4 + 8, (column + 3) % 4 + 12)
    return [(word + first) & _MASK for word, first in zip(x, start)]


class RandomStream:
    """The stream of that name: seed and purpose are in the cipher's key, the index in its nonce.

    >>> RandomStream(0, 1, 0).bits()
    4606029925845525861
    """

    def __init__(self, seed, purpose, index):
        self._key = struct.unpack("<8I", struct.pack("<QQQQ", seed, purpose, 0, 0))
        self._index, self._counter, self._words = index, 0, []

    def bits(self):
        """The next 64 random bits."""
        if not self._words:
            self._words = _block(self._key, self._counter, self._index)[::-1]
            self._counter += 1
        low = self._words.pop()
        return low | self._words.pop() << 32

    def uniform(self):
        """Uniform in [0, 1), a multiple of 2^-53."""
        return (self.bits() >> 11) * 2.0**-53

    def normal(self):
        """Standard normal (Box and Muller 1958); draws two uniforms."""
        radius = math.sqrt(-2.0 * math.log(1.0 - self.uniform()))
        return radius * math.cos(math.tau * self.uniform())

    def below(self, bound):
        """Uniform in 0..bound without bias (Lemire 2019, arXiv:1805.10941)."""
        while True:
            product = self.bits() * bound
            low = product & 0xFFFFFFFFFFFFFFFF
            if low >= bound or low >= (2**64 - bound) % bound:
                return product >> 64

    def shuffle(self, items):
        """Permutes a list uniformly (Fisher-Yates)."""
        for last in range(len(items) - 1, 0, -1):
            other = self.below(last + 1)
            items[last], items[other] = items[other], items[last]
