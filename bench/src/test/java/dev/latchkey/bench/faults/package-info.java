/** That the ledger explains what is right, and notices what is not. */
@NullMarked
package dev.latchkey.bench.faults;

import org.jspecify.annotations.NullMarked;
