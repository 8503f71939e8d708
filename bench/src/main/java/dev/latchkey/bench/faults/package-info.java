/**
 * The fault ledger: clients that write down every answer, processes that are killed under them, and the question
 * whether what was answered still holds. Owns the processes that it starts; measures no cost.
 */
@NullMarked
package dev.latchkey.bench.faults;

import org.jspecify.annotations.NullMarked;
