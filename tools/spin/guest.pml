/* What the guest writes and reads. */

#define IN_RANGE(x, base) ((x) >= (base) && (x) < (base) + 256)
#define IS_GUEST_ADDRESS(x) ((x) == G_ADDRESS || (x) == G_OLD_ADDRESS || (x) == G_OTHER_ADDRESS)
/* A small number other than 0 is data of a guest whose base is 0, the capability's reset value. */
#define IS_GUEST_DATA(x) (IN_RANGE(x, 1) || IN_RANGE(x, G_BASE) || IN_RANGE(x, G_OLD_BASE) \
    || IN_RANGE(x, G_OTHER_BASE))
#define IS_HOST_VALUE(x) ((x) == H_ADDRESS || (x) == H_HIGH || IN_RANGE(x, H_BASE))
#define LOW_ROLE(x) ((x) == 0 -> IS_ZERO : (IS_GUEST_ADDRESS(x) -> IS_GUEST : \
    ((x) == H_ADDRESS -> LOW_HOST : LOW_OTHER)))
#define HIGH_ROLE(x) ((x) == 0 -> IS_ZERO : ((guest_high && (x) == HIGH_OF_GUEST) -> IS_GUEST : HIGH_OTHER))
/* The host's word for vector j of the grant: its base, the low log2(grant) bits replaced. */
#define IS_WORD(x, j) ((j) < GRANTED && (x) == ((H_BASE + host_base) & ~(GRANTED - 1)) + (j))
#define DATA_ROLE(x) ((x) == 0 -> IS_ZERO : (IS_WORD(x, k) -> DATA_WORD : \
    (IN_RANGE(x, H_BASE) -> DATA_WRONG_WORD : (x == v && IS_GUEST_DATA(x) -> IS_GUEST : DATA_OTHER))))
#define ORDINARY_ROLE(x) ((x) == 0 -> IS_ZERO : (IS_HOST_VALUE(x) -> ORDINARY_HOST : IS_GUEST))

inline put_address()
{
    piece(ADDRESS_WORD(s));
    if
    :: !lost || IS_GUEST_ADDRESS(v) -> JUDGE(GUEST_ADDRESS_CONTAINED, lost || !IS_GUEST_ADDRESS(w))
    :: else
    fi;
    if
    :: s == 0 && !lost -> low = LOW_ROLE(w); low_faithful = (w != v); vector = 0
    :: s == 0 && lost -> low_faithful = UNFAITHFUL; vector = 0
    :: else
    fi;
    phase[s] = IN_PROGRESS
}

inline put_high()
{
    piece(HIGH_WORD(s));
    JUDGE(COLLATERAL_FREE, lost || w == v);
    if
    :: guest_high -> JUDGE(GUEST_ADDRESS_CONTAINED, lost || w != HIGH_OF_GUEST)
    :: else
    fi;
    if
    :: s == 0 && !lost -> high = HIGH_ROLE(w)
    :: else
    fi
}

inline put_data()
{
    piece(DATA_WORD_OF(s));
    JUDGE(GUEST_DATA_CONTAINED, lost || w != v || !IS_GUEST_DATA(w));
    if
    :: k != NO_VECTOR -> JUDGE(VECTOR_OFFSET_PRESERVED, !lost && IS_WORD(w, k))
    :: else
    fi;
    if
    :: s == 0 && !lost -> data = DATA_ROLE(w); data_faithful = (w != v); vector = (k != NO_VECTOR)
    :: s == 0 && lost -> data_faithful = UNFAITHFUL; vector = (k != NO_VECTOR)
    :: else
    fi;
    phase[s] = PROGRAMMED
}

/* Of the ordinary registers the contents of the one at word 2 are kept. */
inline put_ordinary(word)
{
    piece(word);
    JUDGE(COLLATERAL_FREE, lost || w == v);
    if
    :: (word) == 2 && !lost -> ordinary = ORDINARY_ROLE(w); ordinary_faithful = (w != v)
    :: (word) == 2 && lost -> ordinary_faithful = UNFAITHFUL
    :: else
    fi
}

#define NO_WRITE 0
#define ADDRESS_WRITE 1
#define HIGH_WRITE 2
#define DATA_WRITE 3
#define ORDINARY_WRITE 4

/* The write that was chosen. An 8-byte write is two pieces, low half first. */
inline carry_out()
{
    if
    :: act == ADDRESS_WRITE ->
        put_address();
        if
        :: way == WIDE -> v = CAP_HIGH; put_high()
        :: else
        fi
    :: act == HIGH_WRITE -> put_high()
    :: act == DATA_WRITE ->
        if
        :: way == WIDE -> phys = v; v = CAP_HIGH; put_high(); v = phys; phys = 0
        :: else
        fi;
        put_data()
    :: act == ORDINARY_WRITE ->
        put_ordinary(s);
        if
        :: way == WIDE -> v = PLAIN; put_ordinary(s + 1)
        :: else
        fi
    :: else
    fi;
    act = NO_WRITE; s = 0; way = FINE; v = 0; k = 0; w = 0; lost = 0
}

/* Each way an access can fare; `small` is what an access of less than 4 bytes breaks. */
#define EACH_WAY(move, a, b, c, d, small, word, if_wide, if_alias) \
    move(a, b, c, d, FINE, 1) \
    move(a, b, c, d, WIDE, if_wide) \
    move(a, b, c, d, READ_FAILS, TRAPPED(word) && MAY(PHYSICAL_READ_SUCCEEDS)) \
    move(a, b, c, d, WRITE_FAILS, MAY(BAR_WRITE_SUCCEEDS)) \
    move(a, b, c, d, REJECTED, TRAPPED(word) && MAY(small)) \
    move(a, b, c, d, ALIAS, if_alias)

#define MAY_WRITE_SLOT(slot) (window == WINDOW_OF(slot) && (msi == ENABLED || MAY(PROGRAMMED_WHILE_ENABLED)))
#define OLD_PAIR (pairs == SEVERAL && MAY(STABLE_GUEST_PAIR))
/* The capability's address in a register that is no address register. */
#define MISPLACED (pair == PROGRAMMED_PAIR && MAY(UNIQUE_ADDRESS))

#define MAY_WRITE_ADDRESS(slot) (MAY_WRITE_SLOT(slot) && (!OTHER_BUSY(slot) || MAY(ONE_SLOT_AT_A_TIME)) \
    && (quirk == ABSENT || TRAPPED(ADDRESS_WORD(slot)) || MAY(SLOTS_IN_WINDOW)))
#define ADDRESS_STEP(slot, value, if_value, unused, how, if_how) \
    :: d_step { MAY_WRITE_ADDRESS(slot) && if_value && if_how -> \
        act = ADDRESS_WRITE; s = slot; v = value; way = how }
#define ADDRESS_VALUE(slot, value, if_value) \
    EACH_WAY(ADDRESS_STEP, slot, value, if_value, 0, WHOLE_REGISTER_WRITES, ADDRESS_WORD(slot), 1, \
        TRAPPED(ADDRESS_WORD(slot)) && MAY(SLOTS_IN_WINDOW))
#define ADDRESS_MOVES(slot) \
    ADDRESS_VALUE(slot, CAP_ADDRESS, 1) \
    ADDRESS_VALUE(slot, G_OLD_ADDRESS, OLD_PAIR) \
    ADDRESS_VALUE(slot, G_OTHER_ADDRESS, MAY(PAIRS_FROM_CAPABILITY))

#define HIGH_STEP(slot, value, if_value, unused, how, if_how) \
    :: d_step { MAY_WRITE_SLOT(slot) && if_value && if_how -> \
        act = HIGH_WRITE; s = slot; v = value; way = how }
#define HIGH_VALUE(slot, value, if_value) \
    EACH_WAY(HIGH_STEP, slot, value, if_value, 0, WHOLE_REGISTER_WRITES, HIGH_WORD(slot), 0, 0)
#define HIGH_MOVES(slot) \
    HIGH_VALUE(slot, CAP_HIGH, 1) \
    HIGH_VALUE(slot, CAP_ADDRESS, MISPLACED)

#define MAY_WRITE_DATA(slot) (MAY_WRITE_SLOT(slot) && (BUSY(slot) || MAY(ADDRESS_BEFORE_DATA)) \
    && (phase[slot] != INTERRUPTED || MAY(PROGRAMMED_WHILE_ENABLED)))
#define DATA_STEP(slot, value, offset, if_value, how, if_how) \
    :: d_step { MAY_WRITE_DATA(slot) && if_value && if_how -> \
        act = DATA_WRITE; s = slot; v = value; k = offset; way = how }
#define DATA_VALUE(slot, value, offset, if_value) \
    EACH_WAY(DATA_STEP, slot, value, offset, if_value, WHOLE_REGISTER_WRITES, DATA_WORD_OF(slot), \
        (slot != 0 || slot0_data != ELSEWHERE), 0)
/* One offset of each class: the first, the last of the allocation asked for, the first beyond that. */
#define DATA_MOVES(slot) \
    DATA_VALUE(slot, CAP_BASE, 0, 1) \
    DATA_VALUE(slot, CAP_BASE + n - 1, (n - 1), (n > 1)) \
    DATA_VALUE(slot, CAP_BASE + n, n, (vectors == GROWN || MAY(OFFSET_WITHIN_ALLOCATION))) \
    DATA_VALUE(slot, G_OLD_BASE, 0, OLD_PAIR) \
    DATA_VALUE(slot, G_OTHER_BASE, NO_VECTOR, MAY(PAIRS_FROM_CAPABILITY)) \
    DATA_VALUE(slot, CAP_ADDRESS, NO_VECTOR, MISPLACED)

#define SLOT_MOVES \
    ADDRESS_MOVES(0) ADDRESS_MOVES(1) ADDRESS_MOVES(2) \
    HIGH_MOVES(0) HIGH_MOVES(1) HIGH_MOVES(2) \
    DATA_MOVES(0) DATA_MOVES(1) DATA_MOVES(2)

/* Ordinary registers: at words 6 and 8 under A (and 2, where slot 0's data is elsewhere), at 2 under B. */
#define SHARES_DATA_OFFSET(word) \
    ((word == DATA_WORD_OF(0) && BUSY(0)) || (word == DATA_WORD_OF(2) && BUSY(2)))
#define IS_ORDINARY(at, word) (window == at && (word != 2 || at == B || slot0_data == ELSEWHERE))
#define ORDINARY_STEP(at, word, value, if_value, how, if_how) \
    :: d_step { IS_ORDINARY(at, word) && (!SHARES_DATA_OFFSET(word) || MAY(STABLE_WINDOW)) \
        && if_value && if_how -> act = ORDINARY_WRITE; s = word; v = value; way = how }
#define ORDINARY_VALUE(at, word, value, if_value) \
    EACH_WAY(ORDINARY_STEP, at, word, value, if_value, ALIGNED_FOUR_BYTE_ACCESS, word, \
        (at == B || word == 6), 0)
#define ORDINARY_AT(at, word) \
    ORDINARY_VALUE(at, word, 0, 1) \
    ORDINARY_VALUE(at, word, PLAIN, 1) \
    ORDINARY_VALUE(at, word, CAP_BASE, 1) \
    ORDINARY_VALUE(at, word, CAP_BASE + n - 1, (n > 1)) \
    ORDINARY_VALUE(at, word, CAP_BASE + n, 1) \
    ORDINARY_VALUE(at, word, CAP_ADDRESS, MISPLACED)

#define READS \
    :: d_step { IS_ORDINARY(window, 2) -> \
        JUDGE(READBACK_FAITHFUL, ordinary_faithful != UNFAITHFUL); \
        JUDGE(HOST_VALUES_CONFIDENTIAL, ordinary != ORDINARY_HOST) } \
    :: d_step { IS_ORDINARY(window, 2) && TRAPPED(2) && MAY(ALIGNED_FOUR_BYTE_ACCESS) -> \
        JUDGE(READBACK_FAITHFUL, ordinary == IS_ZERO && ordinary_faithful != UNFAITHFUL) } \
    :: d_step { MAY(NO_READBACK) -> \
        JUDGE(READBACK_FAITHFUL, low_faithful != UNFAITHFUL); \
        JUDGE(HOST_VALUES_CONFIDENTIAL, low != LOW_HOST && low != LOW_STALE) } \
    :: d_step { MAY(NO_READBACK) -> \
        JUDGE(READBACK_FAITHFUL, data_faithful != UNFAITHFUL); \
        JUDGE(HOST_VALUES_CONFIDENTIAL, !HOST_DATA) }

#define ABANDON(slot) :: d_step { BUSY(slot) && MAY(SLOT_COMPLETED) -> phase[slot] = NONE }

/*
 * The pair reaches a slot (slot 0, which stands for any) by a message in memory. That is no write to the
 * window, so another slot may be in progress; this one may not, else it would be given up.
 */
#define IN_MEMORY \
    :: d_step { pair == PROGRAMMED_PAIR && !BUSY(0) && (msi == ENABLED || MAY(PROGRAMMED_WHILE_ENABLED)) \
        && MAY(MMIO_PROGRAMMING) -> \
        phase[0] = PROGRAMMED; vector = 1; \
        low = IS_GUEST; high = (guest_high -> IS_GUEST : IS_ZERO); data = IS_GUEST; \
        low_faithful = 0; data_faithful = 0; \
        JUDGE(GUEST_ADDRESS_CONTAINED, 0); JUDGE(GUEST_DATA_CONTAINED, 0); \
        JUDGE(VECTOR_OFFSET_PRESERVED, 0) }

#define GUEST_MOVES \
    SLOT_MOVES ABANDON(0) ABANDON(1) ABANDON(2) IN_MEMORY \
    ORDINARY_AT(A, 2) ORDINARY_AT(A, 6) ORDINARY_AT(A, 8) ORDINARY_AT(B, 2) READS
