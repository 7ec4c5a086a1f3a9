/* SPDX-License-Identifier: Apache-2.0 */
#include <zlib.h>

/* inflateInit2 is a macro that passes the version and the size of z_stream; Swift sees no macros. */
static inline int smsb_inflate_init(z_stream *stream, int windowBits) {
    return inflateInit2(stream, windowBits);
}
