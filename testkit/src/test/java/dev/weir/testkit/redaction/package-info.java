/** Redaction held against recorded traffic. */
@NullMarked
package dev.weir.testkit.redaction;

import org.jspecify.annotations.NullMarked;
