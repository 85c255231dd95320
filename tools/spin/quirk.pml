/* The quirk, and what becomes of a 4-byte piece on its way to the device. */

/* How an access fares. */
#define FINE 0
#define WIDE 1          /* 8 bytes: with the high register, or the word that follows an ordinary one */
#define READ_FAILS 2    /* the physical registers cannot be read: 0 */
#define WRITE_FAILS 3   /* QEMU's write to the BAR fails */
#define REJECTED 4      /* smaller than 4 bytes: the memory core drops it */
#define ALIAS 5         /* through an offset that is not trapped */

/* The patch's handler, called for value v at a word: leaves in w what goes on to the device. */
inline handler(word)
{
    before = cookie;
    if
    :: msi == ENABLED && v == CAP_ADDRESS ->
        if
        :: way == READ_FAILS || grant == GRANT_NONE -> w = 0
        :: else -> w = (byte_order == BIG -> REVERSED : H_ADDRESS)
        fi;
        cookie = (word) + 2
    :: msi == ENABLED && v != CAP_ADDRESS && cookie != 0 && cookie == (word) ->
        if
        :: (v & ~MASK) == CAP_WORD_8 ->
            if
            :: way == READ_FAILS || grant == GRANT_NONE -> phys = 0
            :: else ->
                phys = (capability == BITS_64 -> (host_high -> H_HIGH : 0) : H_BASE + host_base);
                phys = (byte_order == BIG && phys != 0 -> REVERSED : phys)
            fi;
            w = phys + (v & MASK);
            phys = 0
        :: else
        fi;
        cookie = 0
    :: else
    fi;
    if
    :: msi != ENABLED -> JUDGE(DISABLED_TRANSPARENT, w == v && cookie == before)
    :: msi == ENABLED && (v == CAP_ADDRESS || before == (word)) ->
        JUDGE(COOKIE_DISCIPLINE, cookie == (v == CAP_ADDRESS -> (word) + 2 : 0))
    :: else -> JUDGE_ONLY(COOKIE_DISCIPLINE, cookie == before)
    fi;
    before = 0
}

/* The device wants an 8-byte write whole, and gets it as two calls of the handler. */
#define IGNORED(word) (way == WIDE && TRAPPED(word) && eight_byte == WHOLE_ONLY)

/* Value v on its way to a word: sets w, and lost. */
inline piece(word)
{
    w = v;
    if
    :: way != REJECTED && way != ALIAS && TRAPPED(word) -> handler(word)
    :: else
    fi;
    JUDGE(WRITE_DELIVERED, way != REJECTED && way != WRITE_FAILS);
    lost = (way == REJECTED || way == WRITE_FAILS || IGNORED(word))
}
