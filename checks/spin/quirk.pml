/* The quirk, and what becomes of a 4-byte piece. */

/* How a piece fares. */
#define FINE 0
#define READ_FAILS 1    /* the physical registers cannot be read: 0 */
#define WRITE_FAILS 2   /* QEMU's write to the BAR fails */
#define REJECTED 3      /* cut too small: the handler is not called, nothing is written */
#define ALIAS 4         /* through an offset that is not trapped */

/* The handler of the patch, for value v at a word; leaves the device's value in w. */
inline handler(word, how)
{
    before = cookie;
    if
    :: msi == ENABLED && v == CAP_ADDRESS ->
        if
        :: how == READ_FAILS || grant == GRANT_NONE -> phys = 0
        :: else -> phys = (byte_order == BIG -> REVERSED : H_ADDRESS)
        fi;
        w = phys;
        cookie = (word) + 2;
        JUDGE(COOKIE_DISCIPLINE, cookie == (word) + 2)
    :: msi == ENABLED && v != CAP_ADDRESS && cookie != 0 && cookie == (word) ->
        if
        :: (v & ~MASK) == CAP_WORD_8 ->
            if
            :: how == READ_FAILS || grant == GRANT_NONE -> phys = 0
            :: else ->
                phys = (capability == BITS_64 -> (host_high -> H_HIGH : 0) : H_BASE + host_base);
                phys = (byte_order == BIG && phys != 0 -> REVERSED : phys)
            fi;
            w = phys + (v & MASK)
        :: else -> w = v
        fi;
        cookie = 0;
        JUDGE(COOKIE_DISCIPLINE, cookie == 0)
    :: else ->
        w = v
    fi;
    if
    :: msi != ENABLED -> JUDGE(DISABLED_TRANSPARENT, w == v && cookie == before)
    :: else
    fi;
    before = 0;
    phys = 0
}

/* A piece on its way: sets w and lost. */
inline piece(word, how)
{
    w = v;
    lost = (how == REJECTED || how == WRITE_FAILS);
    if
    :: how != REJECTED && how != ALIAS && TRAPPED(word) -> handler(word, how)
    :: else
    fi;
    JUDGE(WRITE_DELIVERED, !lost)
}
#define DONE v = 0; w = 0; lost = 0
