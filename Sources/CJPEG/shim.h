#ifndef CJPEG_SHIM_H
#define CJPEG_SHIM_H

#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
// Needs stdio.h before.
#include <jpeglib.h>

// libjpeg ends a failed call by a jump, which must not pass Swift's frames. Each call into it is made from here, where
// the jump ends; a function that Swift gives has returned before anything fails. What rows mean is decided by Swift.

// Reads up to `count` bytes; 0 at the end, -1 when nothing can be read.
typedef long (*shim_jpeg_read)(void *reader, unsigned char *buffer, long count);

typedef struct {
    struct jpeg_decompress_struct decoder;
    struct jpeg_error_mgr errors;
    struct jpeg_source_mgr input;
    jmp_buf failed;
    shim_jpeg_read read;
    void *reader;
    unsigned char buffer[16384];
} shim_jpeg;

static inline void shim_jpeg_fail(j_common_ptr decoder) { longjmp(((shim_jpeg *)decoder->client_data)->failed, 1); }
static inline void shim_jpeg_say_nothing(j_common_ptr decoder) {}
static inline void shim_jpeg_nothing(j_decompress_ptr decoder) {}

// A file that ends too early fails, too.
static inline boolean shim_jpeg_fill(j_decompress_ptr decoder) {
    shim_jpeg *jpeg = (shim_jpeg *)decoder->client_data;
    long count = jpeg->read(jpeg->reader, jpeg->buffer, sizeof jpeg->buffer);
    if (count <= 0) longjmp(jpeg->failed, 1);
    jpeg->input.next_input_byte = jpeg->buffer;
    jpeg->input.bytes_in_buffer = (size_t)count;
    return TRUE;
}

static inline void shim_jpeg_skip(j_decompress_ptr decoder, long count) {
    struct jpeg_source_mgr *input = decoder->src;
    while (count > (long)input->bytes_in_buffer) {
        count -= (long)input->bytes_in_buffer;
        shim_jpeg_fill(decoder);
    }
    if (count <= 0) return;
    input->next_input_byte += count;
    input->bytes_in_buffer -= (size_t)count;
}

// Reads the header, begins to decode 1/`divisor` of the samples. NULL when that fails.
static inline shim_jpeg *shim_jpeg_open(shim_jpeg_read read, void *reader, unsigned divisor) {
    shim_jpeg *jpeg = (shim_jpeg *)calloc(1, sizeof *jpeg);
    if (!jpeg) return NULL;
    jpeg->read = read;
    jpeg->reader = reader;
    jpeg->decoder.err = jpeg_std_error(&jpeg->errors);
    jpeg->errors.error_exit = shim_jpeg_fail;
    jpeg->errors.output_message = shim_jpeg_say_nothing;
    jpeg->decoder.client_data = jpeg;
    if (setjmp(jpeg->failed)) {
        jpeg_destroy_decompress(&jpeg->decoder);
        free(jpeg);
        return NULL;
    }
    jpeg_create_decompress(&jpeg->decoder);
    jpeg->input.init_source = shim_jpeg_nothing;
    jpeg->input.fill_input_buffer = shim_jpeg_fill;
    jpeg->input.skip_input_data = shim_jpeg_skip;
    jpeg->input.resync_to_restart = jpeg_resync_to_restart;
    jpeg->input.term_source = shim_jpeg_nothing;
    jpeg->decoder.src = &jpeg->input;
    jpeg_read_header(&jpeg->decoder, TRUE);
    jpeg->decoder.scale_num = 1;
    jpeg->decoder.scale_denom = divisor;
    jpeg_start_decompress(&jpeg->decoder);
    return jpeg;
}

// Decodes the next row; 0 when that fails.
static inline int shim_jpeg_row(shim_jpeg *jpeg, unsigned char *row) {
    if (setjmp(jpeg->failed)) return 0;
    return jpeg_read_scanlines(&jpeg->decoder, &row, 1) == 1;
}

static inline void shim_jpeg_close(shim_jpeg *jpeg) {
    jpeg_destroy_decompress(&jpeg->decoder);
    free(jpeg);
}

#endif
