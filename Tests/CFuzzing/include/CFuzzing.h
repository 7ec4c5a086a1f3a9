/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <stdint.h>

/* Bytes on the heap now, as malloc_usable_size counts them. */
int64_t fuzz_heap_now(void);

/* The most bytes that were on the heap since fuzz_heap_start. */
int64_t fuzz_heap_peak(void);

/* Begins to look for a new peak, at what is on the heap now. */
void fuzz_heap_start(void);

/* Processor time of this thread in nanoseconds. */
int64_t fuzz_processor_time(void);

/* After this, a trap, a crash or an input that takes longer than `seconds` ends the process with
   status 1 and the line that repeats it. `subject` must stay where it is. */
void fuzz_guard(const char *subject, uint64_t seed, uint64_t number, unsigned seconds);

/* Installs the handlers of fuzz_guard, and prints line by line. */
void fuzz_guard_install(void);
