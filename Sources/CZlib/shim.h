/* SPDX-License-Identifier: Apache-2.0 */
#include <zlib.h>

/* deflateInit2 and inflateInit2 are macros that pass the version and the size of z_stream; Swift sees no macros. */
static inline int smsb_deflate_init(z_stream *stream, int level, int windowBits) {
    return deflateInit2(stream, level, Z_DEFLATED, windowBits, 9, Z_DEFAULT_STRATEGY);
}
static inline int smsb_inflate_init(z_stream *stream, int windowBits) {
    return inflateInit2(stream, windowBits);
}
