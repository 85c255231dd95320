#include "verdicts.pml"
#include "state.pml"
#include "quirk.pml"
#include "guest.pml"
#include "others.pml"

active proctype world()
{
    atomic { c_code { read_environment(); now.n = asked; }; choose() };
    do
    :: c_expr { observe () } -> skip
    OBSERVATIONS
    :: atomic {
        if
        CAPABILITY_MOVES
        GUEST_MOVES
        DEVICE_MOVES
        HOST_MOVES
        fi;
        d_step { carry_out() }
       }
    od
}
