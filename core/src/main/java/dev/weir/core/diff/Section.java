package dev.weir.core.diff;

import java.util.List;

/**
 * What differs in one part of a call.
 *
 * @param name {@code model}, {@code system}, {@code tools}, {@code messages}, {@code parameters},
 *     {@code hints}, {@code endpoint}; of an answer {@code status}, {@code model}, {@code choices},
 *     {@code usage}, {@code error}, {@code other}; {@code body} where bodies are compared as they
 *     are
 * @param a how many elements the first call has there; 1 or 0 where it is no list
 * @param b how many the second one has
 * @param same how many of them are the same in both, at whatever place; marks do not count
 * @param changes what differs, in order
 */
public record Section(String name, int a, int b, int same, List<Change> changes) {

    public Section {
        changes = List.copyOf(changes);
    }
}
