/*
 * The ring of stations, searched breadth first by hand: what a program made for this one model needs, as the
 * limit for engines that take any model. The layout is the explorer's: a state is a number of 64 bits, two
 * for each station; beside it the position of the state it was met from; states met are bits of a bitmap or
 * (-DHASH) of blocks of 64, in the slots of a table with linear probing, at most 0.6 full.
 *
 *     gcc -O3 -march=native -DN=10 [-DHASH] stations.c
 *
 * Prints states, transitions and the bytes held at the end.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { IDLE, WAITING, BUSY, RESTING };

#define SHIFT(station) (2 * (N - 1 - (station)))
#define PHASE(state, station) ((state) >> SHIFT(station) & 3)
/* Each station has two ways to go at most. */
#define MOST_SUCCESSORS (2 * N)
#define FIRST_CAPACITY 1024

static uint64_t *states;
static int32_t *parents;
static size_t count, room;

static void *allocate(size_t elements, size_t size)
{
    void *memory = calloc(elements, size);
    if (!memory) {
        fputs("out of memory\n", stderr);
        exit(1);
    }
    return memory;
}

static void append(uint64_t state, int32_t parent)
{
    states[count] = state;
    parents[count++] = parent;
}

static void make_room(size_t more)
{
    if (count + more <= room) {
        return;
    }
    room = room ? room + room / 2 : FIRST_CAPACITY;
    states = realloc(states, room * sizeof(*states));
    parents = realloc(parents, room * sizeof(*parents));
    if (!states || !parents) {
        fputs("out of memory\n", stderr);
        exit(1);
    }
}

#ifdef HASH
struct block {
    uint64_t name; /* Of its states the greatest, which is not 0; 0 in an empty slot. */
    uint64_t bits;
};

static struct block *slots;
static size_t capacity, used;
static int shift;

static size_t home(uint64_t name)
{
    return name * 0x9e3779b97f4a7c15u >> shift;
}

static struct block *slot_of(uint64_t name)
{
    size_t slot = home(name);
    while (slots[slot].name && slots[slot].name != name) {
        slot = (slot + 1) & (capacity - 1);
    }
    return &slots[slot];
}

static void grow(void)
{
    struct block *old = slots;
    size_t old_capacity = capacity;
    capacity = capacity ? capacity * 2 : FIRST_CAPACITY;
    shift = 64 - __builtin_ctzll(capacity);
    slots = allocate(capacity, sizeof(*slots));
    for (size_t at = 0; at < old_capacity; at++) {
        if (old[at].name) {
            *slot_of(old[at].name) = old[at];
        }
    }
    free(old);
}

static void keep_new(const uint64_t *batch, int size, int32_t parent)
{
    while (used + size > capacity * 0.6) {
        grow();
    }
    for (int at = 0; at < size; at++) {
        __builtin_prefetch(&slots[home(batch[at] | 63)]);
    }
    for (int at = 0; at < size; at++) {
        struct block *block = slot_of(batch[at] | 63);
        uint64_t bit = (uint64_t)1 << (batch[at] & 63);
        used += !block->name;
        block->name = batch[at] | 63;
        if (!(block->bits & bit)) {
            block->bits |= bit;
            append(batch[at], parent);
        }
    }
}

static size_t seen_bytes(void)
{
    return capacity * sizeof(*slots);
}
#else
#define SEEN_WORDS (((uint64_t)1 << 2 * N) / 32 + 1)
static uint32_t *words;

static void keep_new(const uint64_t *batch, int size, int32_t parent)
{
    if (!words) {
        words = allocate(SEEN_WORDS, sizeof(*words));
    }
    for (int at = 0; at < size; at++) {
        uint32_t bit = 1u << (batch[at] & 31);
        if (!(words[batch[at] >> 5] & bit)) {
            words[batch[at] >> 5] |= bit;
            append(batch[at], parent);
        }
    }
}

static size_t seen_bytes(void)
{
    return SEEN_WORDS * sizeof(*words);
}
#endif

static int successors(uint64_t state, uint64_t *next)
{
    int size = 0;
#pragma GCC unroll 32
    for (int station = 0; station < N; station++) {
        uint64_t one = (uint64_t)1 << SHIFT(station);
        switch (PHASE(state, station)) {
        case IDLE:
            next[size++] = state + one * WAITING;
            break;
        case WAITING:
            next[size++] = state - one * WAITING;
            if (PHASE(state, (station + N - 1) % N) != BUSY &&
                PHASE(state, (station + 1) % N) != BUSY) {
                next[size++] = state + one * (BUSY - WAITING);
            }
            break;
        case BUSY:
            next[size++] = state + one * (RESTING - BUSY);
            break;
        default:
            next[size++] = state - one * RESTING;
        }
    }
    return size;
}

int main(void)
{
    uint64_t next[MOST_SUCCESSORS] = { 0 };
    uint64_t transitions = 0;
    make_room(1);
    keep_new(next, 1, -1);
    for (size_t at = 0; at < count; at++) {
        int size = successors(states[at], next);
        transitions += size;
        make_room(size);
        keep_new(next, size, at);
    }
    printf("states %zu transitions %llu bytes %zu\n", count, (unsigned long long)transitions,
           room * (sizeof(*states) + sizeof(*parents)) + seen_bytes());
    return 0;
}
