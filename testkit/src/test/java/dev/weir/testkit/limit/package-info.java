/** The ledger in memory does what every ledger does. */
@NullMarked
package dev.weir.testkit.limit;

import org.jspecify.annotations.NullMarked;
