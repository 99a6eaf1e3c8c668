/**
 * Tests of redaction, with a labelled corpus that is made from seeds; none of its secrets is real.
 */
@NullMarked
package dev.weir.core.redaction;

import org.jspecify.annotations.NullMarked;
