/* SPDX-License-Identifier: Apache-2.0 */
#include <libdeflate.h>

/* LIBDEFLATE_VERSION_STRING is a macro of a string; the library has no function for it. */
static inline const char *smsb_deflate_version(void) {
    return LIBDEFLATE_VERSION_STRING;
}
