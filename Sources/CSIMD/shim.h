#ifndef CSIMD_SHIM_H
#define CSIMD_SHIM_H

// Instructions of vector units that Swift's SIMD types have no operation for.
typedef unsigned char shim_uint8x16 __attribute__((ext_vector_type(16)));
typedef short shim_int16x8 __attribute__((ext_vector_type(8)));
typedef int shim_int32x4 __attribute__((ext_vector_type(4)));
typedef unsigned shim_uint32x4 __attribute__((ext_vector_type(4)));

// a[0] * b[0] + a[1] * b[1], a[2] * b[2] + a[3] * b[3], …
static inline __attribute__((always_inline)) shim_int32x4 shim_multiply_add_pairs(shim_int16x8 a, shim_int16x8 b) {
#ifdef __SSE2__
    return __builtin_ia32_pmaddwd128(a, b);
#else
    return __builtin_convertvector(a.even, shim_int32x4) * __builtin_convertvector(b.even, shim_int32x4)
        + __builtin_convertvector(a.odd, shim_int32x4) * __builtin_convertvector(b.odd, shim_int32x4);
#endif
}

// The eight numbers, the lowest and the highest of 16 bits where they are beyond.
static inline __attribute__((always_inline)) shim_int16x8 shim_words(shim_int32x4 low, shim_int32x4 high) {
#ifdef __SSE2__
    return __builtin_ia32_packssdw128(low, high);
#else
    shim_int16x8 words;
    for (int i = 0; i < 8; i++) {
        int number = i < 4 ? low[i] : high[i - 4];
        words[i] = (short)(number < -32768 ? -32768 : number > 32767 ? 32767 : number);
    }
    return words;
#endif
}

// Sixteen bytes of each, in turn, as numbers of 16 bits: a[0], b[0], a[1], b[1], …
static inline __attribute__((always_inline)) void shim_interleave(shim_uint8x16 a, shim_uint8x16 b, shim_int16x8 *out) {
    shim_uint8x16 low = __builtin_shufflevector(a, b, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
    shim_uint8x16 high = __builtin_shufflevector(a, b, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
    out[0] = __builtin_convertvector(low.lo, shim_int16x8);
    out[1] = __builtin_convertvector(low.hi, shim_int16x8);
    out[2] = __builtin_convertvector(high.lo, shim_int16x8);
    out[3] = __builtin_convertvector(high.hi, shim_int16x8);
}

// The four numbers as bytes, the first the lowest; 0 and 255 where they are beyond.
static inline __attribute__((always_inline)) unsigned shim_bytes(shim_int32x4 numbers) {
#ifdef __SSE2__
    shim_int16x8 words = __builtin_ia32_packssdw128(numbers, numbers);
    return ((shim_uint32x4)__builtin_ia32_packuswb128(words, words))[0];
#else
    unsigned bytes = 0;
    for (int i = 3; i >= 0; i--) {
        bytes = bytes << 8 | (unsigned)(numbers[i] < 0 ? 0 : numbers[i] > 255 ? 255 : numbers[i]);
    }
    return bytes;
#endif
}

#endif
