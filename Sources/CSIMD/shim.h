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

// The same for twice as many numbers at once, where the processor has such units, which has to be asked at run time.
#ifdef __x86_64__
#define SHIM_WIDE __attribute__((target("avx2")))
typedef short shim_int16x16 __attribute__((ext_vector_type(16)));
typedef short shim_loose_int16x8 __attribute__((ext_vector_type(8), aligned(2)));
typedef short shim_loose_int16x16 __attribute__((ext_vector_type(16), aligned(2)));
typedef int shim_int32x8 __attribute__((ext_vector_type(8)));
typedef int shim_loose_int32x4 __attribute__((ext_vector_type(4), aligned(2)));
typedef long long shim_int64x4 __attribute__((ext_vector_type(4)));

static inline int shim_has_wide(void) {
    __builtin_cpu_init();
    return __builtin_cpu_supports("avx2") != 0;
}

static inline __attribute__((always_inline)) SHIM_WIDE shim_int64x4 shim_wide_words(shim_int32x8 low, shim_int32x8 high) {
    return __builtin_shufflevector((shim_int64x4)__builtin_ia32_packssdw256(low, high), (shim_int64x4){0}, 0, 2, 1, 3);
}

// Weighs and adds up `count` pairs of rows, of which each takes `stride` bytes, beginning with `first` and going on with the
// first of all behind the last. `blocks` times 32 sums are rounded to `drop` bits less.
static inline SHIM_WIDE void shim_add_rows(
    const char *pairs, long stride, long first, long count, const int *weights, long blocks, int drop, short *sums) {
    const shim_int32x8 half = 1 << (drop - 1);
    for (long block = 0; block < blocks; block++, pairs += 128, sums += 32) {
        shim_int32x8 a = half, b = half, c = half, d = half;
        const char *row = pairs + first * stride;
        for (long tap = 0, left = count - first; tap < count; tap++) {
            const shim_int16x16 weight = (shim_int16x16)(shim_int32x8)weights[tap];
            const shim_loose_int16x16 *samples = (const shim_loose_int16x16 *)row;
            a += __builtin_ia32_pmaddwd256(samples[0], weight);
            b += __builtin_ia32_pmaddwd256(samples[1], weight);
            c += __builtin_ia32_pmaddwd256(samples[2], weight);
            d += __builtin_ia32_pmaddwd256(samples[3], weight);
            row = --left ? row + stride : pairs;
        }
        *(shim_loose_int16x16 *)sums = (shim_int16x16)shim_wide_words(a >> drop, b >> drop);
        *(shim_loose_int16x16 *)(sums + 16) = (shim_int16x16)shim_wide_words(c >> drop, d >> drop);
    }
}

// Weighs and adds up `taps` pixels, a multiple of 8, which lie in pairs, sample beside sample. A sum for each sample.
static inline __attribute__((always_inline)) SHIM_WIDE shim_int32x4 shim_add_pixels(
    const short *pairs, const short *weights, long taps, shim_int32x4 sum) {
    shim_int32x8 a = 0, b = 0;
    for (long tap = 0; tap < taps; tap += 8, pairs += 32) {
        const shim_int32x4 all = *(const shim_loose_int32x4 *)(weights + tap);
        const shim_int32x8 low = __builtin_shufflevector(all, all, 0, 0, 0, 0, 1, 1, 1, 1);
        const shim_int32x8 high = __builtin_shufflevector(all, all, 2, 2, 2, 2, 3, 3, 3, 3);
        a += __builtin_ia32_pmaddwd256(*(const shim_loose_int16x16 *)pairs, (shim_int16x16)low);
        b += __builtin_ia32_pmaddwd256(*(const shim_loose_int16x16 *)(pairs + 16), (shim_int16x16)high);
    }
    a += b;
    return sum + a.lo + a.hi;
}

// Makes `count` pixels of `bands` samples of a row of pairs: pixel i of those from pixel starts[i] - first on, an even number.
// Behind the last there is room for one more.
static inline SHIM_WIDE void shim_make_pixels(
    const short *pairs, long first, const long *starts, const short *weights, long taps, int drop, long count, long bands,
    unsigned char *pixels) {
    const shim_int32x4 half = 1 << (drop - 1);
    for (long i = 0; i < count; i++, weights += taps, pixels += bands) {
        shim_int32x4 sum = shim_add_pixels(pairs + (starts[i] - first) * 4, weights, taps, half) >> drop;
        unsigned bytes = shim_bytes(sum);
        __builtin_memcpy(pixels, &bytes, 4);
    }
}

// Lays `count` pairs of pixels of 3 samples sample beside sample.
static inline SHIM_WIDE void shim_pair_colours(const short *row, long count, short *pairs) {
    const shim_int16x8 nothing = 0;
    for (long i = 0; i < count; i++) {
        const shim_int16x8 two = *(const shim_loose_int16x8 *)(row + i * 6);
        *(shim_loose_int16x8 *)(pairs + i * 8) = __builtin_shufflevector(two, nothing, 0, 3, 1, 4, 2, 5, 8, 8);
    }
}
#endif

#endif
