/** What tests are made of: fakes of core's ports first. Start at {@code capture}. */
@NullMarked
package dev.weir.testkit;

import org.jspecify.annotations.NullMarked;
