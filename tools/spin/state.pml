/* The components of a state, each value numbered as in docs/model.md. */

/* Choices made once. The first value of each is the usual one. */
bit remapping;      /* on, off */
#define NO_REMAPPING 1
bit capability;     /* 32-bit, 64-bit */
#define BITS_64 1
byte guest_high;    /* zero, unaligned, aligned, low half zero: the guest's high address word */
#define HIGH_UNALIGNED 1
#define HIGH_ALIGNED 2
bit host_high;      /* zero, set */
bit guest_base;     /* aligned, unaligned */
bit host_base;      /* aligned, unaligned */
bit byte_order;     /* little, big */
#define BIG 1
bit slot0_data;     /* at plus 8, elsewhere */
#define ELSEWHERE 1
bit window_end;     /* clear, cuts slot 0 */
#define CUTS 1
bit eight_byte;     /* divisible, whole only */
#define WHOLE_ONLY 1
bit quirk;          /* present, absent */
#define ABSENT 1
bit architecture;   /* same, other */
#define OTHER_ARCHITECTURE 1

/* MSI, as QEMU and the host have it. */
bit msi;            /* disabled, enabled */
#define ENABLED 1
bit pair;           /* zero, programmed */
#define PROGRAMMED_PAIR 1
bit pairs;          /* one, several: another pair was there before */
#define SEVERAL 1
bit vectors;        /* as asked, grown */
#define GROWN 1
byte grant;         /* none, one, as asked, grown */
#define GRANT_NONE 0
#define GRANT_ONE 1
#define GRANT_ASKED 2
#define GRANT_GROWN 3

byte cookie;        /* 0, or the word of the window it names */

/* The device's window, and how far the guest is with each slot. */
bit window;         /* A, B */
#define A 0
#define B 1
byte phase[3];      /* none, in progress, interrupted, programmed */
#define NONE 0
#define IN_PROGRESS 1
#define INTERRUPTED 2
#define PROGRAMMED 3

/* Slot 0's registers, by role. */
bit vector;         /* programmed with the guest's data for a vector: no, yes */
byte low;           /* zero, guest, host, stale, other */
byte high;          /* zero, guest, other */
byte data;          /* zero, guest, word, wrong word, stale, other */
#define IS_ZERO 0
#define IS_GUEST 1
#define LOW_HOST 2
#define LOW_STALE 3
#define LOW_OTHER 4
#define HIGH_OTHER 2
#define DATA_WORD 2
#define DATA_WRONG_WORD 3
#define DATA_STALE 4
#define DATA_OTHER 5

/* Beside a shadow device that got every write unaltered: yes (the same), no. */
bit low_faithful;
bit data_faithful;
byte ordinary;      /* the register at word 2: zero, guest, host */
#define ORDINARY_HOST 2
bit ordinary_faithful;
#define UNFAITHFUL 1

byte n;             /* vectors the guest asks for: constant in a run */

/* Scratch: set and used within one move and 0 again at its end, so that no state holds it. */
byte act;           /* what the guest writes: ADDRESS_WRITE ... */
byte s;             /* the slot; of an ordinary register the word */
byte way;           /* how the access fares: FINE ... */
short v;            /* the value the guest writes */
short k;            /* the vector offset it means, NO_VECTOR for a value that is no vector's */
short w;            /* the value that goes on to the device */
short phys;         /* what the physical register gives */
byte before;        /* the cookie before a call */
bit lost;           /* nothing reaches the device */
bit ok;
#define NO_VECTOR 255

/* One number for each role; all differ, and all are far from each other's vectors. */
#define G_ADDRESS 1024        /* the capability's address; the same, of an earlier programming */
#define G_OLD_ADDRESS 1536
#define G_OTHER_ADDRESS 2048  /* of another interrupt domain of the guest */
#define G_HIGH 2560           /* its low bits are clear */
#define G_HIGH_BEYOND 16384   /* stands for a number that has bits above the word at +8 only */
#define G_BASE 4096           /* the capability's base data */
#define G_OLD_BASE 5120
#define G_OTHER_BASE 6144
#define H_ADDRESS 8192
#define H_HIGH 8704
#define H_BASE 10240
#define REVERSED 12288        /* bytes of a physical register in reverse */
#define PLAIN 14336           /* any other value */

#define N n
#define ALLOCATION (vectors == GROWN -> 2 * N : N)
#define MASK (ALLOCATION - 1)
#define GRANTED (grant == GRANT_NONE -> 0 : (grant == GRANT_ONE -> 1 : (grant == GRANT_ASKED -> N : 2 * N)))

/* What the capability holds, in QEMU's copy; and the word 8 bytes on in it, whatever the layout. */
#define CAP_ADDRESS (pair == PROGRAMMED_PAIR -> G_ADDRESS : 0)
#define CAP_BASE (pair == PROGRAMMED_PAIR -> G_BASE + guest_base : 0)
#define HIGH_OF_GUEST (guest_high == HIGH_UNALIGNED -> G_HIGH + 1 : \
    (guest_high == HIGH_ALIGNED -> G_HIGH : G_HIGH_BEYOND))
#define CAP_HIGH (pair == PROGRAMMED_PAIR && guest_high -> HIGH_OF_GUEST : 0)
#define CAP_WORD_8 (capability == BITS_64 -> CAP_HIGH & ~G_HIGH_BEYOND : CAP_BASE)

#define BUSY(s) (phase[s] == IN_PROGRESS || phase[s] == INTERRUPTED)
#define ANY_BUSY (BUSY(0) || BUSY(1) || BUSY(2))
#define OTHER_BUSY(s) ((s != 0 && BUSY(0)) || (s != 1 && BUSY(1)) || (s != 2 && BUSY(2)))
#define ANY_PROGRAMMED (phase[0] == PROGRAMMED || phase[1] == PROGRAMMED || phase[2] == PROGRAMMED)

/* Register map: words of the window. Slot 2 is there under position B, the others under A. */
#define WINDOW_OF(s) ((s) / 2)
#define ADDRESS_WORD(s) (3 * (s))
#define HIGH_WORD(s) (3 * (s) + 1)
#define DATA_WORD_OF(s) (((s) == 0 && slot0_data == ELSEWHERE) -> 9 : 3 * (s) + 2)
#define TRAPPED(word) (quirk != ABSENT && (window_end != CUTS || (word) < 2))
