/*
 * This model describes what surrounds QEMU's quirk for the MSI registers of ath11k and ath12k cards (the
 * patch "vfio/pci-quirks: Quirk for ath wireless" of 12 August 2024): guest driver, MSI capability,
 * memory core, the quirk's write handler, vfio and the host's interrupts, and the device with its sliding
 * window. 36 assumptions about them are switches; dropping one adds moves. 14 invariants are judged on
 * every step and every state.
 *
 * It was written by hand from a description of the system, not from quirkcheck's TypeScript, with which it
 * is compared: docs/engines.md.
 *
 * This file may be used under the terms of the MIT licence, as all of quirkcheck.
 *
 * To verify it (it cannot be simulated, because it holds C code):
 *     spin -a -o1 -o2 -o3 tools/spin/world.pml
 *     gcc -O2 -DSAFETY -DNOREDUCE pan.c
 *     VECTORS=2 DROP=full-grant,interrupt-remapping ./a.out -E
 * For the lengths of shortest counterexamples also -DBFS; one build serves every configuration.
 *
 * VECTORS: vectors the guest allocates, 1 (the default), 2, 4, 8, 16 or 32.
 * DROP: the assumptions dropped, by name, separated by commas; without it none.
 * STATES: if set, each state is printed, a digit for each component.
 *
 * -o1 -o2 -o3 keep SPIN from changing the states: without them a variable that is not read later is left
 * out or reset. SPIN stores one state more than the world has, the one before the start is chosen, and
 * counts one transition more for reading the environment and one for each start.
 *
 * One move of the world is one atomic sequence of two steps: a guard that chooses it, and, for a write of
 * the guest, what becomes of it.
 */
#include "verdicts.pml"
#include "state.pml"
#include "quirk.pml"
#include "environment.pml"
#include "messages.pml"
#include "guest.pml"

active proctype world()
{
    atomic {
        c_code { read_environment(); now.n = asked; };
        choose();
        c_code { starts++; }
    };
    do
    /* These are never executable: they look at a state once, when it is expanded. */
    :: c_expr { observe () } -> skip
    OBSERVATIONS
    :: atomic {
        if
        ENVIRONMENT_MOVES
        GUEST_MOVES
        MESSAGES
        fi;
        d_step { carry_out() }
       }
    od
}
