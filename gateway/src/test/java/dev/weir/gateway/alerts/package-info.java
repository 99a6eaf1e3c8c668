@NullMarked
package dev.weir.gateway.alerts;

import org.jspecify.annotations.NullMarked;
