/*
 * The ring of stations: each is idle, waiting, busy or resting, and busy only while no neighbour is.
 *
 *     spin -a -DN=10 stations.pml
 *     gcc -O3 -march=native -DSAFETY -DNOREDUCE -DNOBOUNDCHECK -DNOFAIR pan.c
 *     ./a.out -E
 *
 * N: stations, 3 to 16. One process takes every step: processes of their own would cost SPIN more.
 */
#define IDLE 0
#define WAITING 1
#define BUSY 2
#define RESTING 3

byte phase[N];

#define STATION(i, left, right) \
    :: d_step { phase[i] == IDLE -> phase[i] = WAITING } \
    :: d_step { phase[i] == WAITING -> phase[i] = IDLE } \
    :: d_step { phase[i] == WAITING && phase[left] != BUSY && phase[right] != BUSY -> \
        phase[i] = BUSY } \
    :: d_step { phase[i] == BUSY -> phase[i] = RESTING } \
    :: d_step { phase[i] == RESTING -> phase[i] = IDLE }
#define LEFT(i) ((i + N - 1) % N)
#define RIGHT(i) ((i + 1) % N)

active proctype ring()
{
    do
    STATION(0, LEFT(0), RIGHT(0))
    STATION(1, LEFT(1), RIGHT(1))
    STATION(2, LEFT(2), RIGHT(2))
#if N > 3
    STATION(3, LEFT(3), RIGHT(3))
#endif
#if N > 4
    STATION(4, LEFT(4), RIGHT(4))
#endif
#if N > 5
    STATION(5, LEFT(5), RIGHT(5))
#endif
#if N > 6
    STATION(6, LEFT(6), RIGHT(6))
#endif
#if N > 7
    STATION(7, LEFT(7), RIGHT(7))
#endif
#if N > 8
    STATION(8, LEFT(8), RIGHT(8))
#endif
#if N > 9
    STATION(9, LEFT(9), RIGHT(9))
#endif
#if N > 10
    STATION(10, LEFT(10), RIGHT(10))
#endif
#if N > 11
    STATION(11, LEFT(11), RIGHT(11))
#endif
#if N > 12
    STATION(12, LEFT(12), RIGHT(12))
#endif
#if N > 13
    STATION(13, LEFT(13), RIGHT(13))
#endif
#if N > 14
    STATION(14, LEFT(14), RIGHT(14))
#endif
#if N > 15
    STATION(15, LEFT(15), RIGHT(15))
#endif
    od
}
